//! A server that answers with whom it likes: it ignores parameters, adds rows, and lies about which is which.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::Arc;

use accord_connectors::ConnectError;
use accord_federation::Connector;
use accord_model::{Incident, Referral, Victim};
use futures_util::StreamExt as _;
use futures_util::stream::iter;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::server::{FHIR, serve};
use crate::trust::Trust;

const SEED: u64 = 20_261_122;
const QUERIES: u64 = 10_000;
const PEOPLE: u64 = 10;

/// Every resource of a person carries her number in whatever is shown of it: a year, or a name.
fn year(person: u64) -> u64 {
    1_900 + person
}

fn resource(kind: &str, person: u64) -> Value {
    let (year, subject) = (year(person), json!({"reference": format!("Patient/x-{person}")}));
    let assault = json!({"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "X99"}]});
    let mut all = match kind {
        "Patient" => json!({"birthDate": year.to_string(), "name": [{"family": format!("x-{person}")}],
            // It says that it is somebody else's twin, and never that it replaces her.
            "link": [{"type": "seealso", "other": {"reference": format!("Patient/x-{}", (person + 1) % PEOPLE)}}]}),
        "Encounter" => json!({"subject": subject, "reasonCode": [assault], "period": {"start": year.to_string()}}),
        "Condition" => json!({"subject": subject, "code": assault, "onsetDateTime": year.to_string()}),
        "Flag" => json!({"subject": subject, "status": "active", "period": {"start": year.to_string()},
            "code": {"coding": [{"system": "https://fhir.leicspart.example/CodeSystem/flag", "code": "hate-incident"}]}}),
        "ServiceRequest" => {
            json!({"subject": subject, "status": "active", "authoredOn": format!("{year}-06-01T12:00:00Z"),
            "performer": [{"reference": format!("Organization/x-{person}")}]})
        }
        "Task" => json!({"focus": {"reference": format!("ServiceRequest/x-{person}")}, "status": "completed",
            "lastModified": format!("{year}-07-01T12:00:00Z")}),
        _ => json!({"name": format!("x-{person}")}),
    };
    all["resourceType"] = json!(kind);
    all["id"] = json!(format!("x-{person}"));
    all
}

fn rolls(of: impl Hash) -> ChaCha8Rng {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    ChaCha8Rng::seed_from_u64(SEED ^ hasher.finish())
}

/// The answer to one search, by the seed and the question: never only what was asked for.
fn answer(path: &str, form: &str) -> Value {
    let mut rolls = rolls((path, form));
    let kind = path.trim_start_matches("/fhir/").trim_end_matches("/_search");
    let others: &[&str] = match kind {
        "ServiceRequest" => &["Task", "Organization", "Patient"],
        _ => &["Patient", "Encounter", "Condition", "Flag", "ServiceRequest", "Task"],
    };
    // Whom was asked about: `x-3` stands in the form as it is, whatever the parameter is called.
    let asked = (0..PEOPLE).filter(|person| form.split(['=', '&', ',']).any(|word| word == format!("x-{person}")));
    let asked: Vec<u64> = asked.collect();
    let mut rows: Vec<Value> = Vec::new();
    match rolls.next_u64() % 4 {
        // Parameters are ignored: the whole type, and what refers to it.
        0 => rows.extend((0..PEOPLE).map(|person| resource(kind, person))),
        // The right rows, and foreign ones between them.
        1 => rows.extend(asked.iter().map(|person| resource(kind, *person))),
        // Nobody of whom was asked, but somebody.
        2 => {}
        // The ids that were asked for, on resources of another type.
        _ => {
            let other = others[usize::try_from(rolls.next_u64()).unwrap_or(0) % others.len()];
            rows.extend(asked.iter().map(|person| resource(other, *person)));
        }
    }
    for _ in 0..1 + rolls.next_u64() % 6 {
        let person = rolls.next_u64() % PEOPLE;
        let kind = if rolls.next_u64().is_multiple_of(2) {
            kind
        } else {
            others[usize::try_from(person).unwrap_or(0) % others.len()]
        };
        rows.push(resource(kind, person));
    }
    if kind == "ServiceRequest" {
        rows.extend((0..PEOPLE).flat_map(|person| [resource("Task", person), resource("Organization", person)]));
    }
    let mode = |row: Value| json!({"resource": row, "search": {"mode": "match"}});
    json!({"resourceType": "Bundle", "type": "searchset", "entry": rows.into_iter().map(mode).collect::<Vec<_>>()})
}

fn connect(trust: &Trust, port: u16) -> Result<Arc<dyn Connector>, ConnectError> {
    trust.of(&format!(
        "{{ base_url = 'http://127.0.0.1:{port}/fhir', page_size = 100, \
         flag_codes = ['https://fhir.leicspart.example/CodeSystem/flag|hate-incident'], \
         limits = {{ patience_ms = 60000, attempt_timeout_ms = 60000, cache_ttl_ms = 0, bulkhead = 100 }} }}"
    ))
}

/// The person whose number stands in the id, who must be one of those that were asked for.
fn of(people: &[u64], local: &str) -> u64 {
    let id = local.rsplit('/').next().unwrap();
    let person = people.iter().copied().find(|person| format!("x-{person}") == id);
    person.unwrap_or_else(|| panic!("somebody who was not asked for"))
}

/// Everything that is shown of a person says whose it is.
fn is(earliest: jiff::Timestamp, person: u64) {
    let latest = earliest.checked_add(jiff::SignedDuration::from_hours(24)).unwrap();
    assert!(latest.to_string().starts_with(&year(person).to_string()), "somebody else's time");
}

/// One question about one to three people; how many records came, each of whom was asked for.
async fn question(trust: &Trust, connector: &dyn Connector, number: u64) -> usize {
    let mut rolls = rolls(number);
    let people: Vec<u64> = (0..1 + rolls.next_u64() % 3).map(|_| rolls.next_u64() % PEOPLE).collect();
    let kind = ["", "Encounter/", "Condition/", ""][usize::try_from(number % 4).unwrap()];
    let ids: Vec<String> = people.iter().map(|person| format!("{kind}x-{person}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    match number % 4 {
        0 => victims(trust, connector, &people, &ids).await,
        3 => referrals(trust, connector, &people, &ids).await,
        _ => incidents(trust, connector, &people, &ids).await,
    }
}

fn with<'a>(ids: &[&'a str], fields: &'a [&'a str]) -> Vec<(&'a str, &'a [&'a str])> {
    ids.iter().map(|id| (*id, fields)).collect()
}

async fn victims(trust: &Trust, connector: &dyn Connector, people: &[u64], ids: &[&str]) -> usize {
    let permit = trust.permit::<Victim>(&with(ids, &["dateOfBirth", "health", "name"]));
    let answer = connector.victims(&permit).await;
    assert_eq!(answer.fault, None);
    let shown = trust.disclose(&permit, answer.records);
    for victim in &shown {
        let victim = victim.record();
        let person = of(people, victim.at.local.as_str());
        assert_eq!(victim.name.as_ref().unwrap().reveal().family, format!("x-{person}"));
        assert_eq!(victim.date_of_birth.as_ref().unwrap().reveal().iso(), year(person).to_string());
        victim.health.iter().for_each(|fact| is(fact.reveal().occurred.unwrap().earliest, person));
    }
    shown.len()
}

async fn incidents(trust: &Trust, connector: &dyn Connector, people: &[u64], ids: &[&str]) -> usize {
    let permit = trust.permit::<Incident>(&with(ids, &["occurred", "offence"]));
    let answer = connector.incidents(&permit).await;
    assert_eq!(answer.fault, None);
    let shown = trust.disclose(&permit, answer.records);
    for incident in &shown {
        let incident = incident.record();
        is(incident.occurred.as_ref().unwrap().reveal().earliest, of(people, incident.at.local.as_str()));
    }
    shown.len()
}

async fn referrals(trust: &Trust, connector: &dyn Connector, people: &[u64], ids: &[&str]) -> usize {
    let permit = trust.permit::<Referral>(&with(ids, &["history", "recipient", "sent", "status"]));
    let answer = connector.referrals(&permit).await;
    assert_eq!(answer.fault, None);
    let shown = trust.disclose(&permit, answer.records);
    for referral in &shown {
        let referral = referral.record();
        let person = of(people, referral.at.local.as_str());
        is(referral.sent.as_ref().unwrap().reveal().earliest, person);
        referral.history.iter().for_each(|event| is(event.reveal().at, person));
        let recipient = referral.recipient.as_ref().map(|party| party.reveal().name.clone());
        assert!(recipient.is_none_or(|name| name == format!("x-{person}")));
    }
    shown.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_questions_to_a_server_that_ignores_them_show_nobody_who_was_not_asked_for() {
    let trust = Trust::start().await;
    let port = serve(|path, form| (200, FHIR, answer(path, &form.replace("%2C", ",")).to_string())).await;
    let connector = connect(&trust, port).unwrap();
    let asked = iter(0..QUERIES).map(|number| question(&trust, &*connector, number)).buffer_unordered(64);
    let shown = asked.collect::<Vec<usize>>().await;
    let (with, records) = (shown.iter().filter(|shown| **shown > 0).count(), shown.iter().sum::<usize>());
    println!("seed {SEED}: {} questions, {with} of them with an answer, {records} records, none foreign", shown.len());
    // The right rows do come through among the wrong ones: otherwise this shows nothing.
    assert!(shown.len() == 10_000 && with > 4_000 && records < 30_000);
}
