//! Bad input at the doors of consent: a clear code and the place, nothing granted, nothing lost.

mod clock;
mod clock_wrong;
mod forged;
mod periods;
mod refused;
mod related;
mod unknown;
mod withdrawals;
mod words;

use accord_harness::Client;
use accord_sandbox::TruePerson;
use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, consent, county, linkable, police};

/// Takes a word back, and says what became of it.
pub(crate) const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { \
     userErrors { code path } directive { id withdrawnAt } alreadyDisclosed { categories } } }";

/// People whom the police and the county alone know, each linked, and nobody's case.
pub(crate) fn strangers(scene: &Scene, count: usize) -> Vec<TruePerson> {
    let all = linkable(scene.world.sandbox.truth()).skip(3).filter(|person| person.records.len() == 2);
    let some: Vec<TruePerson> = all.take(count).cloned().collect();
    assert_eq!(some.len(), count, "so many people whom these two alone know");
    for person in &some {
        scene.world.accord(&["links", "confirm", &police(person), &county(person)]);
    }
    some
}

/// The ids of a client's caseload.
pub(crate) async fn caseload(client: &Client) -> Vec<Value> {
    let listed = client.data("{ victims(first: 100) { nodes { id } } }", Value::Null).await;
    listed["victims"]["nodes"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
}

/// Whether the person's name is there to be read, and her address.
pub(crate) async fn open(client: &Client, id: &Value) -> (bool, bool) {
    let query = "query($id: ID!) { victim(id: $id) { name { text } address { postcode } } }";
    let seen = client.data(query, json!({"id": id})).await["victim"].clone();
    (seen["name"]["text"].is_string(), seen["address"].is_object())
}

/// A permit, or a refusal, of her address to the charity; the directive's id.
pub(crate) async fn says(client: &Client, id: &Value, effect: &str, key: &str, until: Option<&str>) -> Value {
    let mut word = consent(id, key, "safe-haven-llr", &["LOCATION"]);
    word["input"]["effect"] = json!(effect);
    word["input"]["until"] = json!(until);
    let said = client.data(CONSENT, word).await["recordConsent"].clone();
    assert_eq!(said["userErrors"], json!([]), "{said}");
    said["directive"]["id"].clone()
}
