//! Killed anywhere, sync loses nothing and doubles nothing.

use std::process::Command;
use std::time::Duration;

use accord_federation::{ChangeCursor, Note};
use accord_model::{Incident, OrganisationKind};
use accord_store::{Batch, Taken};

use crate::base::{Base, on_both};
use crate::dice::Dice;
use crate::town::{COUNTY, POLICE, Town, Who, at, case, incident, person, quote, says, victim, word};

const PAGES: usize = 24;

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

/// Both partners' feeds, one after the other, as a list of pages. Each page's cursor is its number in its feed.
fn feed(town: &Town, seed: u64) -> Vec<(&'static str, ChangeCursor, Batch)> {
    let mut dice = Dice(seed);
    let pages = (0..PAGES).map(|number| {
        let (partner, batch) = page(town, &mut dice);
        (partner, ChangeCursor(format!("{number:03}")), batch)
    });
    pages.collect()
}

/// Goes on where the cursors say, as sync does. A page that was written is left out, but for one in four, which comes
/// again as the next page of a feed that repeats itself.
async fn go_on(town: &Town, seed: u64, pause: impl AsyncFn()) {
    let sync = town.store.sync();
    let cursors = [POLICE, COUNTY].map(|partner| partner.parse().unwrap());
    for (number, (partner, next, batch)) in feed(town, seed).into_iter().enumerate() {
        let mut last = None;
        for cursor in cursors {
            last = last.max(sync.cursor(cursor).await.unwrap().map(|cursor| cursor.0));
        }
        if last.as_ref().is_some_and(|last| *last > next.0 || (*last == next.0 && number % 4 != 0)) {
            continue;
        }
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
    for seed in 0..3 {
        let (whole, torn) = (base.another(), base.another());
        go_on(&Town::new(&whole.store().await), seed, async || ()).await;
        let town = std::sync::Arc::new(Town::new(&torn.store().await));
        let mut dice = Dice(seed + 1_000);
        let mut given_up = 0;
        loop {
            let going = std::sync::Arc::clone(&town);
            let task = tokio::spawn(async move { go_on(&going, seed, tokio::task::yield_now).await });
            tokio::time::sleep(Duration::from_micros(dice.roll(30_000))).await;
            // After forty times it may come to its end.
            if given_up >= 40 || task.is_finished() {
                task.await.unwrap();
                break;
            }
            task.abort();
            assert!(task.await.is_err_and(|error| error.is_cancelled()));
            given_up += 1;
        }
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
