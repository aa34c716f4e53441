//! Killed at any point, sync loses nothing and doubles nothing, and what was acknowledged is there.

mod acknowledged;
mod state;

use std::process::Stdio;
use std::time::{Duration, Instant};

use accord_harness::{Postgres, World, WorldOptions};
use accord_sandbox::{Delivery, Edit, Target};
use serde_json::json;

use crate::dice::Dice;
use crate::scene::{county, known, linkable, police};
use state::{State, however_often_read, same, state};

/// How often sync is killed, where `ACCORD_KILLS` does not say; on PostgreSQL a quarter of it.
const KILLS: u32 = 200;

/// At most so often in one step: then the step may come to its end, and the next begins.
const KILLS_A_STEP: u32 = 12;

/// What happens at the partners between two runs of sync.
const STEPS: [fn(&World); 3] = [|_| {}, next_night, police_work];

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_killed_anywhere_goes_on() {
    killed_anywhere(kills(), || None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_killed_anywhere_goes_on_on_postgres() {
    killed_anywhere(kills().div_ceil(4), || Some(Postgres::start())).await;
}

fn kills() -> u32 {
    std::env::var("ACCORD_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS)
}

/// `server` gives an empty database, or none for a SQLite file.
async fn killed_anywhere(mut left: u32, server: impl Fn() -> Option<Postgres>) {
    let first = server();
    let whole = small_world(first.as_ref()).await;
    let mut expected = Vec::new();
    for step in STEPS {
        step(&whole);
        let began = Instant::now();
        whole.accord(&["sync"]);
        let took = began.elapsed();
        confirm(&whole);
        expected.push((took, state(&whole), whole.dropped()));
    }
    assert!(expected.windows(2).all(|pair| pair[0].1 != pair[1].1), "each step changes something");
    let mut dice = Dice(20_261_121);
    let (mut kills, mut halfway) = (0, 0);
    while left > 0 {
        let own = server();
        let torn = small_world(own.as_ref()).await;
        for (number, (step, (took, tables, dropped))) in STEPS.into_iter().zip(&expected).enumerate() {
            step(&torn);
            let end = (tables, left.min(KILLS_A_STEP));
            let (killed, half) = kill(&torn, &mut dice, *took, end).await;
            (left, kills, halfway) = (left - killed, kills + killed, halfway + half);
            torn.accord(&["sync"]);
            confirm(&torn);
            same(&state(&torn), tables, &format!("step {number}, killed {killed} times"));
            assert_eq!(&torn.dropped(), dropped, "step {number}");
            let verified = torn.accord(&["audit", "verify"]);
            assert!(verified.contains("The log holds"), "{verified}");
        }
    }
    println!("killed {kills} times, {halfway} of them with a part of the step written");
    assert!(halfway * 20 >= kills, "{halfway} of {kills}: the kills do not hit where it matters");
}

/// A county of which one sync takes moments, in many pages: most kills are then in the middle of something.
async fn small_world(server: Option<&Postgres>) -> World {
    let database_url = server.map(Postgres::url);
    let options = WorldOptions { people: Some(60), incidents: Some(90), database_url, ..WorldOptions::default() };
    let world = World::start(options).await;
    let text = std::fs::read_to_string(world.config()).unwrap();
    let paged = text.replace("client_id = \"accord\"", "client_id = \"accord\"\npage_size = 8");
    assert_ne!(text, paged);
    std::fs::write(world.config(), paged).unwrap();
    world
}

/// A reviewer links two records: what she said stays whatever sync does.
fn confirm(world: &World) {
    let person = linkable(world.sandbox.truth()).next().expect("somebody whom both know");
    world.accord(&["links", "confirm", &police(person), &county(person)]);
}

fn next_night(world: &World) {
    world.sandbox.county.deliver(Delivery::NextNight).unwrap();
}

/// One report is restricted, one cancelled, one gets another flag, and a person another date of birth.
fn police_work(world: &World) {
    let truth = world.sandbox.truth();
    let reports: Vec<&str> = truth
        .incidents
        .iter()
        .flat_map(|incident| &incident.records)
        .filter(|record| record.partner == "police" && record.tombstone.is_none())
        .map(|record| record.record.as_str())
        .collect();
    let person = linkable(truth).next().expect("somebody whom both know");
    for edit in [
        Edit::set(Target::Occurrence, reports[0], "restricted", true),
        Edit::set(Target::Occurrence, reports[0], "flags", json!(["Hate-Race"])),
        Edit::remove(Target::Occurrence, reports[1]),
        Edit::set(Target::Occurrence, reports[2], "flags", json!(["Hate-Faith", "Hate-Disability"])),
        Edit::set(Target::Person, &known(person, "police").record, "dateOfBirth", "1901-01-01"),
    ] {
        assert!(world.sandbox.edit(&edit), "{edit:?}");
    }
}

/// Kills at random moments, until one run was faster or it has been enough. Says how often, and how often a part of what
/// the step will come to was written and a part was not.
async fn kill(world: &World, dice: &mut Dice, longest: Duration, (end, most): (&State, u32)) -> (u32, u32) {
    let begin = state(world);
    let mut halfway = 0;
    for killed in 0..most {
        let mut command = world.command(&["sync"]);
        let mut sync = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(longest.mul_f64(dice.share())).await;
        if let Some(ended) = sync.try_wait().unwrap() {
            assert!(ended.success(), "a run after {killed} kills fails");
            return (killed, halfway);
        }
        sync.kill().unwrap();
        sync.wait().unwrap();
        let now = state(world);
        halfway += u32::from(now != begin && now != *end);
    }
    (most, halfway)
}

/// A gateway that serves reads its partners, and somebody runs `accord sync` beside it.
#[tokio::test(flavor = "multi_thread")]
async fn syncs_at_once_lose_and_double_nothing() {
    let whole = small_world(None).await;
    let torn = small_world(None).await;
    for (number, step) in STEPS.into_iter().enumerate() {
        step(&whole);
        whole.accord(&["sync"]);
        step(&torn);
        let all: Vec<_> = (0..3)
            .map(|_| torn.command(&["sync"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
            .collect();
        for sync in all {
            let output = sync.wait_with_output().unwrap();
            assert!(output.status.success(), "step {number}: {}", String::from_utf8_lossy(&output.stderr));
        }
        let (found, expected) = (however_often_read(state(&torn)), however_often_read(state(&whole)));
        same(&found, &expected, &format!("step {number}"));
        assert!(torn.dropped().is_empty());
    }
    assert!(torn.accord(&["audit", "verify"]).contains("The log holds"));
}
