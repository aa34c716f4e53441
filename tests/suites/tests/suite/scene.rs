//! A county with a gateway over it, and people in it whom a suite can ask about.

use accord_harness::{Client, Gateway, World, WorldOptions};
use accord_sandbox::{TruePerson, Truth};
use serde_json::{Value, json};

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) gateway: Gateway,
}

impl Scene {
    /// A synced county, with these people's records linked by a reviewer and assigned to the support worker.
    pub(crate) async fn start(options: WorldOptions) -> Self {
        Self::over(World::start(options).await)
    }

    /// The plain one, in which each question reaches each partner.
    pub(crate) async fn uncached() -> Self {
        let world = World::start(WorldOptions::default()).await;
        uncached(&world);
        Self::over(world)
    }

    /// The plain one, uncached, over a file of agreements of its own: `agreements.toml` in the world's folder.
    pub(crate) async fn with_agreements() -> Self {
        let world = World::start(WorldOptions::default()).await;
        uncached(&world);
        let text = std::fs::read_to_string(world.config()).unwrap();
        let line = text.lines().find(|line| line.starts_with("agreements = ")).unwrap();
        let shipped = line.split('"').nth(1).unwrap();
        std::fs::copy(shipped, world.folder().join("agreements.toml")).unwrap();
        std::fs::write(world.config(), text.replace(line, "agreements = \"agreements.toml\"")).unwrap();
        Self::over(world)
    }

    fn over(world: World) -> Self {
        world.accord(&["sync"]);
        let linked: Vec<TruePerson> = linkable(world.sandbox.truth()).cloned().collect();
        for person in linked.iter().take(3) {
            world.accord(&["links", "confirm", &police(person), &county(person)]);
        }
        let records: Vec<String> = linked.iter().take(3).map(police).collect();
        assign(&world, "safe-haven-llr", "support-worker", &records);
        let gateway = world.serve();
        Self { world, gateway }
    }

    pub(crate) async fn plain() -> Self {
        Self::start(WorldOptions::default()).await
    }

    /// People whom both partners know once each, in the order of their ids. The first three are linked and assigned.
    pub(crate) fn people(&self) -> Vec<&TruePerson> {
        linkable(self.world.sandbox.truth()).collect()
    }

    pub(crate) fn client(&self, persona: &str, purpose: &str) -> Client {
        self.world.client(&self.gateway, persona, purpose)
    }

    pub(crate) fn support_worker(&self) -> Client {
        self.client("support-worker", "SUPPORT")
    }

    pub(crate) fn officer(&self) -> Client {
        self.client("hate-crime-officer", "CRIME_INVESTIGATION")
    }

    /// Finds a person as the support worker and gives her id.
    pub(crate) async fn find(&self, client: &Client, person: &TruePerson) -> Value {
        let found = client.data(FIND, json!({"input": sought(person)})).await;
        found["findVictim"].clone()
    }
}

pub(crate) const FIND: &str = "mutation($input: FindVictimInput!) { findVictim(input: $input) { outcome needMore \
     userErrors { code } victim { id name { text } } } }";

pub(crate) const CONSENT: &str = "mutation($input: RecordConsentInput!) { recordConsent(input: $input) { \
     userErrors { code path } directive { id } victim { id address { postcode } incidents { nodes { narrative } } } } }";

/// What a worker would ask a caller for, in the police's spelling.
pub(crate) fn sought(person: &TruePerson) -> Value {
    let values = &known(person, "police").values;
    json!({
        "family": values["family"],
        "given": values["given"],
        "dateOfBirth": values["dateOfBirth"],
        "presence": "ON_PHONE",
        "reason": "She called the helpline herself",
    })
}

/// A consent that the person gives on the telephone.
pub(crate) fn consent(victim: &Value, key: &str, organisation: &str, categories: &[&str]) -> Value {
    json!({"input": {
        "victim": victim,
        "idempotencyKey": key,
        "effect": "PERMIT",
        "organisation": organisation,
        "categories": categories,
        "given": {"by": "SELF", "method": "ON_PHONE", "wordingVersion": "2026-1", "language": "en"},
    }})
}

pub(crate) fn assign(world: &World, organisation: &str, persona: &str, records: &[String]) {
    let issuer = world.sandbox.idp.url().to_owned();
    let mut words = vec!["assign", "--organisation", organisation, "--issuer", &issuer, "--subject", persona];
    words.extend(records.iter().map(String::as_str));
    world.accord(&words);
}

/// The partners that are asked over HTTP: their ids and organisations.
pub(crate) const CALLED: [(&str, &str); 4] = [
    ("police", "leicestershire-police"),
    ("nhs", "leicestershire-partnership-nhs-trust"),
    ("council-reports", "leicester-city-council"),
    ("directory", "leicestershire-county-council"),
];

/// No breaker and no cache: each question reaches each partner.
pub(crate) fn uncached(world: &World) {
    let limits = "limits = { cache_ttl_ms = 0, breaker = { failures = 100000, open_ms = 1 } }\n";
    let text = std::fs::read_to_string(world.config()).unwrap();
    let directory = format!("base_url = \"{}\"\n", world.sandbox.directory.url());
    let text = ["client_id = \"accord\"\n", "area = \"leicester\"\n", &directory]
        .iter()
        .fold(text, |text, line| text.replace(line, &format!("{line}{limits}")));
    assert_eq!(text.matches(limits).count(), CALLED.len());
    std::fs::write(world.config(), text).unwrap();
}

/// People whom both partners know once each, well enough to be found.
pub(crate) fn linkable(truth: &Truth) -> impl Iterator<Item = &TruePerson> {
    truth.people.iter().filter(|person| {
        let of = |partner: &str| person.records.iter().filter(|r| r.partner == partner).count();
        let whole = |record: &&accord_sandbox::KnownAs| {
            record.partner == "police"
                && record.values.contains_key("dateOfBirth")
                && record.values.contains_key("given")
        };
        of("police") == 1
            && of("county") == 1
            && !person.canary
            && person.records.iter().any(|r| whole(&r) && r.values["dateOfBirth"].len() == 10)
    })
}

pub(crate) fn known<'a>(person: &'a TruePerson, partner: &str) -> &'a accord_sandbox::KnownAs {
    person.records.iter().find(|r| r.partner == partner).expect("known there")
}

pub(crate) fn police(person: &TruePerson) -> String {
    format!("police/{}", known(person, "police").record)
}

pub(crate) fn county(person: &TruePerson) -> String {
    format!("county/{}", known(person, "county").record)
}

/// The names of the fields that an object's `disclosure` lists as withheld.
pub(crate) fn withheld(object: &Value) -> Vec<&str> {
    let all = object["disclosure"]["withheld"].as_array().expect("withheld is a list");
    all.iter().filter_map(|w| w["field"].as_str()).collect()
}
