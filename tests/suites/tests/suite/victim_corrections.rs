//! Requests that a record be corrected: to whoever holds it, sealed, with a term, and answered to the person.

use accord_harness::Client;
use accord_sandbox::Mint;
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::victim_view::herself;

const RECORDS: &str = "{ victims(first: 3) { nodes { id explain(category: IDENTITY) { record recordOf { id } } } } }";
const ASK: &str = "mutation($input: RequestCorrectionInput!) { requestCorrection(input: $input) { userErrors { code } \
     request { id dueBy askedAt outcome organisation { id } record } } }";
const HERS: &str =
    "{ victims(first: 3) { nodes { correctionRequests { id field what dueBy outcome reason answeredAt } } } }";
const OFFICERS: &str = "{ correctionRequests(first: 10) { nodes { id victim record field what dueBy outcome organisation \
     { id } } pageInfo { hasNextPage } } }";
const ANSWER: &str = "mutation($input: AnswerCorrectionInput!) { answerCorrection(input: $input) { userErrors { code } \
     request { outcome reason } } }";

/// The words that must rest nowhere in the clear.
const WRONG: &str = "My name is spelled with a Quixotic-Z";

/// The data-protection officer of this organisation.
fn officer(scene: &Scene, organisation: &str) -> Client {
    let claims = json!({"organisation": organisation}).as_object().unwrap().clone().into_iter().collect();
    let mint = Mint { persona: Some("data-protection-officer".to_owned()), claims, ..Mint::default() };
    Client::new(&scene.gateway.url, &scene.world.sandbox.idp.mint(&mint).unwrap(), "SUBJECT_ACCESS")
}

/// Her id, and the id of her record at the police.
async fn ids(victim: &Client) -> (Value, Value) {
    let person = victim.data(RECORDS, Value::Null).await["victims"]["nodes"][0].clone();
    let all = person["explain"].as_array().unwrap();
    let police = all.iter().find(|one| one["recordOf"]["id"] == "leicestershire-police").unwrap();
    (person["id"].clone(), police["record"].clone())
}

