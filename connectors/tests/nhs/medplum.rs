//! A FHIR server that is not ours and the sandbox's trust, over the same resources: what differs is the configuration.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use accord_federation::Connector;
use accord_harness::Medplum;
use accord_model::{Incident, Private, RecordType, Referral, Victim};
use serde_json::Value;

use crate::trust::{Trust, Walk};

/// No login, no links to the next page; `_elements` and `Prefer` are not known there.
fn connect(trust: &Trust, medplum: &Medplum) -> Arc<dyn Connector> {
    let section = format!(
        "{{ base_url = '{}', paging = 'offset', elements = false, strict = false, page_size = 20, \
         flag_codes = ['https://fhir.leicspart.example/CodeSystem/flag|hate-incident'], \
         referral_categories = ['https://fhir.leicspart.example/CodeSystem/referral|hate-crime-support'], \
         consent_categories = ['https://fhir.leicspart.example/CodeSystem/consent|hate-crime-sharing'], \
         organisations = {{ RT5 = 'leicestershire-partnership-nhs-trust' }}, \
         limits = {{ patience_ms = 60000, attempt_timeout_ms = 60000, sync_patience_ms = 60000, cache_ttl_ms = 0 }} }}",
        medplum.fhir_url()
    );
    trust.of(&section).unwrap()
}

fn id_of<'a>(reference: &'a Value, kind: &str) -> Option<&'a str> {
    reference["reference"].as_str()?.strip_prefix(kind)?.strip_prefix('/')
}

/// Records of people who have had two ids: Medplum does not lead from an old one to the one that stands now.
fn merged(bundle: &Value) -> BTreeSet<(RecordType, String)> {
    let resources: Vec<&Value> = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]).collect();
    let mut twice = BTreeSet::new();
    for patient in resources.iter().filter(|resource| resource["resourceType"] == "Patient") {
        for link in patient["link"].as_array().into_iter().flatten() {
            twice.extend([patient["id"].as_str().unwrap(), id_of(&link["other"], "Patient").unwrap()]);
        }
    }
    let mut apart: BTreeSet<_> = twice.iter().map(|id| (RecordType::Victim, (*id).to_owned())).collect();
    for resource in resources {
        let of = id_of(&resource["subject"], "Patient").is_some_and(|id| twice.contains(id));
        let (kind, id) = (resource["resourceType"].as_str().unwrap(), resource["id"].as_str().unwrap());
        match kind {
            "Encounter" | "Condition" if of => drop(apart.insert((RecordType::Incident, format!("{kind}/{id}")))),
            "ServiceRequest" if of => drop(apart.insert((RecordType::Referral, id.to_owned()))),
            _ => {}
        }
    }
    apart
}

/// What a walk found, people with two ids apart.
fn found(walk: Walk, apart: &BTreeSet<(RecordType, String)>) -> BTreeMap<(RecordType, String), (bool, bool)> {
    let restricted = walk.restricted;
    let own = walk.alive.into_iter().filter(|(at, _)| !apart.contains(at));
    own.map(|(at, alive)| (at.clone(), (alive, restricted.contains(&at)))).collect()
}

fn told<T: Clone>(value: Option<&Private<T>>) -> Option<T> {
    value.map(|value| value.reveal().clone())
}

#[tokio::test]
async fn by_configuration_alone_another_server_gives_the_same_people_events_and_referrals() {
    let trust = Trust::start().await;
    let bundle = trust.nhs().bundle();
    let apart = merged(&bundle);
    assert!(!apart.is_empty());
    let medplum = tokio::task::spawn_blocking(move || Medplum::start(&bundle)).await.unwrap();
    let (ours, theirs) = (trust.connector(&[]), connect(&trust, &medplum));

    let (first, _) = trust.walk(&*ours, None).await;
    let (second, end) = trust.walk(&*theirs, None).await;
    assert!(second.pages > 3 && second.restricted.iter().any(|(kind, _)| *kind == RecordType::Victim));
    let (first, second) = (found(first, &apart), found(second, &apart));
    let differ: Vec<_> = first.iter().filter(|(at, is)| second.get(at) != Some(is)).map(|(at, _)| at).collect();
    let more: Vec<_> = second.keys().filter(|at| !first.contains_key(at)).collect();
    assert!(differ.is_empty() && more.is_empty(), "{differ:?} {more:?}");
    for kind in [RecordType::Victim, RecordType::Incident, RecordType::Referral] {
        assert!(second.iter().filter(|((found, _), (alive, _))| *found == kind && *alive).count() > 3, "{kind:?}");
    }
    // A later round reads what changed.
    let (later, _) = trust.walk(&*theirs, Some(end)).await;
    assert!(later.alive.len() < second.len());

    let ids = |kind| second.iter().filter(move |((found, _), (alive, _))| *found == kind && *alive);
    let ids = |kind| ids(kind).map(|((_, id), _)| id.as_str()).collect::<Vec<_>>();
    same_victims(&trust, [&*ours, &*theirs], &ids(RecordType::Victim)).await;
    same_incidents(&trust, [&*ours, &*theirs], &ids(RecordType::Incident)).await;
    same_referrals(&trust, [&*ours, &*theirs], &ids(RecordType::Referral)).await;
}

