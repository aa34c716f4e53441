//! An introduced person's consent opens records only once a reviewer has linked her.

use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, consent, county, police};

#[tokio::test(flavor = "multi_thread")]
async fn only_a_confirmed_link_lets_consent_flow() {
    confirmed_alone(&Scene::plain().await).await;
}

/// On any database.
pub(crate) async fn confirmed_alone(scene: &Scene) {
    let coordinator = scene.client("care-coordinator", "CARE");
    let earlier = scene.world.accord(&["links", "list", "--first", "10000"]);
    let mut introduced = None;
    for person in scene.people() {
        let found = scene.find(&coordinator, person).await;
        if found["outcome"] == "INTRODUCED" {
            introduced = Some((person, found["victim"]["id"].clone()));
            break;
        }
    }
    let (person, id) = introduced.expect("somebody has not agreed that the NHS sees her");
    let all = ["IDENTITY", "OFFENCE", "LOCATION", "NARRATIVE"];
    let trust = "leicestershire-partnership-nhs-trust";
    let recorded = coordinator.data(CONSENT, consent(&id, "k", trust, &all)).await["recordConsent"].clone();
    assert_eq!(recorded["userErrors"], json!([]));
    let case =
        "query($id: ID!) { victim(id: $id) { id name { text } formerIds records { source { partner { id } } } } }";
    let before = coordinator.data(case, json!({"id": id})).await["victim"].clone();
    assert_eq!((&before["name"], &before["records"]), (&Value::Null, &json!([])), "a link that waits opens nothing");

    let waiting = scene.world.accord(&["links", "list", "--first", "10000"]);
    let handle = introduced_handle(&earlier, &waiting);
    scene.world.accord(&["links", "confirm", &handle, &police(person)]);
    let after = coordinator.data(case, json!({"id": id})).await["victim"].clone();
    assert!(after["name"]["text"].is_string(), "{after}");
    let sources: Vec<&Value> =
        after["records"].as_array().unwrap().iter().map(|r| &r["source"]["partner"]["id"]).collect();
    assert!(sources.contains(&&json!("leicestershire-police")), "{after}");

    let told = scene.world.accord(&["links", "undo", &handle, &police(person)]);
    // Who saw what over the wrong link, for the assessment of a breach; never a value.
    let line = told.lines().find(|line| line.contains(trust)).unwrap_or_else(|| panic!("{told}"));
    assert!(line.contains("CARE_COORDINATOR\tCARE\tCONSENT") && line.contains("IDENTITY"), "{told}");
    assert!(told.contains("They were one person since") && !told.contains(after["name"]["text"].as_str().unwrap()));
    let again = scene.world.accord(&["links", "undo", &handle, &police(person)]);
    assert!(again.contains("consent did not flow"), "{again}");
    let undone = coordinator.data(case, json!({"id": id})).await["victim"].clone();
    assert_eq!(
        (&undone["name"], &undone["records"]),
        (&Value::Null, &json!([])),
        "each directive is back on its handle"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_survive_a_merge_and_a_split() {
    merge_and_split(&Scene::plain().await).await;
}

/// On any database.
pub(crate) async fn merge_and_split(scene: &Scene) {
    let officer = scene.officer();
    let (person, id) = found_alone(scene, &officer).await;
    let case = "query($id: ID!) { victim(id: $id) { id formerIds records { source { partner { id } } } } }";
    let alone = officer.data(case, json!({"id": id})).await["victim"].clone();
    assert_eq!(alone["records"].as_array().unwrap().len(), 1);
    scene.world.accord(&["links", "confirm", &police(person), &county(person)]);
    let merged = officer.data(case, json!({"id": id})).await["victim"].clone();
    assert_eq!(merged["records"].as_array().unwrap().len(), 2);
    let mut ids: Vec<Value> = merged["formerIds"].as_array().unwrap().clone();
    ids.push(merged["id"].clone());
    assert!(ids.contains(&id), "the old id still leads here");
    for one in &ids {
        assert_eq!(officer.data(case, json!({"id": one})).await["victim"]["id"], merged["id"]);
    }
    scene.world.accord(&["links", "undo", &police(person), &county(person)]);
    let split = officer.data(case, json!({"id": id})).await["victim"].clone();
    assert_eq!(split, alone);
}

/// The handle that the trust introduced: its records wait too, and did before.
fn introduced_handle(earlier: &str, list: &str) -> String {
    let trusts = |line: &&str| line.ends_with("  leicestershire-partnership-nhs-trust");
    let new = list.lines().filter(trusts).find(|line| !earlier.contains(line));
    let line = new.expect("the introduced person waits for a reviewer");
    line.split_whitespace().next().expect("a handle").to_owned()
}

/// Somebody whom nobody has linked yet, found by the police, and her id there.
async fn found_alone<'a>(
    scene: &'a Scene,
    officer: &accord_harness::Client,
) -> (&'a accord_sandbox::TruePerson, Value) {
    for person in scene.people().into_iter().skip(3) {
        let found = scene.find(officer, person).await;
        if found["outcome"] == "FOUND" {
            return (person, found["victim"]["id"].clone());
        }
    }
    panic!("nobody is found");
}
