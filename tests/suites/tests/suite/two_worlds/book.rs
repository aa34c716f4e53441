//! The county as it is written: the truth, and what the partners' systems say of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use accord_sandbox::{
    CLIENT_ID, CLIENT_SECRET, CaseSystem, County, IdentityServer, NhsOptions, Options, PoliceServer, Report,
    TruePerson, Truth,
};
use serde_json::{Value, json};

use super::difference::Difference;

/// How large a county two worlds are.
pub(crate) const PEOPLE: usize = 150;
pub(crate) const INCIDENTS: usize = 240;

pub(crate) struct Book {
    /// One identity provider for all worlds: who the viewer is must not differ either.
    pub(crate) idp: Arc<IdentityServer>,
    pub(crate) truth: Truth,
    pub(crate) occurrences: BTreeMap<String, Value>,
    pub(crate) persons: BTreeMap<String, Value>,
    /// The trust's resources, by type and id: `Patient/pat-000001`.
    pub(crate) resources: BTreeMap<String, Value>,
    pub(crate) cases: CaseSystem,
    pub(crate) reports: Vec<Report>,
}

impl Book {
    /// Reads the county that every world starts from.
    pub(crate) async fn read() -> Self {
        let options = Options {
            people: PEOPLE,
            incidents: INCIDENTS,
            // For their part of the truth: nothing of theirs is written here.
            nhs: Some(NhsOptions::default()),
            case_database: Some("cases.sqlite".into()),
            ..Options::default()
        };
        let county = County::open(&options).unwrap();
        let truth = county.truth().clone();
        let police = PoliceServer::start(&options).await.unwrap();
        let http = reqwest::Client::new();
        let login = http.post(format!("{}/oauth2/token", police.url())).basic_auth(CLIENT_ID, Some(CLIENT_SECRET));
        let login = login.form(&[("grant_type", "client_credentials")]).send().await.unwrap();
        let token: Value = login.json().await.unwrap();
        let token = token["access_token"].as_str().unwrap();
        let url = |path: &str| format!("{}/v1/{path}", police.url());
        let batch = async |what: &str, ids: &[&str]| {
            let mut found = BTreeMap::new();
            for ids in ids.chunks(100) {
                let ask = http.post(url(&format!("{what}:batchGet"))).bearer_auth(token).json(&json!({"ids": ids}));
                let answer: Value = ask.send().await.unwrap().json().await.unwrap();
                for item in answer["items"].as_array().unwrap() {
                    found.insert(item["id"].as_str().unwrap().to_owned(), item.clone());
                }
            }
            found
        };
        let at_police = |records: &[accord_sandbox::RecordRef]| -> Vec<String> {
            records.iter().filter(|r| r.partner == "police").map(|r| r.record.clone()).collect()
        };
        let occurrences: Vec<String> = truth.incidents.iter().flat_map(|i| at_police(&i.records)).collect();
        let persons: Vec<&str> = truth
            .people
            .iter()
            .flat_map(|p| &p.records)
            .filter(|r| r.partner == "police")
            .map(|r| &*r.record)
            .collect();
        let occurrences = batch("occurrences", &occurrences.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let persons = batch("persons", &persons).await;
        let idp = Arc::new(IdentityServer::start(0).await.unwrap());
        let (resources, cases) = (resources(&county), CaseSystem::open(&options));
        Self { idp, truth, occurrences, persons, resources, cases, reports: county.reports() }
    }

    /// People whom both partners know once each, with a whole date of birth.
    pub(crate) fn known_twice(&self) -> Vec<&TruePerson> {
        let whole = |p: &&TruePerson| {
            let of = |partner| p.records.iter().filter(|r| r.partner == partner).collect::<Vec<_>>();
            let (police, county) = (of("police"), of("county"));
            police.len() == 1
                && county.len() == 1
                && !p.canary
                && police[0].values.get("dateOfBirth").is_some_and(|d| d.len() == 10)
                && police[0].values.contains_key("given")
                && self.persons.contains_key(&police[0].record)
                && self.is_one_row(&county[0].record)
        };
        self.truth.people.iter().filter(whole).collect()
    }

    /// Those of the people who are not in the second world who can be looked for.
    pub(crate) fn gone(&self, differences: &[Difference]) -> Vec<TruePerson> {
        let is_gone = |p: &&TruePerson| differences.iter().any(|d| d.what.starts_with(&format!("{} is", p.id)));
        let whole = |p: &&TruePerson| {
            let mut police = p.records.iter().filter(|r| r.partner == "police");
            police.any(|r| r.values.contains_key("given") && r.values.get("dateOfBirth").is_some_and(|d| d.len() == 10))
        };
        self.truth.people.iter().filter(is_gone).filter(whole).cloned().collect()
    }

    /// The police's records of the people harmed in an occurrence.
    pub(crate) fn victims(&self, occurrence: &str) -> Vec<String> {
        let persons = self.occurrences[occurrence]["persons"].as_array().unwrap();
        let victims = persons.iter().filter(|p| p["role"] == "VICTIM");
        victims.map(|p| p["personId"].as_str().unwrap().to_owned()).collect()
    }

    /// The occurrences that name one of these people as harmed.
    pub(crate) fn about<'a>(&'a self, persons: &'a [String]) -> impl Iterator<Item = &'a String> {
        self.occurrences.keys().filter(|id| self.victims(id).iter().any(|v| persons.contains(v)))
    }

    /// Whether nobody but the police holds a report of the same incident: what accuses somebody shuts the others too.
    pub(crate) fn is_alone(&self, occurrence: &str) -> bool {
        let mut of = self.truth.incidents.iter().filter(|i| i.records.iter().any(|r| r.record == occurrence));
        of.all(|incident| incident.records.len() == 1)
    }

    /// Whether this reference is one incident's alone: some numbers were given twice.
    pub(crate) fn is_one_row(&self, reference: &str) -> bool {
        self.truth.incidents.iter().flat_map(|i| &i.records).filter(|r| r.record == reference).count() == 1
    }

    /// Every row of the county's, by reference.
    pub(crate) fn rows(&self) -> Vec<String> {
        let all = self.truth.incidents.iter().flat_map(|i| &i.records).filter(|r| r.partner == "county");
        let mut all: Vec<String> = all.map(|r| r.record.clone()).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// The trust's resources by type and id.
fn resources(county: &County) -> BTreeMap<String, Value> {
    let bundle = county.resources();
    let all = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    all.map(|one| (format!("{}/{}", text(&one["resourceType"]), text(&one["id"])), one.clone())).collect()
}

/// Her one record at a partner.
pub(crate) fn at(person: &TruePerson, partner: &str) -> String {
    person.records.iter().find(|r| r.partner == partner).unwrap().record.clone()
}
