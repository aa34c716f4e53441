//! Lists: full pages after consent, in any case.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_full_and_meet_without_a_gap() {
    let scene = Scene::plain().await;
    let officer = scene.officer();
    let query = "query($first: Int!, $after: String) { incidents(first: $first, after: $after) { nodes { id } \
         pageInfo { hasNextPage endCursor } } }";
    let whole = officer.data(query, json!({"first": 100})).await["incidents"].clone();
    let whole: Vec<String> = ids(&whole);
    assert_eq!(whole.len(), 100, "the police hold more than a hundred reports");
    let (mut after, mut paged) = (Value::Null, Vec::new());
    while paged.len() < 98 {
        let page = officer.data(query, json!({"first": 7, "after": after})).await["incidents"].clone();
        let nodes = ids(&page);
        assert_eq!(nodes.len(), 7, "a page is full while there is more");
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
        paged.extend(nodes);
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(paged[..], whole[..98]);
    assert_eq!(paged.iter().collect::<BTreeSet<_>>().len(), 98, "none twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_people_and_all_their_incidents_is_one_call_a_partner_and_level() {
    let scene = Scene::plain().await;
    let officer = scene.officer();
    for person in scene.people().into_iter().take(20) {
        scene.find(&officer, person).await;
    }
    scene.world.sandbox.police.clear_requests();
    let query = "{ victims(first: 20) { nodes { dateOfBirth incidents(first: 20) { nodes { narrative } } } } }";
    let seen = officer.data(query, Value::Null).await;
    assert!(seen["victims"]["nodes"].as_array().unwrap().len() >= 5, "{seen}");
    let asked = scene.world.sandbox.police.requests();
    let of = |what: &str| asked.iter().filter(|r| r.path.contains(what)).count();
    assert_eq!(
        (of("persons:batchGet"), of("occurrences:batchGet")),
        (1, 1),
        "{:#?}",
        asked.iter().map(|r| (&r.path, r.ids.len(), &r.fields)).collect::<Vec<_>>()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_finds_what_it_names() {
    let scene = Scene::plain().await;
    let officer = scene.officer();
    let query = "{ incidents(first: 100, filter: {strands: [DISABILITY]}) { nodes { strands { strand } } } }";
    let found = officer.data(query, Value::Null).await["incidents"]["nodes"].clone();
    let found = found.as_array().unwrap();
    assert!(!found.is_empty());
    assert!(found.iter().all(|i| i["strands"].as_array().unwrap().iter().any(|s| s["strand"] == "DISABILITY")));
}

/// L1: a filter on a category that is not granted never matches, and neither does its opposite.
#[tokio::test(flavor = "multi_thread")]
async fn a_filter_on_a_withheld_category_matches_nothing() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let all = worker.data("{ incidents(first: 100) { nodes { id area { code } } } }", Value::Null).await;
    assert!(!all["incidents"]["nodes"].as_array().unwrap().is_empty());
    let shown = all["incidents"]["nodes"].as_array().unwrap().iter().filter(|i| i["area"].is_object()).count();
    let every = "leicester blaby charnwood harborough hinckley-and-bosworth melton north-west-leicestershire \
         oadby-and-wigston rutland";
    let mut matched = 0;
    for area in every.split_whitespace() {
        let query = "query($area: String!) { incidents(first: 100, filter: {areas: [$area]}) { nodes { id } } }";
        let found = worker.data(query, json!({"area": area})).await;
        matched += found["incidents"]["nodes"].as_array().unwrap().len();
    }
    assert_eq!(matched, shown, "a filter tells no more than the field does");
}

fn ids(connection: &Value) -> Vec<String> {
    let nodes = connection["nodes"].as_array().expect("nodes");
    nodes.iter().map(|n| n["id"].as_str().expect("an id").to_owned()).collect()
}
