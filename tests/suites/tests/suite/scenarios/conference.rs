//! A case conference: named attendees, one person, some kinds of data, an end.

use serde_json::Value;

use super::{client, morning, see, stranger};
use crate::scene::police;

#[tokio::test(flavor = "multi_thread")]
async fn a_conference_opens_one_person_to_its_attendees_until_it_ends() {
    let scene = morning(String::new()).await;
    let person = stranger(&scene);
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let attendee = format!("charnwood-borough-council,{issuer},community-safety-officer");
    let words =
        ["conference", &police(&person), "--attendee", &attendee, "--category", "IDENTITY", "--category", "OFFENCE"];
    let convene = |until: &'static str| [words.as_slice(), &["--until", until]].concat();
    let refused = scene.world.command(&convene("2027-03-01T00:00:00Z")).output().unwrap();
    assert!(!refused.status.success(), "not for more than ninety days");
    scene.world.accord(&convene("2026-11-30T08:00:00Z"));

    let officer = client(&scene, "community-safety-officer", "CASE_CONFERENCE", &[]);
    let listed = officer.data("{ victims { nodes { id } } }", Value::Null).await["victims"]["nodes"].clone();
    let id = &listed[0]["id"];
    let seen = see(&officer, id).await;
    assert!(seen["name"]["text"].is_string(), "{seen}");
    assert_eq!(seen["address"], Value::Null, "LOCATION is agreed on for conferences, and this one is not about it");
    // For other work, and to who was not named, she is nobody.
    assert_eq!(see(&client(&scene, "community-safety-officer", "SUPPORT", &[]), id).await, Value::Null);
    let colleague = client(&scene, "community-safety-officer", "CASE_CONFERENCE", &[("sub", "colleague".into())]);
    assert_eq!(see(&colleague, id).await, Value::Null);
    scene.world.set_clock("2026-11-30T08:00:00Z");
    assert_eq!(see(&officer, id).await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assignment_ends() {
    let scene = morning(String::new()).await;
    let person = stranger(&scene);
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let worker = ["--organisation", "safe-haven-llr", "--issuer", &issuer, "--subject", "support-worker"];
    let name = police(&person);
    let all = "{ victims(first: 100) { nodes { id } } }";
    let count = async |client: &accord_harness::Client| {
        client.data(all, Value::Null).await["victims"]["nodes"].as_array().unwrap().len()
    };
    let support = client(&scene, "support-worker", "SUPPORT", &[]);
    let before = count(&support).await;
    scene.world.accord(&[["assign"].as_slice(), &worker, &["--until", "2026-11-24T08:00:00Z", &name]].concat());
    assert_eq!(count(&support).await, before + 1);
    scene.world.set_clock("2026-11-24T08:00:00Z");
    assert_eq!(count(&support).await, before, "until before that instant");
    scene.world.accord(&[["assign"].as_slice(), &worker, &[&name]].concat());
    assert_eq!(count(&support).await, before + 1);
    let said = scene.world.accord(&[["assign"].as_slice(), &worker, &["--end", &name]].concat());
    assert_eq!((said.trim(), count(&support).await), ("Ended: 1", before));
}
