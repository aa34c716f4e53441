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
}

pub(crate) async fn traffic(world: &World, gateway: &Gateway, people: &[&TruePerson]) -> Said {
    let mut said = Said::default();
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
            said.ask(&client, WHOLE, Value::Null).await;
            said.ask(&client, INCIDENTS, Value::Null).await;
            for wrong in wrong(people[0]) {
                said.ask(&client, &wrong, Value::Null).await;
            }
        }
    }
    let officer = world.client(gateway, "hate-crime-officer", "CRIME_INVESTIGATION");
    for kind in [
        FaultKind::ServerError,
        FaultKind::Truncated,
        FaultKind::WrongTypes,
        FaultKind::Garbage,
        FaultKind::Unauthorized,
        FaultKind::Throttled,
    ] {
        world.sandbox.police.fault(kind, "/v1/", None);
        said.ask(&officer, WHOLE, Value::Null).await;
        said.ask(&officer, INCIDENTS, Value::Null).await;
        world.sandbox.police.fault(FaultKind::None, "", None);
    }
    said
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
