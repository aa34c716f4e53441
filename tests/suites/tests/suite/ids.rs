//! Ids and cursors: opaque, an organisation's own, and hidden is the same as not there.

use serde_json::{Value, json};

use crate::scene::Scene;

const NODE: &str = "query($id: ID!) { node(id: $id) { __typename id } }";

#[tokio::test(flavor = "multi_thread")]
async fn two_organisations_cannot_join_on_ids() {
    let scene = Scene::plain().await;
    let person = scene.people()[0];
    let worker = scene.support_worker();
    let officer = scene.officer();
    let mine = scene.find(&worker, person).await["victim"]["id"].clone();
    let theirs = scene.find(&officer, person).await["victim"]["id"].clone();
    assert!(mine.is_string() && theirs.is_string() && mine != theirs);
    assert_eq!(worker.data(NODE, json!({"id": mine})).await["node"]["id"], mine);
    assert_eq!(officer.ask(NODE, json!({"id": mine})).await.code(), "INVALID_ID");
    assert_eq!(worker.ask(NODE, json!({"id": "nonsense"})).await.code(), "INVALID_ID");
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_are_of_one_organisation_and_one_list() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let officer = scene.officer();
    let page = worker.data("{ victims(first: 1) { pageInfo { endCursor hasNextPage } } }", Value::Null).await;
    let cursor = &page["victims"]["pageInfo"]["endCursor"];
    assert_eq!(page["victims"]["pageInfo"]["hasNextPage"], true);
    let victims = "query($after: String) { victims(first: 1, after: $after) { nodes { id } } }";
    let incidents = "query($after: String) { incidents(first: 1, after: $after) { nodes { id } } }";
    assert_eq!(worker.ask(victims, json!({"after": cursor})).await.status, 200);
    assert_eq!(officer.ask(victims, json!({"after": cursor})).await.code(), "INVALID_CURSOR");
    assert_eq!(worker.ask(incidents, json!({"after": cursor})).await.code(), "INVALID_CURSOR");
    assert_eq!(worker.ask("{ victims(first: 101) { nodes { id } } }", Value::Null).await.code(), "INVALID_PAGE_SIZE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_out_of_reach_is_not_there() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    // Found, so that the id is known; then the same id for another user of the organisation, who has no relationship.
    let id = scene.find(&worker, scene.people()[1]).await["victim"]["id"].clone();
    let token = scene.world.sandbox.idp.mint(&accord_sandbox::Mint {
        persona: Some("support-worker".to_owned()),
        claims: json!({"sub": "another-worker"}).as_object().unwrap().clone().into_iter().collect(),
        ..Default::default()
    });
    let colleague = accord_harness::Client::new(&scene.gateway.url, &token.unwrap(), "SUPPORT");
    assert_eq!(worker.data(NODE, json!({"id": id})).await["node"]["__typename"], "Victim");
    assert_eq!(colleague.data(NODE, json!({"id": id})).await["node"], Value::Null);
}
