//! Support services: found for whoever is signed in, and a directory's silence is part of the answer.

use accord_harness::Client;
use accord_sandbox::FaultKind;
use serde_json::{Value, json};

use crate::scene::Scene;

const SEARCH: &str = "query($filter: SupportServiceFilter) { supportServices(filter: $filter, first: 30) { \
     nodes { id name needs settings strands languages organisationName listedBy { id } capacity { status updatedAt } \
     eligibility { minimumAge } hours { days opens closes } locations { postcode accessibility distanceMetres } unmapped } \
     gaps { partner { id } fields cause } } }";

const POSTCODE: &str = "LE11 1QX";

async fn search(client: &Client, filter: Value) -> Value {
    client.data(SEARCH, json!({"filter": filter})).await["supportServices"].clone()
}

fn nodes(found: &Value) -> &Vec<Value> {
    assert_eq!(found["gaps"], json!([]));
    found["nodes"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn help_is_found_by_place_and_need_and_the_directory_learns_the_place_alone() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let near = json!({"postcode": "le111qx", "withinMetres": 6000, "need": "MENTAL", "setting": "COMMUNITY"});
    let found = search(&worker, near.clone()).await;
    let all = nodes(&found);
    assert!(!all.is_empty());
    for one in all {
        assert!(one["needs"].as_array().unwrap().contains(&json!("MENTAL")), "{one}");
        assert!(one["settings"].as_array().unwrap().contains(&json!("COMMUNITY")), "{one}");
        assert_eq!(one["listedBy"]["id"], "leicestershire-county-council");
    }
    let metres: Vec<u64> = all.iter().map(|one| one["locations"][0]["distanceMetres"].as_u64().unwrap()).collect();
    assert!(metres.is_sorted() && metres.iter().all(|m| *m <= 6_000), "{metres:?}");
    let asked = scene.world.sandbox.directory.requests();
    let told = format!("{asked:?}");
    assert!(told.contains(POSTCODE) && !told.contains("MENTAL") && !told.contains("mental"), "{told}");
    // A media officer and the victim herself find the same.
    for (persona, purpose) in [("media-contact", "STATISTICS"), ("victim", "SUBJECT_ACCESS")] {
        assert_eq!(search(&scene.client(persona, purpose), near.clone()).await, found, "{persona}");
    }
    let log = std::fs::read_to_string(scene.world.log()).unwrap();
    assert!(
        !log.contains("LE11 1QX") && !log.contains("LE111QX") && !log.contains("le111qx"),
        "a postcode is never logged"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_filters_narrow_and_each_cell_says_what_is_known() {
    let scene = Scene::plain().await;
    let officer = scene.officer();
    let signed = search(&officer, json!({"language": "bfi", "strand": "DISABILITY"})).await;
    assert!(nodes(&signed).len() >= 2);
    for one in nodes(&signed) {
        let strands = one["strands"].as_array().unwrap();
        assert!(strands.is_empty() || strands.contains(&json!("DISABILITY")), "{one}");
        assert!(one["languages"].as_array().unwrap().contains(&json!("bfi")), "{one}");
    }
    let child = search(&officer, json!({"age": 9, "need": "MENTAL", "setting": "PRIMARY"})).await;
    assert!(nodes(&child).iter().all(|one| one["eligibility"]["minimumAge"].as_u64().unwrap_or(0) <= 9));
    assert!(nodes(&child).iter().any(|one| one["name"].as_str().unwrap().starts_with("Young Minds")));
    // The county has no service in this cell, and nobody is put into it by a guess.
    assert!(nodes(&search(&officer, json!({"need": "PHYSICAL", "setting": "SPECIALISED"})).await).is_empty());
    let own =
        "{ organisation(id: \"safe-haven-llr\") { services { nodes { name organisation { id } } gaps { cause } } } }";
    let own = officer.data(own, Value::Null).await["organisation"]["services"].clone();
    assert_eq!(nodes(&own).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_hangs_is_a_gap_and_takes_nothing_with_it() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    scene.world.sandbox.directory.fault(FaultKind::Hang, "", None);
    let query = "query($filter: SupportServiceFilter) { supportServices(filter: $filter) { nodes { id } \
         gaps { partner { id } fields cause } } victims(first: 3) { nodes { id name { text } } } }";
    let answer = worker.data(query, json!({"filter": {"postcode": POSTCODE}})).await;
    assert_eq!(answer["supportServices"]["nodes"], json!([]));
    let gap = json!({"partner": {"id": "leicestershire-county-council"}, "fields": ["services"], "cause": "SILENT"});
    assert_eq!(answer["supportServices"]["gaps"], json!([gap]));
    assert_eq!(answer["victims"]["nodes"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_refused_with_its_place_and_reaches_no_directory() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    for (filter, code) in [
        (json!({"postcode": "LE11"}), "INVALID_POSTCODE"),
        (json!({"postcode": "LE11 1QX&x=1"}), "INVALID_POSTCODE"),
        (json!({"withinMetres": 500}), "INVALID_INPUT"),
        (json!({"postcode": POSTCODE, "withinMetres": 0}), "INVALID_INPUT"),
        (json!({"age": 200}), "INVALID_INPUT"),
    ] {
        let answer = worker.ask(SEARCH, json!({"filter": filter})).await;
        assert_eq!(answer.code(), code, "{filter}: {}", answer.body());
        assert_eq!(answer.body()["errors"][0]["path"], json!(["supportServices"]));
        assert!(!answer.body().to_string().contains("LE11"), "no error repeats what was said");
    }
    let many = worker.ask("{ supportServices(first: 101) { nodes { id } } }", Value::Null).await;
    assert_eq!(many.code(), "INVALID_PAGE_SIZE");
    assert!(scene.world.sandbox.directory.requests().is_empty());
    let nobody = reqwest::Client::new().post(&scene.gateway.url).header("Content-Type", "application/json");
    let nobody = nobody
        .body(json!({"query": "{ organisation(id: \"safe-haven-llr\") { services { nodes { id } } } }"}).to_string());
    assert_eq!(nobody.send().await.unwrap().status(), 401, "what a partner is asked for needs somebody who asks");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_is_a_system_with_nothing_to_sync() {
    let scene = Scene::plain().await;
    assert!(scene.world.accord(&["sync"]).contains("directory: nothing to sync"));
    let partners = scene.officer().data("{ partners { name connector reachable lastSyncedAt } }", Value::Null).await;
    let row = json!({"name": "directory", "connector": "openreferral", "reachable": true, "lastSyncedAt": null});
    assert!(partners["partners"].as_array().unwrap().contains(&row), "{partners}");
}