fn request((victim, record): &(Value, Value), field: &str, key: &str) -> Value {
    json!({"input": {"victim": victim, "record": record, "field": field, "what": WRONG, "idempotencyKey": key}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_goes_to_the_holder_and_its_answer_to_her() {
    let scene = Scene::plain().await;
    let victim = herself(&scene);
    let ids = ids(&victim).await;
    let asked = victim.data(ASK, request(&ids, "name", "first")).await["requestCorrection"].clone();
    assert_eq!(asked["userErrors"], json!([]), "{asked}");
    let request_ = &asked["request"];
    assert_eq!((&request_["organisation"]["id"], &request_["record"]), (&json!("leicestershire-police"), &ids.1));
    let term = request_["dueBy"].as_str().unwrap().parse::<jiff::civil::Date>().unwrap();
    let day = request_["askedAt"].as_str().unwrap().get(..10).unwrap().parse::<jiff::civil::Date>().unwrap();
    assert_eq!(term, day.saturating_add(jiff::Span::new().months(1)));
    let again = victim.data(ASK, request(&ids, "name", "first")).await["requestCorrection"].clone();
    assert_eq!(again, asked, "the same key is written once");
    let other = victim.data(ASK, request(&ids, "address", "first")).await["requestCorrection"].clone();
    assert_eq!(other["userErrors"][0]["code"], "IDEMPOTENCY_KEY_REUSED");

    let police = officer(&scene, "leicestershire-police");
    let waiting = police.data(OFFICERS, Value::Null).await["correctionRequests"].clone();
    let one = &waiting["nodes"][0];
    assert_eq!(
        (&one["what"], &one["field"], waiting["nodes"].as_array().unwrap().len()),
        (&json!(WRONG), &json!("name"), 1)
    );
    assert_ne!(one["id"], request_["id"], "each organisation has ids of its own");
    let council = officer(&scene, "leicestershire-county-council");
    assert_eq!(council.data(OFFICERS, Value::Null).await["correctionRequests"]["nodes"], json!([]));
    for outsider in [scene.support_worker(), scene.officer(), victim.clone()] {
        assert_eq!(outsider.data(OFFICERS, Value::Null).await["correctionRequests"]["nodes"], json!([]));
    }
    let answer =
        |outcome: &str, reason: &str| json!({"input": {"id": one["id"], "outcome": outcome, "reason": reason}});
    let reason = "The record says what your passport says; you may complain to the Commissioner";
    let refused = council.data(ANSWER, answer("REFUSED", reason)).await["answerCorrection"].clone();
    assert_eq!(refused["userErrors"][0]["code"], "NOT_FOUND");
    let answered = police.data(ANSWER, answer("PARTLY", reason)).await["answerCorrection"].clone();
    assert_eq!((&answered["request"]["outcome"], &answered["userErrors"]), (&json!("PARTLY"), &json!([])));
    assert_eq!(police.data(ANSWER, answer("PARTLY", reason)).await["answerCorrection"], answered);
    let second = police.data(ANSWER, answer("CORRECTED", reason)).await["answerCorrection"].clone();
    assert_eq!(second["userErrors"][0]["code"], "ALREADY_ANSWERED");
    let hers = victim.data(HERS, Value::Null).await["victims"]["nodes"][0]["correctionRequests"].clone();
    assert_eq!(
        (&hers[0]["outcome"], &hers[0]["reason"], &hers[0]["what"]),
        (&json!("PARTLY"), &json!(reason), &json!(WRONG))
    );
    assert!(hers[0]["answeredAt"].is_string());

    rests_sealed_and_logged(&scene, &[WRONG, "Quixotic", reason]);
}

fn rests_sealed_and_logged(scene: &Scene, words: &[&str]) {
    let tables = scene.world.tables();
    let text = serde_json::to_string(&tables).unwrap();
    for plain in words {
        let hex: String = plain.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!text.contains(*plain) && !text.to_lowercase().contains(&hex), "{plain} rests in the clear");
    }
    let did: Vec<&str> = tables["ledger_row"].iter().filter_map(|row| row["activity"].as_str()).collect();
    assert!(
        ["REQUEST_CORRECTION", "READ_CORRECTIONS", "ANSWER_CORRECTION"].iter().all(|one| did.contains(one)),
        "{did:?}"
    );
}

/// A record that is somebody else's, or does not exist for her, is the same as one that there is not.
#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_record_is_no_record() {
    let scene = Scene::plain().await;
    let (victim, worker) = (herself(&scene), scene.support_worker());
    let hers = ids(&victim).await;
    let people = worker.data("{ victims(first: 3) { nodes { id } } }", Value::Null).await["victims"]["nodes"].clone();
    let none = victim.ask(ASK, request(&(hers.0.clone(), json!("nothing")), "name", "k")).await;
    assert_eq!(none.body()["data"]["requestCorrection"]["userErrors"][0]["code"], "NOT_FOUND");
    // The worker's own ids are no ids of hers.
    let foreign = victim.ask(ASK, request(&(hers.0.clone(), people[0]["id"].clone()), "name", "k")).await;
    assert_eq!(foreign.bytes, none.bytes);
    // For the worker another person's record is not this person's.
    let none = worker.ask(ASK, request(&(people[0]["id"].clone(), json!("nothing")), "name", "k")).await;
    let other = worker.ask(ASK, request(&(people[0]["id"].clone(), people[1]["id"].clone()), "name", "k")).await;
    assert_eq!(other.bytes, none.bytes);
    let field = victim.data(ASK, request(&hers, "officer", "k")).await["requestCorrection"].clone();
    assert_eq!(field["userErrors"][0]["code"], "UNKNOWN_FIELD");
    let mut long = request(&hers, "name", "k");
    long["input"]["what"] = json!("x".repeat(1_001));
    assert_eq!(victim.ask(ASK, long).await.code(), "INVALID_INPUT");
    // The worker who meets her may ask too; she reads it, and another role's request is refused.
    let asked = worker.data(ASK, request(&(people[0]["id"].clone(), people[0]["id"].clone()), "name", "w")).await;
    assert_eq!(asked["requestCorrection"]["userErrors"], json!([]), "{asked}");
    let written = worker.data(HERS, Value::Null).await["victims"]["nodes"].clone();
    let counts: Vec<usize> =
        written.as_array().unwrap().iter().map(|one| one["correctionRequests"].as_array().unwrap().len()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 1, "{written}");
}

/// Where an agreement lets the holder's officer see the record, she is told who else can.
#[tokio::test(flavor = "multi_thread")]
async fn the_holders_officer_is_told_who_could_see_her_own_organisations_record() {
    let scene = Scene::plain().await;
    let victim = herself(&scene);
    let ids = ids(&victim).await;
    victim.data(ASK, request(&ids, "name", "first")).await;
    let Scene { world, gateway } = scene;
    assert!(gateway.stop());
    let text = std::fs::read_to_string(world.config()).unwrap();
    let line = text.lines().find(|line| line.starts_with("agreements = ")).unwrap().to_owned();
    let shipped = line.trim_start_matches("agreements = \"").trim_end_matches('"');
    let more = "\n[[agreement]]\nid = \"officers\"\nversion = 1\ntitle = \"Officers\"\nregime = \"LAW_ENFORCEMENT\"\n\
        valid_from = \"2026-01-01T00:00:00Z\"\nvalid_until = \"2100-01-01T00:00:00Z\"\n[[agreement.permits]]\n\
        organisations = [\"leicestershire-police\"]\nroles = [\"DATA_PROTECTION_OFFICER\"]\npurposes = [\"SUBJECT_ACCESS\"]\n\
        actions = [\"VIEW\"]\ncategories = [\"IDENTITY\"]\nbasis = \"OWN_RECORD\"\n";
    let file = world.folder().join("agreements.toml");
    std::fs::write(&file, std::fs::read_to_string(shipped).unwrap() + more).unwrap();
    std::fs::write(world.config(), text.replace(&line, &format!("agreements = \"{}\"", file.display()))).unwrap();
    let gateway = world.serve();
    let scene = Scene { world, gateway };
    let police = officer(&scene, "leicestershire-police");
    let one = police.data(OFFICERS, Value::Null).await["correctionRequests"]["nodes"][0].clone();
    let query = "query($id: ID!) { victim(id: $id) { explain(category: LOCATION) { organisation { id } answer recordOf { id } } } }";
    let told = police.data(query, json!({"id": one["victim"]})).await["victim"]["explain"].clone();
    let told = told.as_array().unwrap();
    assert!(told.iter().all(|one| one["recordOf"]["id"] == "leicestershire-police"), "{told:?}");
    assert!(told.iter().any(|one| one["organisation"]["id"] == "safe-haven-llr"), "{told:?}");
    let hidden = "query($id: ID!) { victim(id: $id) { accessLog { nodes { at } } } }";
    assert_eq!(police.data(hidden, json!({"id": one["victim"]})).await["victim"]["accessLog"], Value::Null);
}
