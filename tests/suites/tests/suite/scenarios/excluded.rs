//! The alleged perpetrator, wherever she works.

use serde_json::{Value, json};

use super::{client, morning};
use crate::scene::police;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_named_in_a_report_finds_no_report_at_either_of_her_desks() {
    let scene = morning(String::new()).await;
    let all =
        "{ victims { nodes { id incidents(first: 50) { nodes { id records { source { partner { id } } } } } } } }";
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    // The same person works for the council as well, under the same sign-in.
    let elsewhere = [("organisation", json!("charnwood-borough-council")), ("role", json!("COMMUNITY_SAFETY_OFFICER"))];
    let other = client(&scene, "support-worker", "SUPPORT", &elsewhere);
    let person = scene.people()[0].clone();
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let council = ["assign", "--organisation", "charnwood-borough-council", "--issuer", &issuer];
    scene.world.accord(&[council.as_slice(), &["--subject", "support-worker", &police(&person)]].concat());
    let truth = scene.world.sandbox.truth();
    let at_police = police(&person).replacen("police/", "", 1);
    let before = worker.data(all, Value::Null).await;
    let reports: Vec<String> = truth
        .incidents
        .iter()
        .filter(|incident| incident.victims.contains(&person.id))
        .flat_map(|incident| incident.records.iter())
        .filter(|record| record.partner == "police" && record.tombstone.is_none())
        .map(|record| format!("police/{}", record.record))
        .collect();
    assert!(!reports.is_empty(), "{at_police} has a report");

    let mut words = vec!["exclude", "--issuer", &issuer, "--subject", "support-worker"];
    words.extend(reports.iter().map(String::as_str));
    let ids: Vec<Value> = incidents(&before);
    let seen_elsewhere = incidents(&other.data(all, Value::Null).await);
    scene.world.accord(&words);

    let (after, after_elsewhere) = (worker.data(all, Value::Null).await, other.data(all, Value::Null).await);
    let left = incidents(&after);
    assert!(left.len() < ids.len(), "{} of {}", left.len(), ids.len());
    assert!(incidents(&after_elsewhere).len() < seen_elsewhere.len(), "at her other desk, too");
    // Hidden is the same as not there, byte for byte.
    let node = "query($id: ID!) { node(id: $id) { __typename } }";
    for id in ids.iter().filter(|id| !left.contains(id)) {
        let answer = worker.ask(node, json!({"id": id})).await;
        assert_eq!((answer.status, answer.body()), (200, json!({"data": {"node": null}})));
    }
    // And her colleague goes on as before.
    let colleague = client(&scene, "support-worker", "SUPPORT", &[("sub", json!("colleague"))]);
    crate::scene::assign(&scene.world, "safe-haven-llr", "colleague", &[police(&person)]);
    assert!(!incidents(&colleague.data(all, Value::Null).await).is_empty());
}

fn incidents(data: &Value) -> Vec<Value> {
    let people = data["victims"]["nodes"].as_array().unwrap();
    people.iter().flat_map(|one| one["incidents"]["nodes"].as_array().unwrap()).map(|i| i["id"].clone()).collect()
}
