//! Two worlds (invariant 14): two gateways over two counties of one seed that differ only in what a viewer may not see.
//! For generated questions the status, the headers (less `Date` and `x-request-id`), the bytes and the calls made for the viewer
//! to the police's system, the trust's server and the city's endpoint must be the same. `plan/` says for each viewer what differs
//! at each partner and why she may not see it; `ground.rs` what both worlds hold about the plan's people.
//!
//! What the comparison leaves out, and why:
//!
//! - **Instants that a partner or the machine's own clock makes**: `lastSyncedAt`, `lagSeconds`, `retryAfterSeconds`. They are not
//!   selected. Both gateways' own clock is one that the test moves, so that what it writes down is compared: receipts, a
//!   person's log, terms. The council's database alone is read at the question: of its records' `asOf`, the time of day is left out.
//! - **Calls to the council's database**, which keeps no journal, and sync's calls, which nobody's question makes.
//! - **Which question a call was made for** where answers are kept (one viewer): what was asked for since the first one is
//!   compared after each.
//! - **How many calls** there are where people below incidents and people below referrals meet in one batch or do not: that is
//!   chance. Which records and fields are asked for is compared always.
//! - **Failures that depend on the clock**: partners that hang or ask to wait. The others are switched on in both worlds;
//!   the breaker is not.
//! - **What `explain` says of the trust**: whether the trust has to do with a person says whether it holds a record of her, also one
//!   that she does not see (`reading.rs`). That is what it is for (docs/consent-semantics.md).
//! - **What emergency access and a request open**: they are asked where they open nothing that differs (`doors.rs`).
//! - **How long an answer takes.**
//! - **Postcodes as a way to look for people.** `findVictim` is the one question that may use what the viewer may not see;
//!   it needs a second identifier, says one person or none, is limited and logged.
//! - **Other organisations' questions**: the ids that they get are used, their answers are not compared.
//!
//! `ACCORD_CASES` says how many questions there are for all viewers together; 2,000 where it says nothing. Which channels they go
//! through, and a leak for each: `rows.rs`.

mod accused;
mod ask;
mod bad;
mod book;
mod broken;
mod calls;
mod caught;
mod city;
mod deeds;
mod dice;
mod difference;
mod disclosed;
mod doors;
mod filters;
mod found;
mod gone;
mod ground;
mod leak;
mod leak_doors;
mod leaks;
mod logged;
mod pair;
mod plan;
mod pool;
mod query;
mod reading;
mod roots;
mod rows;
mod run;
mod said;
mod shape;
mod start;
mod trust;
mod walk;

use book::Book;
use plan::Plan;
use rows::{Leak, ROWS, Row};
use run::{Pair, cases, report};

/// How many viewers share the cases.
const VIEWERS: usize = 5;

async fn holds(plan_of: impl Fn(&Book) -> Plan) {
    let book = Book::read().await;
    let mut plan = plan_of(&book);
    bad::spoil(&mut plan.differences);
    plan.note_instants(&book);
    let gone = book.gone(&plan.differences);
    let mut pair = Pair::start(&plan, &gone).await;
    if let Some(found) = pair.run(&plan, cases()).await {
        panic!("{}", report(&plan, &mut pair, found).await);
    }
    let (data, calls) = &pair.worth;
    eprintln!(
        "{}: {} cases and {} pages, {data} answers with data, calls: {calls:?}",
        plan.persona,
        cases(),
        pair.pages
    );
    eprintln!("would have shown: {:?}", pair.shown);
    assert!(pair.a.logged().is_empty() && pair.b.logged().is_empty(), "somebody is in a log");
    // Few questions need not come to each row. How many calls there are is not compared where answers are kept.
    let unasked = |row: &&Row| match row.leak {
        Leak::Answer(_) | Leak::Ids => {
            let never = (row.name == "L20" && plan.cache_ttl_ms > 0)
                // Whoever signs in for herself is called to no conference.
                || (row.name == "L7 conference" && plan.persona == "victim");
            pair.shown[row.name] == 0 && !never
        }
        Leak::Cache | Leak::Log => false,
    };
    let unasked: Vec<&str> = ROWS.iter().filter(unasked).map(|row| row.name).collect();
    assert!(unasked.is_empty() || cases() < 300, "no question would have shown {unasked:?}");
    let all: usize = calls.values().sum();
    assert!(data * 5 > cases() * 2 && all * 5 > cases(), "{data} answers with data, {all} calls");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_support_worker_cannot_tell_the_worlds_apart() {
    holds(Plan::support_worker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_care_coordinator_cannot_tell_the_worlds_apart() {
    holds(Plan::care_coordinator).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_safety_officer_cannot_tell_the_worlds_apart() {
    holds(Plan::community_safety_officer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hate_crime_officer_cannot_tell_the_worlds_apart() {
    holds(Plan::hate_crime_officer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_victim_cannot_tell_the_worlds_apart() {
    holds(Plan::victim).await;
}
