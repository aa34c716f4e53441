//! What the two worlds have found once, so that it stays found.

use accord_harness::WorldOptions;
use accord_sandbox::{Edit, Target};
use serde_json::{Value, json};

use super::book::Book;
use super::pair::Side;
use super::plan::Plan;
use crate::scene::{CONSENT, FIND, Scene, assign, consent, sought};

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

/// The council's case system is read at the question: whoever may not know whose a record is knew it by `asOf`, which was this
/// moment, and by what its system cannot hold.
#[tokio::test(flavor = "multi_thread")]
async fn whose_a_record_is_is_not_told_by_when_it_was_read() {
    let case = json!({"category": "Hate incident", "hate_strand": "Race", "first_name": "Wren", "surname": "Ashdown",
        "dob": "04/05/1971", "opened": "07/05/2025", "district": "Charnwood", "referred_to": "Victim First",
        "referred_on": "09/05/2025"});
    let edits = vec![Edit::add(Target::Council, "CS-2026-90000", case)];
    let scene = Scene::start(WorldOptions { edits, ..WorldOptions::default() }).await;
    assign(&scene.world, "safe-haven-llr", "support-worker", &["council/CS-2026-90000".to_owned()]);
    let officer = scene.client("community-safety-officer", "SUPPORT");
    let sought = json!({"input": {"family": "Ashdown", "given": "Wren", "dateOfBirth": "1971-05-04",
        "presence": "IN_PERSON", "reason": "She came to the desk"}});
    let found = officer.data(FIND, sought).await["findVictim"]["victim"]["id"].clone();
    let source = "source { asOf partner { id } } disclosure { gaps { fields cause partner { id } } }";
    let query = format!(
        "{{ referrals(first: 50) {{ nodes {{ sent {{ earliest }} sender {{ name }} {source} victim {{ name {{ text }} health {{ kind }} \
         records {{ {source} }} }} }} }} }}"
    );
    let hers = async |client: accord_harness::Client| {
        let all = client.data(&query, Value::Null).await["referrals"]["nodes"].as_array().unwrap().clone();
        let hers = all.into_iter().find(|one| one["victim"]["name"]["text"] == "Wren Ashdown");
        hers.expect("her referral is shown")
    };
    // Her name and support: what the council does is not among it.
    let said = consent(&found, "k1", "safe-haven-llr", &["IDENTITY", "SUPPORT"]);
    assert_eq!(officer.data(CONSENT, said).await["recordConsent"]["userErrors"], json!([]));
    let seen = hers(scene.support_worker()).await;
    for record in [&seen, &seen["victim"]["records"][0]] {
        assert_eq!(record["source"], json!({"asOf": null, "partner": null}));
        assert_eq!(record["disclosure"]["gaps"], json!([]));
    }
    // Whoever may know whose it is learns both.
    let said = consent(&found, "k2", "safe-haven-llr", &["IDENTITY", "SUPPORT", "OFFENCE", "HEALTH"]);
    assert_eq!(officer.data(CONSENT, said).await["recordConsent"]["userErrors"], json!([]));
    let seen = hers(scene.support_worker()).await;
    assert_eq!(seen["source"]["partner"]["id"], "charnwood-borough-council");
    assert!(seen["source"]["asOf"].is_string());
    assert_eq!(seen["disclosure"]["gaps"][0]["cause"], "NOT_SUPPORTED");
}

/// Two people of one name are two, also where a reviewer has joined both to a patient whom the police may not know of: FOUND
/// told that there is one.
#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_record_makes_no_one_of_two_who_are_looked_for() {
    let plan = Plan::hate_crime_officer(&Book::read().await);
    let [first, second] = plan.bridged[..] else { panic!("two are bridged") };
    assert_ne!(first, second);
    let side = Side::start(&plan, plan.base.clone()).await;
    let officer = side.client(plan.persona, plan.purpose);
    let find = async || officer.data(FIND, json!({"input": sought(&plan.people[first])})).await["findVictim"].clone();
    let joined = find().await;
    assert_eq!(joined["outcome"], "NEED_MORE_DETAIL");
    side.undo(&plan);
    assert_eq!(joined, find().await);
}
