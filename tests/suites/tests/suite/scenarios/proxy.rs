//! Who may speak for a child, and until when.

use serde_json::{Value, json};

use super::{client, morning, stranger};
use crate::scene::{CONSENT, police};

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_speaks_until_the_child_is_of_age_and_about_what_is_the_parents() {
    let scene = morning(String::new()).await;
    let child = stranger(&scene);
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let birthday = "2026-12-01T00:00:00Z";
    let name = police(&child);
    let words = [
        "assign",
        "--organisation",
        "public",
        "--issuer",
        &issuer,
        "--subject",
        "parent",
        "--proxy",
        "--until",
        birthday,
    ];
    scene.world.accord(&[words.as_slice(), &["--category", "IDENTITY", "--category", "OFFENCE", &name]].concat());
    let parent = client(&scene, "victim", "SUBJECT_ACCESS", &[("sub", json!("parent"))]);
    let seen = "{ victims { nodes { id name { text } address { postcode } } } }";
    let seen = parent.data(seen, Value::Null).await["victims"]["nodes"].clone();
    assert!(seen[0]["name"]["text"].is_string(), "{seen}");
    assert_eq!(seen[0]["address"], Value::Null, "LOCATION is not the parent's");

    let given = |by: &str, key: &str| {
        json!({"input": {
            "victim": seen[0]["id"], "idempotencyKey": key, "effect": "PERMIT", "organisation": "safe-haven-llr",
            "categories": ["IDENTITY", "LOCATION"],
            "given": {"by": by, "method": "IN_WRITING", "wordingVersion": "2026-1", "language": "en"},
        }})
    };
    let wrong = parent.data(CONSENT, given("SELF", "a")).await["recordConsent"].clone();
    assert_eq!(wrong["userErrors"][0]["code"], "WRONG_GIVER", "{wrong}");
    let right = parent.data(CONSENT, given("PARENT", "b")).await["recordConsent"].clone();
    assert_eq!(right["userErrors"], json!([]));
    let words = "{ victims { nodes { consentDirectives { end categories given { by } } } } }";
    let words = parent.data(words, Value::Null).await["victims"]["nodes"][0]["consentDirectives"].clone();
    assert_eq!(words, json!([{"end": birthday, "categories": ["IDENTITY"], "given": {"by": "PARENT"}}]));

    scene.world.set_clock(birthday);
    assert_eq!(parent.data("{ victims { nodes { id } } }", Value::Null).await["victims"]["nodes"], json!([]));
}
