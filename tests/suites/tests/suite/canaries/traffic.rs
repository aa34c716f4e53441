//! Everybody asks everything, with and without failures: what then lies about must hold nobody.

use accord_harness::{Client, Gateway, World};
use accord_sandbox::{FaultKind, PERSONAS, TruePerson};
use serde_json::{Value, json};

use crate::scene::{CONSENT, FIND, consent, known, sought};

const WHOLE: &str = "{ victims(first: 20) { nodes { id formerIds name { text } dateOfBirth nhsNumber { value } \
     contact { phones emails } address { lines postcode } ethnicity { text } religion { text } formerNames { text } \
     sexualOrientation { text } genderIdentity { text } disabilities { text } accessNeeds { text } \
     safeContact { note } records { source { reference terms { text } } } \
     incidents(first: 10) { nodes { narrative place { lines } offence { text } outcome { text } \
     records { source { reference terms { text } } } victims { name { text } } } } } } }";
const CARE: &str = "{ victims(first: 20) { nodes { name { text } health { kind term { text } occurred { earliest } } } } \
     referrals(first: 50) { nodes { status sender { name } recipient { name } service { text } reason { text } history { at } \
     source { reference terms { text } } victim { name { text } address { lines } } } } }";
const INCIDENTS: &str = "{ incidents(first: 100, filter: { includeCandidates: true }) { nodes { narrative place { lines \
     postcode } offence { text } outcome { text } perpetratorRelation strands { strand reason } \
     records { source { reference terms { text } } } } } }";

/// What the gateway said when it refused, and what it said when it did not.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) refused: Vec<u8>,
    pub(crate) told: Vec<u8>,
}

impl Said {
    async fn ask(&mut self, client: &Client, query: &str, variables: Value) -> Value {
        let answer = client.ask(query, variables).await;
        let body = answer.body();
        // Data beside an error is an answer too; an answer of errors alone must hold nothing of anybody.
        if body["data"].is_object() { &mut self.told } else { &mut self.refused }.extend(&answer.bytes);
        body
    }

    /// Everything that there is for this client.
    async fn whole(&mut self, client: &Client) {
        for query in [WHOLE, CARE, INCIDENTS] {
            self.ask(client, query, Value::Null).await;
        }
    }
}

/// Every partner's system that answers questions fails so from now on.
fn fail(world: &World, kind: FaultKind) {
    world.sandbox.police.fault(kind, "/v1/", None);
    world.sandbox.nhs.as_ref().unwrap().fault(kind, "/fhir/", None);
    world.sandbox.reports.fault(kind, "/requests", None);
}

pub(crate) async fn traffic(world: &World, gateway: &Gateway, people: &[&TruePerson]) -> Said {
    let mut said = Said::default();
    let askers = [
        world.client(gateway, "hate-crime-officer", "CRIME_INVESTIGATION"),
        world.client(gateway, "care-coordinator", "CARE"),
        world.client(gateway, "support-worker", "SUPPORT"),
    ];
    for kind in [
        FaultKind::ServerError,
        FaultKind::Truncated,
        FaultKind::WrongTypes,
        FaultKind::Garbage,
        FaultKind::Unauthorized,
        FaultKind::Throttled,
    ] {
        fail(world, kind);
        for client in &askers {
            said.whole(client).await;
        }
    }
    fail(world, FaultKind::None);
    for client in &askers {
        well_again(client).await;
    }
    for persona in PERSONAS {
        for purpose in persona.purposes {
            let client = world.client(gateway, persona.name, purpose);
            for (number, person) in people.iter().enumerate() {
                let mut input = sought(person);
                input["reason"] = json!(format!("{} {} rang", person.given, person.family));
                let found = said.ask(&client, FIND, json!({"input": input})).await;
                let id = found["data"]["findVictim"]["victim"]["id"].clone();
                if id.is_string() && number % 3 == 0 {
                    let input =
                        consent(&id, &format!("{purpose} {number}"), "safe-haven-llr", &["LOCATION", "NARRATIVE"]);
                    said.ask(&client, CONSENT, input).await;
                }
            }
            said.whole(&client).await;
            for wrong in wrong(people[0]) {
                said.ask(&client, &wrong, Value::Null).await;
            }
        }
    }
    // The cache keeps what the last answers were made of, for seconds.
    for client in &askers {
        said.whole(client).await;
    }
    said
}

/// A partner that failed often is left alone for a while: until then nothing of it would lie about anywhere.
async fn well_again(client: &Client) {
    const GAPS: &str = "{ victims(first: 20) { nodes { name { text } dateOfBirth health { kind } \
         disclosure { gaps { cause } } } } incidents(first: 100) { nodes { narrative disclosure { gaps { cause } } } } }";
    for _ in 0..120 {
        let answer = client.ask(GAPS, Value::Null).await;
        let text = String::from_utf8_lossy(&answer.bytes);
        if ["SILENT", "THROTTLED"].iter().all(|cause| !text.contains(cause)) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    panic!("a partner is still left alone after a minute");
}

/// Questions that are refused, with a person's name in each.
fn wrong(person: &TruePerson) -> Vec<String> {
    let values = &known(person, "police").values;
    let name = format!("{} {}", values["given"], values["family"]);
    let born = &values["dateOfBirth"];
    vec![
        format!("{{ victim(id: \"{name}\") {{ id }} }}"),
        format!("{{ node(id: \"{born}\") {{ id }} }}"),
        format!("{{ victims(after: \"{name}\") {{ nodes {{ id }} }} }}"),
        format!("{{ victims(first: \"{name}\") {{ nodes {{ id }} }} }}"),
        format!("{{ incidents(filter: {{ occurredFrom: \"{name}\" }}) {{ nodes {{ id }} }} }}"),
        format!("{{ victim(id: \"{name}\" {{ id }}"),
        format!(
            "query Q($x: {}) {{ viewer {{ role }} }} # {name} {born}",
            values["family"].replace([' ', '-', '\''], "")
        ),
        format!(
            "mutation {{ findVictim(input: {{ family: \"{name}*\", given: \"{name}\", dateOfBirth: \"{born}\", presence: \
             ON_PHONE, reason: \"{name}\" }}) {{ outcome userErrors {{ code message path }} }} }}"
        ),
        format!(
            "mutation {{ findVictim(input: {{ family: \"{name}\", dateOfBirth: \"{name} {born}\", presence: ON_PHONE, \
             reason: \"{name} called\" }}) {{ outcome userErrors {{ code message path }} }} }}"
        ),
    ]
}
