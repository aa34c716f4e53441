//! What one report of an incident says of an organisation, and the other reports of it.

use std::collections::BTreeSet;

use accord_harness::Client;
use accord_sandbox::{Delivery, Edit, Target, TruePerson, Truth};
use serde_json::{Value, json};

use super::{client, morning};
use crate::scene::{CONSENT, Scene, assign, consent, police};

const ALL: &str =
    "{ victims { nodes { incidents(first: 50) { nodes { id records { source { partner { id } } } } } } } }";

/// Which partners' reports make each incident that this client sees.
async fn incidents(client: &Client) -> Vec<BTreeSet<String>> {
    let data = client.data(ALL, Value::Null).await;
    let people = data["victims"]["nodes"].as_array().unwrap();
    let all = people.iter().flat_map(|person| person["incidents"]["nodes"].as_array().unwrap());
    let partner = |record: &Value| record["source"]["partner"]["id"].as_str().unwrap().to_owned();
    all.map(|one| one["records"].as_array().unwrap().iter().map(partner).collect()).collect()
}

const POLICE: &str = "leicestershire-police";

const COUNTY: &str = "county-hate-incident-monitoring-project";

fn joined(seen: &[BTreeSet<String>]) -> usize {
    seen.iter().filter(|partners| partners.contains(POLICE) && partners.contains(COUNTY)).count()
}

fn at(seen: &[BTreeSet<String>], partner: &str) -> usize {
    seen.iter().filter(|partners| partners.contains(partner)).count()
}

/// What this partner calls each report about one of these people.
fn reports(truth: &Truth, people: &[TruePerson], partner: &str) -> Vec<(String, String)> {
    let about = |victims: &[String]| people.iter().any(|person| victims.contains(&person.id));
    let all = truth.incidents.iter().filter(|incident| about(&incident.victims));
    let records = all.flat_map(|incident| incident.records.iter().map(|record| (incident.id.clone(), record)));
    let its = records.filter(|(_, record)| record.partner == partner && record.tombstone.is_none());
    its.map(|(incident, record)| (incident, record.record.clone())).collect()
}

/// A county in which the police quote the county's report of each of these people's incidents that both hold.
async fn quoted() -> (Scene, Vec<TruePerson>) {
    let scene = morning(String::new()).await;
    let people: Vec<TruePerson> = scene.people().into_iter().take(3).cloned().collect();
    let rows = reports(scene.world.sandbox.truth(), &people, "county");
    for (incident, report) in reports(scene.world.sandbox.truth(), &people, "police") {
        let Some((_, row)) = rows.iter().find(|(same, _)| *same == incident) else { continue };
        let quoted = json!([{"system": "COUNTY_PROJECT", "reference": row}]);
        assert!(scene.world.sandbox.edit(&Edit::set(Target::Occurrence, &report, "otherReferences", quoted)));
    }
    scene.world.accord(&["sync"]);
    (scene, people)
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_one_report_accuses_finds_no_other_of_that_incident() {
    let (scene, people) = quoted().await;
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    for person in &people {
        let found = scene.find(&worker, person).await;
        if found["outcome"] == "FOUND" {
            let words = consent(&found["victim"]["id"], &person.id, "safe-haven-llr", &["IDENTITY", "OFFENCE"]);
            worker.data(CONSENT, words).await;
        }
    }
    let before = incidents(&worker).await;
    assert!(joined(&before) > 1, "{before:?}");
    let charity = json!({"slug": "safe-haven-llr", "name": "Safe Haven LLR"});
    let truth = scene.world.sandbox.truth();
    let rows = reports(truth, &people, "county");
    let all = reports(truth, &people, "police");
    // One incident that both hold is nobody's fault.
    let spared = all.iter().find(|(incident, _)| rows.iter().any(|(same, _)| same == incident)).unwrap();
    for (_, id) in all.iter().filter(|one| *one != spared) {
        assert!(scene.world.sandbox.edit(&Edit::set(Target::Occurrence, id, "suspectOrganisation", charity.clone())));
    }
    scene.world.accord(&["sync"]);
    let after = incidents(&worker).await;
    let left = at(&before, COUNTY) - joined(&before) + 1;
    assert_eq!((at(&after, POLICE), joined(&after), at(&after, COUNTY)), (1, 1, left), "{after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_reports_stay_whatever_another_says_of_one() {
    let (scene, people) = quoted().await;
    assign(&scene.world, "leicestershire-police", "hate-crime-officer", &people.iter().map(police).collect::<Vec<_>>());
    let officer = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let before = incidents(&officer).await;
    assert!(joined(&before) > 0, "{before:?}");
    for (_, row) in reports(scene.world.sandbox.truth(), &people, "county") {
        let edit = Edit::set(Target::County, &row, "Perp known?", "Org: Leicestershire Police");
        assert!(scene.world.sandbox.edit(&edit));
    }
    scene.world.sandbox.county.deliver(Delivery::Full).unwrap();
    scene.world.accord(&["sync"]);
    let after = incidents(&officer).await;
    assert_eq!((at(&after, POLICE), joined(&after)), (at(&before, POLICE), 0), "{after:?}");
}