async fn same_victims(trust: &Trust, servers: [&dyn Connector; 2], ids: &[&str]) {
    const FIELDS: &[&str] = &["name", "formerNames", "dateOfBirth", "contact", "address", "nhsNumber", "health"];
    let permit = trust.permit::<Victim>(&ids.iter().map(|id| (*id, FIELDS)).collect::<Vec<_>>());
    let mut answers = Vec::new();
    for server in servers {
        let answer = server.victims(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (None, ids.len()));
        let shown = trust.disclose(&permit, answer.records).into_iter();
        answers.push(shown.map(|one| (one.record().at.local.clone(), one)).collect::<HashMap<_, _>>());
    }
    let [first, second] = answers.as_slice() else { panic!("two servers") };
    assert!(second.values().any(|victim| victim.record().health.len() > 1));
    for (id, victim) in first {
        let (one, other) = (victim.record(), second[id].record());
        assert!(told(one.name.as_ref()) == told(other.name.as_ref()), "name");
        assert!(one.former_names.len() == other.former_names.len(), "former names");
        assert!(told(one.date_of_birth.as_ref()) == told(other.date_of_birth.as_ref()), "date of birth");
        assert!(told(one.contact.as_ref()) == told(other.contact.as_ref()), "contact");
        assert!(told(one.address.as_ref()) == told(other.address.as_ref()), "address");
        assert!(told(one.nhs_number.as_ref()) == told(other.nhs_number.as_ref()), "NHS number");
        let facts = |victim: &Victim| {
            let facts = victim.health.iter().map(|fact| fact.reveal());
            let mut facts: Vec<_> =
                facts.map(|fact| (fact.term.code.clone(), fact.occurred.map(|span| span.earliest))).collect();
            facts.sort();
            facts
        };
        assert!(facts(one) == facts(other), "health");
    }
}

async fn same_incidents(trust: &Trust, servers: [&dyn Connector; 2], ids: &[&str]) {
    const FIELDS: &[&str] = &["recordKind", "recognition", "occurred", "offence"];
    let permit = trust.permit::<Incident>(&ids.iter().map(|id| (*id, FIELDS)).collect::<Vec<_>>());
    let mut answers = Vec::new();
    for server in servers {
        let answer = server.incidents(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (None, ids.len()));
        let shown = trust.disclose(&permit, answer.records).into_iter();
        answers.push(shown.map(|one| (one.record().at.local.clone(), one)).collect::<HashMap<_, _>>());
    }
    let [first, second] = answers.as_slice() else { panic!("two servers") };
    for (id, incident) in first {
        let (one, other) = (incident.record(), second[id].record());
        assert!(told(one.recognition.as_ref()) == told(other.recognition.as_ref()), "recognition");
        assert!(told(one.occurred.as_ref()) == told(other.occurred.as_ref()), "occurred");
        assert!(told(one.offence.as_ref()) == told(other.offence.as_ref()), "offence");
    }
}

async fn same_referrals(trust: &Trust, servers: [&dyn Connector; 2], ids: &[&str]) {
    const FIELDS: &[&str] = &["status", "sent", "sender", "recipient", "service", "history"];
    let permit = trust.permit::<Referral>(&ids.iter().map(|id| (*id, FIELDS)).collect::<Vec<_>>());
    let mut answers = Vec::new();
    for server in servers {
        let answer = server.referrals(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (None, ids.len()));
        let shown = trust.disclose(&permit, answer.records).into_iter();
        answers.push(shown.map(|one| (one.record().at.local.clone(), one)).collect::<HashMap<_, _>>());
    }
    let [first, second] = answers.as_slice() else { panic!("two servers") };
    for (id, referral) in first {
        let (one, other) = (referral.record(), second[id].record());
        assert!(told(one.status.as_ref()) == told(other.status.as_ref()), "status");
        assert!(told(one.sent.as_ref()) == told(other.sent.as_ref()), "sent");
        assert!(told(one.sender.as_ref()) == told(other.sender.as_ref()), "sender");
        assert!(told(one.recipient.as_ref()) == told(other.recipient.as_ref()), "recipient");
        assert!(told(one.service.as_ref()) == told(other.service.as_ref()), "service");
        let history =
            |referral: &Referral| referral.history.iter().map(|event| event.reveal().clone()).collect::<Vec<_>>();
        assert!(history(one) == history(other), "history");
    }
}
