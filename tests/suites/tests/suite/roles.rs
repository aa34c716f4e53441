//! One question, two roles, two answers.

use serde_json::{Value, json};

use crate::scene::Scene;

const QUERY: &str =
    "{ victims(first: 10) { nodes { name { text } address { postcode } incidents { nodes { narrative } } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_has_an_answer_for_each_role() {
    let scene = Scene::plain().await;
    let person = scene.people()[0];
    let officer = scene.officer();
    scene.find(&officer, person).await;
    let worker = scene.support_worker().data(QUERY, Value::Null).await["victims"]["nodes"].clone();
    let police = officer.data(QUERY, Value::Null).await["victims"]["nodes"].clone();
    assert_eq!(worker.as_array().unwrap().len(), 3);
    assert_eq!(police.as_array().unwrap().len(), 1);
    assert!(worker.as_array().unwrap().iter().all(|v| v["address"] == Value::Null));
    assert!(police[0]["address"].is_object(), "{police}");
    for persona in ["media-contact", "integrator"] {
        let nobody = scene.client(persona, "STATISTICS").data(QUERY, Value::Null).await;
        assert_eq!(nobody, json!({"victims": {"nodes": []}}), "{persona}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purpose_outside_the_token_is_refused_before_anything_is_asked() {
    let scene = Scene::plain().await;
    scene.world.sandbox.police.clear_requests();
    let refused = scene.support_worker().purpose("CRIME_INVESTIGATION").ask(QUERY, Value::Null).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "PURPOSE_NOT_ALLOWED"));
    assert!(scene.world.sandbox.police.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_victim_reads_her_own_records_and_nobody_elses() {
    let scene = Scene::plain().await;
    let person = scene.people()[0];
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let record = crate::scene::police(person);
    scene.world.accord(&[
        "assign",
        "--organisation",
        "public",
        "--issuer",
        &issuer,
        "--subject",
        "victim",
        "--own",
        &record,
    ]);
    let victim = scene.client("victim", "SUBJECT_ACCESS");
    let seen = victim.data("{ victims { nodes { name { text } records { source { partner { id } } } } } incidents { nodes { victims { id } } } }", Value::Null).await;
    let people = seen["victims"]["nodes"].as_array().unwrap();
    assert_eq!(people.len(), 1);
    assert_eq!(people[0]["records"].as_array().unwrap().len(), 2);
    let incidents = seen["incidents"]["nodes"].as_array().unwrap();
    assert!(incidents.iter().all(|i| i["victims"].as_array().unwrap().len() == 1), "{seen}");
}
