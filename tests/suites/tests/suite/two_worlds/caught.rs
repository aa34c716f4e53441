//! A leak of each row, planted in one world or in both: the questions that are asked anyway must find it.

use accord_sandbox::KnownAs;

use super::book::Book;
use super::pair::{Asked, Planted, Side};
use super::plan::Plan;
use super::rows::{Leak, ROWS, Row};
use super::run::Pair;

/// Who asks before the viewer, where something may be kept of it.
pub(crate) const OFFICER: (&str, &str) = ("hate-crime-officer", "CRIME_INVESTIGATION");

impl Pair {
    fn plant(&mut self, row: &Row) {
        let id = self.pool.foreign[0].clone();
        (self.a.planted, self.b.planted, self.b.before) = match row.leak {
            Leak::Answer(tamper) => (None, Some(Planted::Tamper(tamper)), None),
            Leak::Ids => (Some(Planted::Id(id.clone())), Some(Planted::Id(id)), None),
            Leak::Cache => (None, Some(Planted::Kept), Some(OFFICER)),
            Leak::Log => (None, None, None),
        };
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_of_each_row_is_caught() {
    let book = Book::read().await;
    let plan = Plan::support_worker(&book);
    let mut pair = Pair::start(&plan, &[]).await;
    let mut missed = Vec::new();
    for row in ROWS {
        pair.plant(row);
        let caught = match row.leak {
            Leak::Log => write_down(&pair.b, &plan).then_some((0, "the log".to_owned())),
            _ => pair.run_of(&plan, 400, row.words).await.map(|found| (found.case, found.told)),
        };
        match caught {
            Some((case, told)) => {
                eprintln!("{} {}: case {case}: {}", row.name, row.channel, told.lines().next().unwrap())
            }
            None => missed.push(row.name),
        }
    }
    assert_eq!(missed, [""; 0]);
}

/// Writes into the log whom a record is about; true where that is found, and nothing was before.
fn write_down(side: &Side, plan: &Plan) -> bool {
    let KnownAs { values, .. } = crate::scene::known(&plan.people[0], "police");
    let line = format!("cannot read the record of {} {}\n", values["given"], values["family"]);
    let before = side.logged();
    side.log(&line);
    before.is_empty() && side.logged().len() == 1
}

/// What is kept of an answer is decided again for whoever asks next (L12): another organisation asks each question first in one
/// world, and nobody in the other. Partners are then asked less, so that the calls are not compared.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_second_gets_what_she_would_have_got_first() {
    let book = Book::read().await;
    let mut plan = Plan::support_worker(&book);
    plan.cache_ttl_ms = 600_000;
    plan.faults = false;
    plan.writes = false;
    plan.note_instants(&book);
    let mut pair = Pair::start(&plan, &[]).await;
    pair.a.before = Some(OFFICER);
    (pair.a.asked, pair.b.asked) = (Asked::Ignored, Asked::Ignored);
    if let Some(found) = pair.run(&plan, 200).await {
        panic!("case {}: {}\n{}", found.case, found.told, found.step.text());
    }
    eprintln!("{} answers, {} after another's", pair.worth.0, pair.shown["L12"]);
    assert!(pair.shown["L12"] > 100 && pair.worth.0 > 80);
}
