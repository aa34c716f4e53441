//! `accord connector check` over the sandbox's partners, by the command itself.

use std::os::unix::fs::PermissionsExt as _;

use accord_harness::{World, WorldOptions};
use serde_json::Value;

/// How many checks came out so.
fn count(report: &Value, outcome: &str) -> usize {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().filter(|one| one["outcome"] == outcome).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_police_keep_every_rule() {
    let world = World::start(WorldOptions::default()).await;
    let report = world.accord(&["connector", "check", "police", "--format", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(count(&report, "failed"), 0, "{report:#}");
    assert!(count(&report, "passed") >= 70, "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_county_keeps_every_rule_that_files_can_keep_and_its_files_stay() {
    let world = World::start(WorldOptions::default()).await;
    let before = world.dropped();
    assert!(!before.is_empty());
    let report = world.accord(&["connector", "check", "county", "--format", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(count(&report, "failed"), 0, "{report:#}");
    assert!(count(&report, "passed") >= 18, "{report:#}");
    let skipped = report["findings"].as_array().unwrap().iter().filter(|one| one["outcome"] == "skipped");
    assert!(skipped.into_iter().all(|one| one["place"] != ""), "a check is skipped without a reason");
    assert_eq!(world.dropped(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_partner_is_checked_without_it_and_the_file_is_its_owners_alone() {
    let world = World::start(WorldOptions { people: Some(60), incidents: Some(80), ..WorldOptions::default() }).await;
    let file = world.folder().join("police.cassette.json");
    let name = file.display().to_string();
    let said = world.accord(&["connector", "record", "police", "--out", &name]);
    assert!(said.contains("holds records of the partner's test system"), "{said}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("Bearer ") && !text.contains("demo-police") && !text.contains("Basic "));
    let again = world.command(&["connector", "record", "police", "--out", &name]).output().unwrap();
    assert!(!again.status.success(), "a recording was written over");

    world.sandbox.police.fault(accord_sandbox::FaultKind::ServerError, "/", None);
    let against = format!("replay:{name}");
    let report = world.accord(&["connector", "check", "police", "--against", &against]);
    assert!(report.contains(" 0 failed"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_that_fails_ends_the_command_with_one() {
    let world = World::start(WorldOptions { people: Some(30), incidents: Some(40), ..WorldOptions::default() }).await;
    world.sandbox.police.fault(accord_sandbox::FaultKind::Garbage, "/v1/persons", None);
    let done = world.command(&["connector", "check", "police", "--format", "junit"]).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let report = String::from_utf8_lossy(&done.stdout);
    assert!(report.starts_with("<?xml") && report.contains("<failure "), "{report}");
}
