//! Who is accused, in two worlds (L3, L4, L7, L12): where reports accuse an organisation that belongs to the viewer's, or the one
//! that hers belongs to, she is told what is told where they were taken back, or say something else. She has their ids from
//! before; another organisation has had all of it fetched; and each question is asked twice. Her own organisation, and the many other
//! questions: `plan/community_safety_officer.rs`.

use accord_harness::{Client, WorldOptions};
use accord_sandbox::{Delivery, Edit, Mint, Target, TruePerson};
use serde_json::{Map, Value, json};

use super::book::{Book, INCIDENTS, PEOPLE, at};
use super::difference;
use crate::scene::{FIND, Scene, sought};

const COUNTY: &str = "leicestershire-county-council";
const PROJECT: &str = "county-hate-incident-monitoring-project";

const LISTED: &str = "{ victims(first: 20) { nodes { id incidents(first: 50) { nodes { id narrative offence { code } \
     victims { id } } pageInfo { hasNextPage endCursor } } disclosure { withheld { field category } gaps { cause } } } } }";

/// Somebody of an organisation, in a role that sees its cases.
struct Viewer {
    persona: &'static str,
    organisation: &'static str,
    role: &'static str,
}

const VIEWERS: [Viewer; 2] = [
    // What belongs to it is accused.
    Viewer { persona: "community-safety-officer", organisation: COUNTY, role: "COMMUNITY_SAFETY_OFFICER" },
    // What it belongs to is accused, in a row of its own.
    Viewer { persona: "support-worker", organisation: PROJECT, role: "SUPPORT_WORKER" },
];

fn client(scene: &Scene, viewer: &Viewer) -> Client {
    let claims = json!({"organisation": viewer.organisation, "role": viewer.role, "purposes": ["SUPPORT"]});
    let claims: Map<String, Value> = claims.as_object().unwrap().clone();
    let claims = claims.into_iter().collect();
    let mint = Mint { persona: Some(viewer.persona.to_owned()), claims, ..Mint::default() };
    Client::new(&scene.gateway.url, &scene.world.sandbox.idp.mint(&mint).unwrap(), "SUPPORT")
}

/// Two people of whom the police hold several reports, with one each that nobody else holds.
fn reported(book: &Book) -> Vec<(TruePerson, String)> {
    let people = book.known_twice().into_iter().cloned();
    let alone = people.filter_map(|person| {
        let own = vec![at(&person, "police")];
        let hers = || book.about(&own).filter(|id| book.victims(id) == own);
        let lone = hers().find(|id| book.is_alone(id)).cloned()?;
        (hers().count() > 1).then_some((person, lone))
    });
    alone.take(2).collect()
}

/// Every id of an incident that she has come to know.
fn ids(seen: &Value) -> Vec<String> {
    let people = seen["victims"]["nodes"].as_array().unwrap().iter();
    let all = people.flat_map(|one| one["incidents"]["nodes"].as_array().unwrap());
    all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// What is asked, with ids from before.
fn questions(ids: &[String], instants: &[String]) -> Vec<String> {
    let list = |arguments: &str| {
        format!(
            "{{ incidents(filter: {{ includeCandidates: true }}, {arguments}) {{ nodes {{ id offence {{ code }} }} \
             edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
    };
    let mut all =
        vec![LISTED.to_owned(), list("first: 1"), list("first: 7"), list("first: 100, orderBy: OCCURRED_ASC")];
    for instant in instants {
        all.push(format!(
            "{{ incidents(filter: {{ occurredFrom: \"{instant}\", includeCandidates: true }}) {{ nodes {{ id }} }} }}"
        ));
    }
    for id in ids {
        all.push(format!(
            "{{ node(id: \"{id}\") {{ __typename id ... on Incident {{ narrative victims {{ id }} }} }} }}"
        ));
        all.push(format!(
            "{{ incident(id: \"{id}\") {{ offence {{ code }} disclosure {{ withheld {{ field }} }} }} }}"
        ));
    }
    all
}

/// They are accused, or the police take the reports back and the project's rows say something else.
fn change(scene: &Scene, reported: &[(TruePerson, String)], accuses: bool) {
    let sandbox = &scene.world.sandbox;
    for (_, report) in reported {
        let accused = json!({"slug": PROJECT, "name": "As it is called"});
        let edit = if accuses {
            Edit::set(Target::Occurrence, report, "suspectOrganisation", accused)
        } else {
            Edit::remove(Target::Occurrence, report)
        };
        assert!(sandbox.edit(&edit));
    }
    // The project's own rows name the council that it belongs to, and say something else in the other world.
    for (person, _) in reported {
        let row = at(person, "county");
        let mut edits = vec![Edit::set(Target::County, &row, "Perp known?", "Org: Leicestershire County Council")];
        if !accuses {
            let columns = ["Description", "Location", "Motivation", "Action"];
            edits.extend(difference::row(&row, &columns).into_iter().flat_map(|one| one.edits));
        }
        assert!(edits.iter().all(|edit| sandbox.edit(edit)));
    }
    sandbox.county.deliver(Delivery::NextNight).unwrap();
    scene.world.accord(&["sync"]);
}

/// The world in which they are accused, or the one in which the police took the reports back.
async fn told(book: &Book, accuses: bool) -> Vec<Vec<(u16, String)>> {
    let options = WorldOptions { people: Some(PEOPLE), incidents: Some(INCIDENTS), ..WorldOptions::default() };
    let scene = Scene::start(options).await;
    let reported = reported(book);
    let mut before = Vec::new();
    for viewer in &VIEWERS {
        let client = client(&scene, viewer);
        for (person, _) in &reported {
            client.data(FIND, json!({"input": sought(person)})).await;
        }
        before.push(ids(&client.data(LISTED, Value::Null).await));
    }
    change(&scene, &reported, accuses);
    let officer = scene.officer();
    for (person, _) in &reported {
        officer.data(FIND, json!({"input": sought(person)})).await;
    }
    officer.data(LISTED, Value::Null).await;
    let instants: Vec<String> =
        reported.iter().map(|(_, id)| book.occurrences[id]["occurredFrom"].as_str().unwrap().to_owned()).collect();
    let mut all = Vec::new();
    for (viewer, ids) in VIEWERS.iter().zip(&before) {
        let client = client(&scene, viewer);
        let mut heard = Vec::new();
        for question in questions(ids, &instants).iter().flat_map(|one| [one, one]) {
            let answer = client.ask(question, Value::Null).await;
            heard.push((answer.status, String::from_utf8(answer.bytes).unwrap()));
        }
        // What she knew is not there any more.
        let gone = heard.iter().filter(|(_, body)| body == "{\"data\":{\"node\":null}}").count();
        assert!(gone >= 2, "{}: {} ids", viewer.organisation, ids.len());
        all.push(heard);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accused_are_told_what_is_told_where_nobody_is() {
    let book = Book::read().await;
    assert_eq!(reported(&book).len(), 2);
    let (accused, plain) = (told(&book, true).await, told(&book, false).await);
    for ((viewer, accused), plain) in VIEWERS.iter().zip(accused).zip(plain) {
        for (number, (one, other)) in accused.iter().zip(&plain).enumerate() {
            assert_eq!(one, other, "{}: question {}", viewer.organisation, number / 2);
        }
        assert_eq!(accused.len(), plain.len());
        let twice = accused.chunks(2).all(|pair| pair[0] == pair[1]);
        assert!(twice, "{}: the second answer is the first", viewer.organisation);
    }
}
