//! Killed anywhere, sync loses nothing and doubles nothing.

use std::process::Command;
use std::time::Duration;

use accord_federation::{ChangeCursor, Note};
use accord_model::{Incident, OrganisationKind};
use accord_store::{Batch, Taken};

use crate::base::{Base, on_both};
use crate::dice::Dice;
use crate::town::{COUNTY, POLICE, Town, Who, at, case, incident, person, quote, says, victim, word};

const PAGES: usize = 40;

const FAMILIES: [&str; 3] = ["Ashby", "Bhatt", "Clarke"];
const GIVEN: [&str; 3] = ["Ann", "Bilal", "Cora"];

/// A page of one partner, drawn from a few records so that they meet again.
fn page(town: &Town, dice: &mut Dice) -> (&'static str, Batch) {
    let partner = if dice.roll(2) == 0 { POLICE } else { COUNTY };
    let taken = (0..=dice.roll(8)).map(|_| change(town, dice, partner)).collect();
    let notes = (0..dice.roll(3)).map(|_| Note { code: "ROW_DUPLICATE", place: format!("row {}", dice.roll(4)) });
    (partner, Batch { taken, notes: notes.collect() })
}

fn change(town: &Town, dice: &mut Dice, partner: &str) -> Taken {
    let local = dice.roll(6).to_string();
    match dice.roll(8) {
        0 => Taken::Gone(person(partner, &local)),
        1 => Taken::Gone(case(partner, &local)),
        2..=4 => {
            let nhs = [None, Some("9434765919"), Some("9990548609")][dice.roll(3) as usize];
            let who = Who {
                family: FAMILIES[dice.roll(3) as usize],
                given: GIVEN[dice.roll(3) as usize],
                born: (1970 + dice.roll(2) as i16, 1, 1),
                postcode: ["LE1 1AA", "LE2 2BB"][dice.roll(2) as usize],
                nhs,
            };
            town.victim(victim(partner, &local, who))
        }
        _ => {
            let other = if partner == POLICE { COUNTY } else { POLICE };
            let victims: Vec<String> = (0..dice.roll(3)).map(|_| dice.roll(6).to_string()).collect();
            let mut victims: Vec<&str> = victims.iter().map(String::as_str).collect();
            victims.sort_unstable();
            victims.dedup();
            let kind = |n| [None, Some(OrganisationKind::Police), Some(OrganisationKind::Nhs)][n as usize];
            let record = Incident {
                quoted: (0..dice.roll(3)).map(|_| quote(other, &format!("25*{}", dice.roll(6)))).collect(),
                directives: (0..dice.roll(3)).map(|_| says(dice.roll(2) == 0, kind(dice.roll(3)))).collect(),
                terms: (0..dice.roll(3)).map(|_| word(GIVEN[dice.roll(3) as usize])).collect(),
                restricted: dice.roll(4) == 0,
                ..incident(partner, &local, &victims)
            };
            town.incident(record)
        }
    }
}

/// Both partners' feeds in one list of pages. Each page's cursor is its number; its contents are drawn anew, and the
/// same, whenever it is asked for.
fn numbered(town: &Town, seed: u64, number: usize) -> (&'static str, ChangeCursor, Batch) {
    let (partner, batch) = page(town, &mut Dice(seed * 1_000 + number as u64));
    (partner, ChangeCursor(format!("{number:03}")), batch)
}

/// Goes on where the cursors say, as sync does. One page in four comes again after it was written, as in a feed that
/// repeats itself.
async fn go_on(town: &Town, seed: u64, pause: impl AsyncFn()) {
    let sync = town.store.sync();
    let mut last = None;
    for partner in [POLICE, COUNTY] {
        last = last.max(sync.cursor(partner.parse().unwrap()).await.unwrap().map(|cursor| cursor.0));
    }
    let last: Option<usize> = last.map(|number| number.parse().unwrap());
    let start = last.map_or(0, |number| number + usize::from(number % 4 != 0));
    for number in start..PAGES {
        let (partner, next, batch) = numbered(town, seed, number);
        pause().await;
        let minute = number as i64;
        sync.apply(&town.order(partner), batch, &next, at(minute)).await.unwrap();
    }
}

/// Every table but the log, which has no part in a page.
async fn state(base: &Base) -> Vec<(&'static str, Vec<String>)> {
    base.all_but(&["ledger_head", "ledger_row", "pseudonym"]).await
}

async fn a_sync_given_up_anywhere_goes_on(base: Base) {
    // Long enough for a page or two.
    let longest = if matches!(base, Base::Sqlite(_)) { 25_000 } else { 120_000 };
    for seed in 0..2 {
        let (whole, torn) = (base.another(), base.another());
        go_on(&Town::new(&whole.store().await), seed, async || ()).await;
        let town = std::sync::Arc::new(Town::new(&torn.store().await));
        let mut dice = Dice(seed + 1_000);
        let mut given_up = 0;
        loop {
            let going = std::sync::Arc::clone(&town);
            let task = tokio::spawn(async move { go_on(&going, seed, tokio::task::yield_now).await });
            tokio::time::sleep(Duration::from_micros(dice.roll(longest))).await;
            // After sixty times it may come to its end.
            if given_up < 60 {
                task.abort();
            }
            match task.await {
                Ok(()) => break,
                Err(error) => assert!(error.is_cancelled()),
            }
            given_up += 1;
            // A page whose commit was under way may still be written: what comes next waits for it, as a new process
            // would by the time it has started.
            torn.execute("UPDATE store_lock SET name = name WHERE name = 'sync'").await;
        }
        assert!(given_up > 0, "it was too fast to be given up");
        assert_eq!(state(&torn).await, state(&whole).await, "seed {seed}, given up {given_up} times");
    }
}

async fn a_process_killed_anywhere_goes_on(base: Base) {
    let seed = 11;
    let whole = base.another();
    go_on(&Town::new(&whole.store().await), seed, async || ()).await;
    base.store().await.close().await.unwrap();
    let mut dice = Dice(seed);
    let mut killed = 0;
    loop {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "crash::child", "--ignored", "--nocapture"]).env("ACCORD_CHILD_URL", base.url());
        let mut child = child.stdout(std::process::Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(20 + dice.roll(120))).await;
        if killed >= 25 || child.try_wait().unwrap().is_some() {
            assert!(child.wait().unwrap().success());
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
    }
    assert!(killed > 0, "the child was too fast to be killed");
    assert_eq!(state(&base).await, state(&whole).await, "killed {killed} times");
}

#[tokio::test]
#[ignore = "the process that a_process_killed_anywhere_goes_on kills"]
async fn child() {
    let url = std::env::var("ACCORD_CHILD_URL").unwrap();
    let store = accord_store::Store::open(&url, Base::options()).await.unwrap();
    go_on(&Town::new(&store), 11, async || tokio::time::sleep(Duration::from_millis(15)).await).await;
}

on_both!(a_sync_given_up_anywhere_goes_on, a_process_killed_anywhere_goes_on);
