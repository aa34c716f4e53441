//! What the two worlds have found once, so that it stays found.

use serde_json::{Value, json};

use crate::scene::Scene;

/// Errors must not race: which of two was reported depended on how long the index took, and so on what lies in it.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_bad_arguments_the_first_is_reported() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    for list in ["victims(first: 101)", "incidents(first: 101)", "victims(after: \"bm8\")", "incidents(after: \"bm8\")"]
    {
        let code = if list.contains("after") { "INVALID_CURSOR" } else { "INVALID_PAGE_SIZE" };
        let query = format!("{{ {list} {{ nodes {{ id }} }} victim(id: \"bm8\") {{ id }} }}");
        assert_eq!(worker.ask(&query, Value::Null).await.code(), code, "{query}");
        let query = format!("{{ victim(id: \"bm8\") {{ id }} {list} {{ nodes {{ id }} }} }}");
        assert_eq!(worker.ask(&query, Value::Null).await.code(), "INVALID_ID", "{query}");
    }
}

/// Siblings are asked for together where they meet. What `terms` shows depended on whether they met.
#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_record_do_not_depend_on_what_else_is_asked() {
    let scene = Scene::plain().await;
    let officer = scene.officer();
    for person in scene.people().into_iter().take(5) {
        scene.find(&officer, person).await;
    }
    let words = |more: &str, of: &str| {
        format!(
            "{{ victims(first: 5) {{ nodes {{ id {more} records {{ source {{ terms {{ system code text }} }} }} \
             incidents(first: 5) {{ nodes {{ {of} records {{ source {{ terms {{ system code text }} }} }} }} }} }} }} }}"
        )
    };
    let told = async |query: String| {
        let mut seen = officer.data(&query, Value::Null).await["victims"]["nodes"].clone();
        for person in seen.as_array_mut().unwrap() {
            person.as_object_mut().unwrap().retain(|name, _| name == "records" || name == "incidents");
            for incident in person["incidents"]["nodes"].as_array_mut().unwrap() {
                incident.as_object_mut().unwrap().retain(|name, _| name == "records");
            }
        }
        seen
    };
    let alone = told(words("", "")).await;
    let more = "religion { text } ethnicity { text } genderIdentity { text } sexualOrientation { text } \
         disabilities { text } accessNeeds { text } dateOfBirth";
    let of = "outcome { text } perpetratorRelation channel area { code } recordKind";
    assert_eq!(alone, told(words(more, of)).await);
    let kinds = alone.to_string();
    assert!(kinds.contains("\"religion\"") && kinds.contains("\"relation\""), "{kinds}");
    assert_ne!(alone, json!([]));
}
