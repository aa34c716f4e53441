//! Finding a person: two identifiers, never wildcards, never a list, a limit.

use serde_json::{Value, json};

use crate::scene::{FIND, Scene, sought};

#[tokio::test(flavor = "multi_thread")]
async fn one_identifier_is_not_enough() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let family = sought(scene.people()[0])["family"].clone();
    let input = json!({"input": {"family": family, "presence": "ON_PHONE", "reason": "She called the helpline"}});
    let found = worker.data(FIND, input).await["findVictim"].clone();
    assert_eq!(found["outcome"], "NEED_MORE_DETAIL");
    assert_eq!(found["victim"], Value::Null);
    assert_eq!(found["needMore"], json!(["GIVEN", "DATE_OF_BIRTH", "POSTCODE", "NHS_NUMBER"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn wildcards_are_refused() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    for family in ["Sm*", "Sm%", "Sm_th", "Sm?th", "Sm\u{0}th"] {
        let input = json!({"input": {"family": family, "given": "Ann", "presence": "ON_PHONE", "reason": "She called the helpline"}});
        let answer = worker.ask(FIND, input).await;
        assert_eq!(answer.code(), "WILDCARD", "{family:?}: {}", answer.body());
    }
}

/// L7: a person whom the viewer may not know of and a person who does not exist give the same bytes but for the id.
#[tokio::test(flavor = "multi_thread")]
async fn hidden_and_unknown_people_are_introduced_alike() {
    let scene = Scene::plain().await;
    let coordinator = scene.client("care-coordinator", "CARE");
    let nobody = json!({"input": {"family": "Nobody", "given": "Atall", "dateOfBirth": "1980-01-01", "presence": "ON_PHONE", "reason": "She called the helpline"}});
    let unknown = coordinator.ask(FIND, nobody).await;
    let mut hidden = None;
    for person in scene.people() {
        let answer = coordinator.ask(FIND, json!({"input": sought(person)})).await;
        if answer.body()["data"]["findVictim"]["outcome"] == "INTRODUCED" {
            hidden = Some(answer);
            break;
        }
    }
    let hidden = hidden.expect("somebody has not agreed that the NHS sees her");
    assert_eq!((hidden.status, hidden.bytes.len()), (unknown.status, unknown.bytes.len()));
    let blank = |answer: &accord_harness::Answer| {
        let mut body = answer.body();
        body["data"]["findVictim"]["victim"]["id"] = Value::Null;
        body
    };
    assert_eq!(blank(&hidden), blank(&unknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_tries_are_not_a_search_for_one_person() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let mut refused = 0;
    for number in 0..1000 {
        let input = json!({"input": {"family": format!("Try{number}"), "given": "Ann", "presence": "ON_PHONE", "reason": "She called the helpline"}});
        let found = worker.data(FIND, input).await["findVictim"].clone();
        if found["userErrors"][0]["code"] == "TOO_MANY_FINDS" {
            assert_eq!(found["victim"], Value::Null);
            refused += 1;
        }
    }
    assert_eq!(refused, 940, "sixty finds an hour, and no more");
    // The others go on.
    let other = scene.find(&scene.officer(), scene.people()[0]).await;
    assert_eq!(other["outcome"], "FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_fitting_people_are_never_a_list() {
    let scene = Scene::plain().await;
    let truth = scene.world.sandbox.truth();
    let police = |p: &&accord_sandbox::TruePerson| p.records.iter().any(|r| r.partner == "police");
    let known: Vec<_> = truth.people.iter().filter(police).collect();
    let mut names: std::collections::BTreeMap<(String, String), usize> = std::collections::BTreeMap::new();
    for person in &known {
        let values = &crate::scene::known(person, "police").values;
        if let (Some(family), Some(given)) = (values.get("family"), values.get("given")) {
            *names.entry((family.clone(), given.clone())).or_default() += 1;
        }
    }
    let Some(((family, given), _)) = names.into_iter().find(|(_, n)| *n > 1) else {
        panic!("a county has two people of one name");
    };
    let input =
        json!({"input": {"family": family, "given": given, "presence": "IN_PERSON", "reason": "She came to the desk"}});
    let found = scene.officer().data(FIND, input).await["findVictim"].clone();
    assert_eq!(found["outcome"], "NEED_MORE_DETAIL", "{found}");
    assert_eq!(found["victim"], Value::Null);
}
