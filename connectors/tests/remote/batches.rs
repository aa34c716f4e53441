//! Records by reference.

use accord_federation::Fault;
use accord_model::{Incident, RecordType, Victim};
use serde_json::{Value, json};

use crate::program::{Program, capabilities, person};

fn ids(question: &Value) -> Vec<String> {
    question["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn one_call_for_each_chunk_and_no_field_beyond() {
    let program = Program::start(|path, question| match path {
        "/victims:batchGet" => (200, json!({"records": ids(question).iter().map(|id| person(id)).collect::<Vec<_>>()})),
        _ => (0, Value::Null),
    })
    .await;
    // The program holds no address, and the viewer may not see religion: neither is named.
    let wanted = ["name", "address", "religion"];
    let permit = program.permit::<Victim>(RecordType::Victim, &["1", "2", "3", "4", "5"], &wanted);
    let answer = program.connector.victims(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 5));
    let names: Vec<_> = program.disclose(&permit, answer.records).iter().map(|v| v.record().name.is_some()).collect();
    assert_eq!(names, [true; 5]);
    let asked = program.asked();
    let mut counts: Vec<_> = asked.iter().map(|(_, question)| ids(question).len()).collect();
    counts.sort_unstable();
    assert_eq!(counts, [2, 3], "the program's cap is three");
    assert!(asked.iter().all(|(_, question)| question["fields"] == json!(["name"])), "{asked:?}");
    assert!(program.connector.victim_fields().has::<Victim>("religion"));
    assert!(!program.connector.victim_fields().has::<Victim>("address"), "NOT_SUPPORTED, not silence");
}

#[tokio::test]
async fn a_program_that_sends_more_than_it_was_asked_for_shows_nothing_foreign() {
    let program = Program::start(|path, _| match path {
        "/victims:batchGet" => {
            let mut asked = person("1");
            asked["contact"] = json!({"phones": ["07700 900811"]});
            asked["shoeSize"] = json!(41);
            (200, json!({"records": [person("666"), asked, person("1"), "nonsense", {"name": {}}, person("667")]}))
        }
        _ => (0, Value::Null),
    })
    .await;
    let permit = program.permit::<Victim>(RecordType::Victim, &["1"], &["name"]);
    let answer = program.connector.victims(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 1));
    let disclosed = program.disclose(&permit, answer.records);
    assert!(disclosed[0].record().at.local.as_str() == "1" && disclosed[0].record().contact.is_none());
    // What was dropped is not in the cache either: with the same projection nothing more comes.
    let wider = program.permit::<Victim>(RecordType::Victim, &["1"], &["name", "contact"]);
    let answer = program.connector.victims(&wider).await;
    assert!(program.disclose(&wider, answer.records)[0].record().contact.is_some());
    assert_eq!(program.asked().len(), 2, "another projection is another question");
}

#[tokio::test]
async fn what_the_record_says_today_hides_it() {
    let program = Program::start(|path, question| match path {
        "/incidents:batchGet" => {
            let record = |id: &String| match id.as_str() {
                "accused" => json!({"id": id, "asOf": "2026-11-20T10:00:00Z", "accused": ["meadow-hospice"]}),
                "unreadable" => json!({"id": id, "asOf": "2026-11-20T10:00:00Z", "accused": "somebody"}),
                _ => json!({"id": id, "asOf": "2026-11-20T10:00:00Z", "occurred": "2026-11-01T10:00:00Z"}),
            };
            (200, json!({"records": ids(question).iter().map(record).collect::<Vec<_>>()}))
        }
        _ => (0, Value::Null),
    })
    .await;
    let permit = program.permit::<Incident>(RecordType::Incident, &["plain", "accused", "unreadable"], &["occurred"]);
    let answer = program.connector.incidents(&permit).await;
    let disclosed = program.disclose(&permit, answer.records);
    let shown: Vec<_> = disclosed.iter().map(|incident| incident.record().at.local.as_str().to_owned()).collect();
    assert_eq!(shown, ["plain"], "the accused never sees it, and what cannot be read is not shown");
}

#[tokio::test]
async fn what_goes_wrong_is_a_fault_and_another_version_is_not_asked() {
    for (status, body, fault) in [
        (503, json!(null), Fault::Throttled { retry_after_seconds: None }),
        (500, json!(null), Fault::Broken),
        (401, json!(null), Fault::Refused),
        (200, json!("<html>"), Fault::Broken),
        (200, json!({"records": [{"name": 1}]}), Fault::Broken),
        (9_999, json!(null), Fault::Broken),
    ] {
        let answer = body.clone();
        let program = Program::start(
            move |path, _| if path == "/capabilities" { (0, Value::Null) } else { (status, answer.clone()) },
        )
        .await;
        let permit = program.permit::<Victim>(RecordType::Victim, &["1"], &["name"]);
        assert_eq!(program.connector.victims(&permit).await.fault, Some(fault), "{status} {body}");
    }
    for (change, fault) in [
        (json!({"protocol": 2}), Fault::NotSupported),
        (json!({"records": {}}), Fault::NotSupported),
        (json!({"cap": 0}), Fault::Broken),
        (json!({"cap": "many"}), Fault::Broken),
    ] {
        let mut said = capabilities();
        said.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let program = Program::start(move |_, _| (200, said.clone())).await;
        let permit = program.permit::<Victim>(RecordType::Victim, &["1"], &["name"]);
        assert_eq!(program.connector.victims(&permit).await.fault, Some(fault), "{change}");
        assert!(program.asked().is_empty());
    }
}
