//! What one source has restricted is shut on every record of the person.

use accord_sandbox::{Edit, Target, TruePerson};
use serde_json::{Value, json};

use super::{client, morning, see};
use crate::scene::{CONSENT, Scene, assign, consent, county, linkable, police};

/// The trust's label of a patient's record: U, R or V.
fn label(code: &str) -> Value {
    json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": code}]})
}

/// Somebody whom police, county and trust know, all three linked.
fn known_to_three(scene: &Scene) -> (TruePerson, String) {
    for person in linkable(scene.world.sandbox.truth()) {
        let patients: Vec<_> = person.records.iter().filter(|r| r.partner == "nhs").collect();
        let [patient] = patients.as_slice() else { continue };
        let nhs = format!("nhs/{}", patient.record);
        let linked = scene.world.command(&["links", "confirm", &police(person), &nhs]).output().unwrap();
        if linked.status.success() {
            scene.world.accord(&["links", "confirm", &police(person), &county(person)]);
            return (person.clone(), patient.record.clone());
        }
    }
    panic!("nobody whom all three know");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_record_shuts_the_address_of_all() {
    let scene = morning(String::new()).await;
    let (person, patient) = known_to_three(&scene);
    assign(&scene.world, "safe-haven-llr", "support-worker", &[police(&person)]);
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let id = scene.find(&worker, &person).await["victim"]["id"].clone();
    let all = ["IDENTITY", "LOCATION", "CONTACT", "OFFENCE"];
    let mut word = consent(&id, "k", "safe-haven-llr", &all);
    // Nothing of it is about the trust's record: what the trust marks is shut at the police all the same.
    word["input"]["recordsOf"] = json!("leicestershire-police");
    worker.data(CONSENT, word).await;
    assert!(see(&worker, &id).await["address"].is_object(), "she agreed");
    for code in ["R", "V"] {
        assert!(scene.world.sandbox.edit(&Edit::set(Target::Nhs, &format!("Patient/{patient}"), "meta", label(code))));
        scene.world.accord(&["sync"]);
        let seen = see(&worker, &id).await;
        assert_eq!(seen["address"], Value::Null, "{code}");
        assert!(seen["name"]["text"].is_string(), "{seen}");
        let withheld = seen["disclosure"]["withheld"].as_array().unwrap();
        assert!(withheld.iter().any(|w| w["category"] == "LOCATION" && w["reason"] == "NOT_SHARED"), "{seen}");
    }
    assert!(scene.world.sandbox.edit(&Edit::set(Target::Nhs, &format!("Patient/{patient}"), "meta", label("U"))));
    scene.world.accord(&["sync"]);
    assert!(see(&worker, &id).await["address"].is_object(), "lifted, it is her word again");
}
