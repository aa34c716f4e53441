//! `accord connector check` over the sandbox's partners, by the command itself.

use std::os::unix::fs::PermissionsExt as _;

use accord_harness::{World, WorldOptions};
use serde_json::Value;

/// The report of a run that fails nothing.
fn checked(world: &World, with: &[&str]) -> Value {
    let command: Vec<&str> = ["connector", "check"].iter().chain(with).chain(&["--format", "json"]).copied().collect();
    let report: Value = serde_json::from_str(&world.accord(&command)).unwrap();
    assert_eq!(count(&report, "failed"), 0, "{report:#}");
    let skipped = all(&report).filter(|one| one["outcome"] == "skipped");
    assert!(skipped.into_iter().all(|one| one["place"] != ""), "a check is skipped without a reason");
    report
}

fn all(report: &Value) -> impl Iterator<Item = &Value> {
    report["findings"].as_array().unwrap().iter()
}

/// How many checks came out so.
fn count(report: &Value, outcome: &str) -> usize {
    all(report).filter(|one| one["outcome"] == outcome).count()
}

/// Each of these checks was made, and passed.
fn passed(report: &Value, names: &[&str]) {
    for name in names {
        let found = all(report).find(|one| one["id"] == *name).unwrap();
        assert_eq!(found["outcome"], "passed", "{found}");
    }
}

async fn world() -> World {
    World::start(WorldOptions::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_police_keep_every_rule() {
    let report = checked(&world().await, &["police"]);
    assert!(count(&report, "passed") >= 75, "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trust_keeps_every_rule_and_what_its_capability_statement_says() {
    let report = checked(&world().await, &["nhs", "--schema", "partner:/metadata"]);
    passed(&report, &["DRIFT-01", "DRIFT-02", "TOKEN-01", "TOKEN-02", "FEED-13", "BATCH-04", "ROW-03"]);
    assert!(count(&report, "passed") >= 75, "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trust_whose_statement_lacks_what_is_asked_has_drifted() {
    let world = world().await;
    let file = world.folder().join("statement.json");
    let statement = r#"{"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [{"resource": [
        {"type": "Patient", "searchParam": [{"name": "_id"}]}]}]}"#;
    std::fs::write(&file, statement).unwrap();
    let schema = file.display().to_string();
    let done = world.command(&["connector", "check", "nhs", "--schema", &schema]).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let report = String::from_utf8_lossy(&done.stdout);
    assert!(report.contains("Flag: no such type"), "{report}");
    std::fs::write(&file, "name: no schema").unwrap();
    let done = world.command(&["connector", "check", "nhs", "--schema", &schema]).output().unwrap();
    assert!(String::from_utf8_lossy(&done.stderr).contains("OpenAPI 3.0 or 3.1"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_councils_reports_keep_every_rule_in_json() {
    let report = checked(&world().await, &["council-reports"]);
    assert!(count(&report, "passed") >= 60, "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_keeps_every_rule_for_directories() {
    let report = checked(&world().await, &["directory"]);
    passed(&report, &["LIST-01", "LIST-02", "LIST-03", "LIST-04", "FAIL-01", "FAIL-09", "MADE-04"]);
    assert!(count(&report, "passed") >= 36, "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_councils_cases_keep_every_rule_that_a_database_can_keep() {
    let report = checked(&world().await, &["council"]);
    assert!(count(&report, "passed") >= 22, "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_county_keeps_every_rule_that_files_can_keep_and_its_files_stay() {
    let world = world().await;
    let before = world.dropped();
    assert!(!before.is_empty());
    let report = checked(&world, &["county"]);
    assert!(count(&report, "passed") >= 18, "{report:#}");
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
    let report = world.accord(&["connector", "replay", &name, "police"]);
    assert!(report.contains(" 0 failed"), "{report}");
    let against = format!("replay:{name}");
    assert_eq!(summary(&world.accord(&["connector", "check", "police", "--against", &against])), summary(&report));
}

fn summary(report: &str) -> &str {
    report.lines().last().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_trust_turns_its_pages_without_it() {
    let world = World::start(WorldOptions { people: Some(120), incidents: Some(160), ..WorldOptions::default() }).await;
    let name = world.folder().join("nhs.cassette.json").display().to_string();
    world.accord(&["connector", "record", "nhs", "--out", &name]);
    world.sandbox.nhs.as_ref().unwrap().fault(accord_sandbox::FaultKind::ServerError, "/", None);
    let report = world.accord(&["connector", "replay", &name, "nhs"]);
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
