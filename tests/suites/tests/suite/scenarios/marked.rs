//! What one source has restricted is shut on every record of the person.

use accord_harness::{World, WorldOptions};
use accord_sandbox::{Edit, Target, TruePerson};
use serde_json::{Value, json};

use super::{MORNING, client, see};
use crate::scene::{CONSENT, Scene, assign, consent, county, linkable, police};

/// Somebody whom police, county and trust know, all three linked, in a county where the trust labels her record so from the first.
async fn labelled(code: &str) -> (Scene, TruePerson) {
    let options = WorldOptions { clock: Some(MORNING.to_owned()), ..WorldOptions::default() };
    let world = World::start(options).await;
    let label = json!([{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": code}]);
    let known: Vec<(TruePerson, String)> = linkable(world.sandbox.truth())
        .filter_map(|person| {
            let patient = person.records.iter().find(|r| r.partner == "nhs")?;
            Some((person.clone(), patient.record.clone()))
        })
        .collect();
    for (_, patient) in &known {
        let edit = Edit::set(Target::Nhs, &format!("Patient/{patient}"), "meta", json!({"security": label}));
        assert!(world.sandbox.edit(&edit));
    }
    world.accord(&["sync"]);
    let linked = |(person, patient): &&(TruePerson, String)| {
        let nhs = format!("nhs/{patient}");
        world.command(&["links", "confirm", &police(person), &nhs]).output().unwrap().status.success()
    };
    let (person, _) = known.iter().find(linked).expect("somebody whom all three know").clone();
    world.accord(&["links", "confirm", &police(&person), &county(&person)]);
    assign(&world, "safe-haven-llr", "support-worker", &[police(&person)]);
    let gateway = world.serve();
    (Scene { world, gateway }, person)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_record_shuts_the_address_of_all() {
    for code in ["U", "R", "V"] {
        let (scene, person) = labelled(code).await;
        let worker = client(&scene, "support-worker", "SUPPORT", &[]);
        let id = scene.find(&worker, &person).await["victim"]["id"].clone();
        // Of what the police hold: what the trust marks is shut there all the same.
        let mut word = consent(&id, "k", "safe-haven-llr", &["IDENTITY", "LOCATION", "CONTACT", "OFFENCE"]);
        word["input"]["recordsOf"] = json!("leicestershire-police");
        worker.data(CONSENT, word).await;
        let seen = see(&worker, &id).await;
        assert!(seen["name"]["text"].is_string(), "{seen}");
        assert_eq!(seen["address"] == Value::Null, code != "U", "{code}: {seen}");
    }
}
