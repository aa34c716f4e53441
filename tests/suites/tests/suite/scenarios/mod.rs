//! What must hold over days and hours, each over HTTP on a clock that the test moves.

mod accused;
mod conference;
pub(crate) mod emergency;
mod excluded;
mod history;
mod marked;
mod post;
mod proxy;
pub(crate) mod request;

use accord_harness::{Client, WorldOptions};
use accord_sandbox::{Mint, TruePerson};
use serde_json::{Map, Value, json};

use crate::scene::{Scene, county, linkable, police};

/// Where each scenario's clock begins.
pub(crate) const MORNING: &str = "2026-11-23T08:00:00Z";

/// A county on a clock, with its first three people linked and assigned.
pub(crate) async fn morning(more: String) -> Scene {
    Scene::start(WorldOptions { clock: Some(MORNING.to_owned()), more, ..WorldOptions::default() }).await
}

/// As [`Scene::client`], with a token that the test's clock believes in, for as long as a scenario lasts; with other claims where
/// some are named.
pub(crate) fn client(scene: &Scene, persona: &str, purpose: &str, claims: &[(&str, Value)]) -> Client {
    let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
    let mut all = Map::from_iter([
        ("nbf".to_owned(), Value::Null),
        ("iat".to_owned(), json!(instant(MORNING))),
        ("exp".to_owned(), json!(instant("2046-01-01T00:00:00Z"))),
    ]);
    all.extend(claims.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let mint = Mint { persona: Some(persona.to_owned()), claims: all, ..Mint::default() };
    let token = scene.world.sandbox.idp.mint(&mint).unwrap();
    Client::new(&scene.gateway.url, &token, purpose)
}

/// Somebody whom the police and the county know, and nobody's case.
pub(crate) fn stranger(scene: &Scene) -> TruePerson {
    let mut people = linkable(scene.world.sandbox.truth()).skip(3);
    let person = people.find(|person| person.records.len() == 2).expect("somebody whom these two alone know").clone();
    scene.world.accord(&["links", "confirm", &police(&person), &county(&person)]);
    person
}

/// The person by her id, as this client sees her.
pub(crate) async fn see(client: &Client, id: &Value) -> Value {
    let query = "query($id: ID!) { victim(id: $id) { name { text } address { postcode } formerNames { text } safeContact { rule: \
         __typename } disclosure { withheld { category reason } } } }";
    client.data(query, json!({"id": id})).await["victim"].clone()
}
