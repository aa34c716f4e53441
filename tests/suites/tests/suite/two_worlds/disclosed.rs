//! What a withdrawal reports of the past (L22): nothing of records that do not exist for whoever takes the consent back.

use accord_harness::WorldOptions;
use accord_sandbox::{Edit, Target};
use serde_json::{Value, json};

use super::book::{Book, INCIDENTS, PEOPLE, at};
use super::plan::CONSENT as CONSENT_COLUMN;
use crate::scene::{CONSENT, Scene, consent};

const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { code } \
     alreadyDisclosed { organisation { id } role purpose categories } } }";

/// A council withdraws; the police have read a report that accuses that very council.
#[tokio::test(flavor = "multi_thread")]
async fn the_accused_do_not_learn_that_somebody_read_of_it() {
    let book = Book::read().await;
    let council = json!({"slug": "charnwood-borough-council", "name": "Charnwood Borough Council"});
    let people = book.known_twice();
    let several = |person: &&&accord_sandbox::TruePerson| {
        let own = vec![at(person, "police")];
        book.about(&own).filter(|id| book.victims(id) == own).count() > 1
    };
    let person = people.iter().find(several).unwrap();
    let own = vec![at(person, "police")];
    let accusing = book.about(&own).filter(|id| book.victims(id) == own).last().unwrap().clone();
    let from = book.occurrences[&accusing]["occurredFrom"].as_str().unwrap();
    let until = from.replace(":00Z", ":01Z");
    let base = vec![Edit::set(Target::Occurrence, &accusing, "suspectOrganisation", council)];
    let mut second = base.clone();
    second.push(Edit::erase(Target::Occurrence, &accusing));
    let mut told = Vec::new();
    for edits in [base, second] {
        let options =
            WorldOptions { people: Some(PEOPLE), incidents: Some(INCIDENTS), edits, ..WorldOptions::default() };
        let scene = Scene::start(options).await;
        let officer = scene.officer();
        let query = format!(
            "{{ incidents(first: 100, filter: {{ occurredFrom: \"{from}\", occurredUntil: \"{until}\", includeCandidates: \
             true }}) {{ nodes {{ narrative }} }} }}"
        );
        officer.data(&query, Value::Null).await;
        let council = scene.client("community-safety-officer", "SUPPORT");
        let id = scene.find(&council, person).await["victim"]["id"].clone();
        let recorded = council.data(CONSENT, consent(&id, "k", "charnwood-borough-council", &["SUPPORT"])).await;
        let directive = recorded["recordConsent"]["directive"]["id"].clone();
        let input = json!({"input": {"directive": directive, "idempotencyKey": "w"}});
        told.push(council.data(WITHDRAW, input).await);
    }
    assert_eq!(told[0]["withdrawConsent"]["userErrors"], json!([]));
    assert_eq!(told[0], told[1]);
}

/// What a consent has opened to another organisation hangs on records that whoever wrote it down may not know of: here on a
/// report that accuses her own. The person herself reads all of it.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_wrote_a_consent_down_does_not_learn_what_others_read_on_it() {
    let book = Book::read().await;
    let people = book.known_twice();
    let several = |person: &&&accord_sandbox::TruePerson| {
        let own = vec![at(person, "police")];
        book.about(&own).filter(|id| book.victims(id) == own).count() > 1
    };
    let person = people.iter().find(several).unwrap();
    let own = vec![at(person, "police")];
    let accusing = book.about(&own).filter(|id| book.victims(id) == own).last().unwrap().clone();
    let from = book.occurrences[&accusing]["occurredFrom"].as_str().unwrap();
    let until = from.replace(":00Z", ":01Z");
    let council = json!({"slug": "charnwood-borough-council", "name": "Charnwood Borough Council"});
    let rows = book.rows().into_iter().map(|row| Edit::set(Target::County, &row, CONSENT_COLUMN, "none"));
    let base: Vec<Edit> =
        rows.chain([Edit::set(Target::Occurrence, &accusing, "suspectOrganisation", council)]).collect();
    let second = base.iter().cloned().chain([Edit::erase(Target::Occurrence, &accusing)]).collect();
    let (mut told, mut read) = (Vec::new(), Vec::new());
    for edits in [base, second] {
        let options =
            WorldOptions { people: Some(PEOPLE), incidents: Some(INCIDENTS), edits, ..WorldOptions::default() };
        let scene = Scene::start(options).await;
        let council = scene.client("community-safety-officer", "SUPPORT");
        let id = scene.find(&council, person).await["victim"]["id"].clone();
        let trust = "leicestershire-partnership-nhs-trust";
        let recorded = council.data(CONSENT, consent(&id, "k", trust, &["IDENTITY", "OFFENCE"])).await;
        let directive = recorded["recordConsent"]["directive"]["id"].clone();
        let coordinator = scene.client("care-coordinator", "CARE");
        assert_eq!(scene.find(&coordinator, person).await["outcome"], "FOUND");
        let filter = format!("{{ occurredFrom: \"{from}\", occurredUntil: \"{until}\", includeCandidates: true }}");
        let query = format!("{{ incidents(first: 100, filter: {filter}) {{ nodes {{ occurred {{ earliest }} }} }} }}");
        read.push(coordinator.data(&query, Value::Null).await["incidents"]["nodes"].as_array().unwrap().len());
        let input = json!({"input": {"directive": directive, "idempotencyKey": "w"}});
        told.push(council.data(WITHDRAW, input).await["withdrawConsent"].clone());
    }
    assert_eq!(read, [1, 0], "the trust has read what accuses the council");
    assert_eq!(told[0]["userErrors"], json!([]));
    assert_eq!(told[0], told[1]);
}
