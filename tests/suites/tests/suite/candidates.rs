//! What a rule proposes is out of every list that does not ask for it.

use std::collections::BTreeSet;

use accord_harness::Client;
use serde_json::{Value, json};

use crate::scene::Scene;

const LIST: &str = "query($filter: IncidentFilter, $after: String) { incidents(first: 50, after: $after, filter: $filter) { \
     nodes { id recognition candidateRule { system code } offence { code } records { source { partner { id } } } } \
     pageInfo { hasNextPage endCursor } } }";

/// Every page of a list.
async fn all(client: &Client, filter: Value) -> Vec<Value> {
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = client.data(LIST, json!({"filter": filter, "after": after})).await["incidents"].clone();
        nodes.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] != true {
            return nodes;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn ids(nodes: &[Value]) -> BTreeSet<&str> {
    nodes.iter().map(|node| node["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_candidate_of_the_police_is_in_a_list_only_where_it_is_asked_for() {
    let scene = Scene::plain().await;
    let officer = scene.officer();

    let proposed = all(&officer, json!({"recognition": ["CANDIDATE"]})).await;
    assert!(!proposed.is_empty(), "the sandbox's police hold candidates");
    for node in &proposed {
        assert_eq!(node["recognition"], "CANDIDATE", "{node}");
        let rule = json!({"system": "accord:candidate-rule", "code": "ASB_PERSONAL_DISABILITY"});
        assert_eq!((&node["candidateRule"], &node["offence"]["code"]), (&rule, &json!("ASB_PERSONAL")));
    }
    let listed = all(&officer, Value::Null).await;
    assert!(!listed.is_empty() && listed.iter().all(|node| node["recognition"] != "CANDIDATE"));
    assert!(listed.iter().all(|node| node["candidateRule"] == Value::Null));
    assert!(ids(&listed).is_disjoint(&ids(&proposed)));
    let both = all(&officer, json!({"includeCandidates": true})).await;
    assert!(ids(&both).is_superset(&ids(&proposed)) && ids(&both).is_superset(&ids(&listed)));

    // By its id it is shown as what it is.
    let one =
        officer.data("query($id: ID!) { incident(id: $id) { recognition } }", json!({"id": proposed[0]["id"]})).await;
    assert_eq!(one["incident"]["recognition"], "CANDIDATE");
}
