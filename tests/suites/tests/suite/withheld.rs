//! The marker derives from policy alone.

use serde_json::{Value, json};

use crate::scene::{Scene, withheld};

#[tokio::test(flavor = "multi_thread")]
async fn the_marker_is_the_same_where_there_is_no_value() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let query = "{ victims(first: 100) { nodes { contact { phones } formerNames { text } disclosure { withheld { field } } } } }";
    let people = worker.data(query, Value::Null).await["victims"]["nodes"].clone();
    let people = people.as_array().unwrap();
    assert_eq!(people.len(), 3);
    for person in people {
        assert_eq!(person["formerNames"], Value::Null);
        assert!(withheld(person).contains(&"formerNames"), "everybody's, also of those who have none: {person}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_without_an_agreement_sees_an_empty_county() {
    let scene = Scene::plain().await;
    let token = scene.world.sandbox.idp.mint(&accord_sandbox::Mint {
        persona: Some("support-worker".to_owned()),
        claims: json!({"organisation": "rutland-county-council"}).as_object().unwrap().clone().into_iter().collect(),
        ..Default::default()
    });
    let stranger = accord_harness::Client::new(&scene.gateway.url, &token.unwrap(), "SUPPORT");
    let seen = stranger.data("{ victims { nodes { id } } incidents { nodes { id } } }", Value::Null).await;
    assert_eq!(seen, json!({"victims": {"nodes": []}, "incidents": {"nodes": []}}));
}
