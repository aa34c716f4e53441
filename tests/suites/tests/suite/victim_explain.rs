//! Who could see this now, and why: told to the person herself, and to nobody who works with her.

use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, consent, withheld};
use crate::victim_view::herself;

const EXPLAIN: &str = "query($category: Category!, $record: ID) { victims(first: 3) { nodes { id formerIds \
     consentDirectives { id } explain(category: $category, record: $record) { organisation { id } role purpose record \
     recordOf { id } answer onlyAssigned basis agreement directive needs } } } }";

const RECORDS: &str = "query($id: ID!) { victim(id: $id) { records { source { partner { id } } \
     disclosure { withheld { field } } } } }";

async fn told(client: &accord_harness::Client, category: &str, record: Value) -> Value {
    let data = client.data(EXPLAIN, json!({"category": category, "record": record})).await;
    data["victims"]["nodes"][0].clone()
}

/// What is told of the charity's workers, one row a record.
fn workers(person: &Value) -> Vec<Value> {
    let all = person["explain"].as_array().unwrap().iter();
    let workers = all.filter(|one| one["organisation"]["id"] == "safe-haven-llr" && one["role"] == "SUPPORT_WORKER");
    workers.filter(|one| one["purpose"] == "SUPPORT").cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn she_is_told_who_could_see_it_and_which_word_decides() {
    let scene = Scene::plain().await;
    let (worker, victim) = (scene.support_worker(), herself(&scene));
    let before = told(&victim, "LOCATION", Value::Null).await;
    let shut = workers(&before);
    assert_eq!(shut.len(), 2, "the police's record and the project's: {before}");
    assert!(shut.iter().all(|one| one["answer"] == "NOT_SHARED"), "{shut:?}");
    let of_police =
        |all: &[Value]| all.iter().find(|one| one["recordOf"]["id"] == "leicestershire-police").unwrap().clone();
    assert_eq!(of_police(&shut)["directive"], Value::Null, "nobody has asked her");
    // The health service has nothing to do with her; who is in no agreement is told too.
    let all = before["explain"].as_array().unwrap();
    let of = |name: &str| all.iter().filter(|one| one["organisation"]["id"] == name).collect::<Vec<_>>();
    assert!(of("leicestershire-police").iter().any(|one| one["answer"] == "GRANTED" && one["basis"] != Value::Null));
    assert!(!of("leicester-city-council").is_empty() && of("public").is_empty(), "{before}");
    assert!(all.iter().any(|one| one["answer"] == "NO_RELATIONSHIP"), "{before}");

    let id = scene.find(&worker, scene.people()[0]).await["victim"]["id"].clone();
    worker.data(CONSENT, consent(&id, "first", "safe-haven-llr", &["LOCATION"])).await;
    let after = told(&victim, "LOCATION", Value::Null).await;
    let open = workers(&after);
    let granted = of_police(&open);
    assert_eq!((&granted["answer"], &granted["basis"]), (&json!("GRANTED"), &json!("CONSENT")), "{granted}");
    assert!(granted["onlyAssigned"] == true && granted["agreement"].is_string(), "{granted}");
    let known: Vec<&Value> = after["consentDirectives"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    // What decides is a word of hers; of the project's record it may be what its own column says.
    assert!(open.iter().all(|one| one["directive"] == Value::Null || known.contains(&&one["directive"])), "{open:?}");
    assert!(granted["directive"].is_string());
    // It agrees with what the worker really sees, record by record.
    let seen = worker.data(RECORDS, json!({"id": id})).await["victim"]["records"].clone();
    for one in &open {
        let record =
            seen.as_array().unwrap().iter().find(|record| record["source"]["partner"]["id"] == one["recordOf"]["id"]);
        let withheld = withheld(record.unwrap()).contains(&"address");
        assert_eq!(one["answer"] == "GRANTED", !withheld, "{one}");
    }
    // One record of hers alone.
    let one = told(&victim, "LOCATION", after["formerIds"][0].clone()).await;
    assert_eq!(workers(&one).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_works_with_her_is_told() {
    let scene = Scene::plain().await;
    let (worker, victim) = (scene.support_worker(), herself(&scene));
    let hers = told(&victim, "OFFENCE", Value::Null).await;
    for record in [Value::Null, json!("nothing")] {
        let person = told(&worker, "OFFENCE", record).await;
        assert_eq!(person["explain"], Value::Null, "{person}");
    }
    // Her id is nobody else's: to the worker it is the same as one that there is not.
    assert_eq!(told(&worker, "OFFENCE", hers["id"].clone()).await["explain"], Value::Null);
    assert_eq!(told(&victim, "OFFENCE", json!("nothing")).await["explain"], Value::Null);
    // NO_RELATIONSHIP stands in no marker.
    let markers =
        worker.data("{ victims(first: 3) { nodes { disclosure { withheld { reason } } } } }", Value::Null).await;
    assert!(!markers.to_string().contains("NO_RELATIONSHIP"), "{markers}");
}
