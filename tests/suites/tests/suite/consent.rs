//! The whole path: find a person, see one case from two partners, see what is withheld, record a consent, see more,
//! withdraw it, see less.

use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, consent, withheld};

const CASE: &str = "query($id: ID!) { victim(id: $id) { id name { text } address { postcode } \
     records { source { partner { id } } } disclosure { withheld { field reason } gaps { cause } } \
     incidents { nodes { narrative records { source { partner { id } } } } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_opens_and_its_withdrawal_shuts() {
    opens_and_shuts(&Scene::plain().await).await;
}

/// On any database.
pub(crate) async fn opens_and_shuts(scene: &Scene) {
    let worker = scene.support_worker();
    let person = scene.people()[0];
    let found = scene.find(&worker, person).await;
    assert_eq!(found["outcome"], "FOUND", "{found}");
    let id = &found["victim"]["id"];

    let before = worker.data(CASE, json!({"id": id})).await["victim"].clone();
    let partners: Vec<_> =
        before["records"].as_array().unwrap().iter().map(|r| &r["source"]["partner"]["id"]).collect();
    assert_eq!(partners, ["leicestershire-police", "county-hate-incident-monitoring-project"]);
    assert_eq!(before["address"], Value::Null);
    assert!(withheld(&before).contains(&"address"));

    let input = consent(id, "first", "safe-haven-llr", &["LOCATION", "NARRATIVE"]);
    let recorded = worker.data(CONSENT, input.clone()).await["recordConsent"].clone();
    assert_eq!(recorded["userErrors"], json!([]));
    assert!(recorded["victim"]["address"]["postcode"].is_string(), "{recorded}");
    let after = worker.data(CASE, json!({"id": id})).await["victim"].clone();
    assert!(after["address"]["postcode"].is_string());
    // An incident that others were harmed in too needs their word as well.
    let told = |case: &Value| {
        case["incidents"]["nodes"].as_array().unwrap().iter().filter(|i| i["narrative"].is_string()).count()
    };
    assert!(told(&after) > told(&before), "{after}");

    // The same key with the same content is written once; with another it is refused.
    let again = worker.data(CONSENT, input).await["recordConsent"].clone();
    assert_eq!(again["directive"]["id"], recorded["directive"]["id"]);
    let other = worker.data(CONSENT, consent(id, "first", "safe-haven-llr", &["CONTACT"])).await;
    assert_eq!(other["recordConsent"]["userErrors"][0]["code"], "IDEMPOTENCY_KEY_REUSED");

    let withdraw = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { code } \
         directive { withdrawnAt } alreadyDisclosed { organisation { id } categories } } }";
    let input = json!({"input": {"directive": recorded["directive"]["id"], "idempotencyKey": "second"}});
    let withdrawn = worker.data(withdraw, input).await["withdrawConsent"].clone();
    assert!(withdrawn["directive"]["withdrawnAt"].is_string(), "{withdrawn}");
    let seen = &withdrawn["alreadyDisclosed"][0];
    assert_eq!(seen["organisation"]["id"], "safe-haven-llr");
    assert!(seen["categories"].as_array().unwrap().contains(&json!("LOCATION")));
    let shut = worker.data(CASE, json!({"id": id})).await["victim"].clone();
    assert_eq!(shut["address"], Value::Null);
    assert_eq!(withheld(&shut), withheld(&before));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_police_are_not_asked_for_what_may_not_be_shown() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let found = scene.find(&worker, scene.people()[0]).await;
    scene.world.sandbox.police.clear_requests();
    let query = "query($id: ID!) { victim(id: $id) { dateOfBirth address { postcode } religion { text } } }";
    worker.data(query, json!({"id": found["victim"]["id"]})).await;
    let asked = scene.world.sandbox.police.requests();
    let asked: Vec<_> = asked.iter().filter(|r| r.path.ends_with("batchGet")).collect();
    assert_eq!(asked.len(), 1, "one call for one record type and projection");
    let fields = &asked[0].fields;
    assert!(fields.iter().any(|f| f == "dateOfBirth"), "{fields:?}");
    assert!(!fields.iter().any(|f| f == "addresses" || f == "religion"), "denied and named: {fields:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deny_wins_over_an_equally_specific_permit() {
    a_deny_wins(&Scene::plain().await).await;
}

/// On any database.
pub(crate) async fn a_deny_wins(scene: &Scene) {
    let worker = scene.support_worker();
    let id = scene.find(&worker, scene.people()[0]).await["victim"]["id"].clone();
    worker.data(CONSENT, consent(&id, "yes", "safe-haven-llr", &["LOCATION"])).await;
    let mut no = consent(&id, "no", "safe-haven-llr", &["LOCATION"]);
    no["input"]["effect"] = json!("DENY");
    let denied = worker.data(CONSENT, no).await["recordConsent"].clone();
    assert_eq!(denied["userErrors"], json!([]));
    assert_eq!(denied["victim"]["address"], Value::Null, "{denied}");
}
