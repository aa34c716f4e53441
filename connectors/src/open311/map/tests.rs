use accord_consent::FieldSet;
use accord_model::{
    Category, CategorySet, Incident, LocalId, Private, Recognition, RecordRef, RecordType, Reveals, Strand,
};
use serde_json::{Value, json};

use super::*;
use crate::open311::fields;
use crate::open311::wire::Row;

const TERMS: &str = r#"
    version = "1"
    [list.service]
    system = "accord:offence"
    reveals = ["OFFENCE"]
    [list.service.terms]
    GRAF-RACE = { code = "CRIMINAL_DAMAGE", kind = "CRIME", strand = "RACE_ETHNICITY", recognition = "AGENCY_FLAGGED" }
    GRAF = { code = "CRIMINAL_DAMAGE", kind = "CRIME" }
    [list.attribute]
    reveals = ["OFFENCE"]
    [list.attribute.terms]
    "MEANT:faith" = { strand = "RELIGION_BELIEF", recognition = "AGENCY_FLAGGED" }
    [list.status]
    reveals = ["OFFENCE"]
    [list.status.terms]
    closed = { code = "CLOSED", text = "Closed" }
"#;

fn mapper() -> Mapper {
    Mapper {
        partner: "council-reports".parse().unwrap(),
        terms: Terms::read(TERMS).unwrap(),
        services: vec!["GRAF-RACE".to_owned(), "GRAF".to_owned()],
        attributes: vec!["MEANT".to_owned()],
        area: "leicester".parse().ok(),
        zone: TimeZone::get("Europe/London").unwrap(),
    }
}

fn request(more: Value) -> Entry {
    let mut all = json!({
        "service_request_id": 0, "service_code": "GRAF-RACE", "service_name": "Offensive graffiti (racist)",
        "status": "closed", "description": "words on a wall", "requested_datetime": "2026-11-02 14:30:00",
        "updated_datetime": "2026-11-03T09:00:00Z", "address": "", "zipcode": "le15aa", "lat": "52.6", "long": -1.1,
        "media_url": "https://reports.example/0.jpg", "first_name": "Amara", "email": "amara@example.org",
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    let rows: crate::open311::wire::Rows =
        crate::open311::wire::json(&serde_json::to_vec(&json!([all])).unwrap()).unwrap();
    let Some(Row::Request(entry)) = rows.into_iter().next() else { panic!("no request") };
    entry
}

fn at() -> RecordRef {
    RecordRef { partner: mapper().partner, kind: RecordType::Incident, local: LocalId::new("0") }
}

fn mapped(from: &Entry, may: FieldSet) -> (Incident, Vec<&'static str>) {
    let mut notes = Notes::on(0);
    let incident = mapper().incident_for_index(at(), from, may, &mut notes).unwrap();
    (incident, notes.into_notes().into_iter().map(|note| note.code).collect())
}

#[test]
fn racist_graffiti_is_damage_and_tells_of_race() {
    let (incident, notes) = mapped(&request(json!({})), fields::held(true));
    assert!(notes.is_empty() && incident.victims.is_empty() && !incident.restricted);
    let offence = incident.offence.as_ref().unwrap().reveal();
    assert!(offence.code == "CRIMINAL_DAMAGE");
    assert!(offence.offence_reveals() == Reveals::Known(CategorySet::of(&[Category::Offence, Category::Ethnicity])));
    let strands: Vec<Strand> = incident.strands.iter().map(|mark| mark.reveal().strand).collect();
    assert_eq!(strands, [Strand::RaceEthnicity]);
    assert_eq!(incident.recognition.as_ref().map(|how| *how.reveal()), Some(Recognition::AgencyFlagged));
    let place = incident.place.as_ref().unwrap().reveal();
    assert!(place.lines == ["52.60000, -1.10000 (WGS 84)"] && place.postcode.as_deref() == Some("LE1 5AA"));
    assert_eq!(incident.reported.unwrap().reveal().earliest.to_string(), "2026-11-02T14:30:00Z");
    assert_eq!(incident.as_of.to_string(), "2026-11-03T09:00:00Z");
    assert!(incident.occurred.is_none() && incident.channel.is_none());
}

#[test]
fn nothing_is_there_that_was_not_asked_for() {
    let all: Vec<&str> = fields::held(true).iter::<Incident>().collect();
    for only in &all {
        let may = FieldSet::names::<Incident>(|name| name == *only);
        let (incident, _) = mapped(&request(json!({})), may);
        let there = |name: &str| match name {
            "reference" => incident.reference.is_some(),
            "recordKind" => incident.record_kind.is_some(),
            "recognition" => incident.recognition.is_some(),
            "reported" => incident.reported.is_some(),
            "strands" => !incident.strands.is_empty(),
            "offence" => incident.offence.is_some(),
            "area" => incident.area.is_some(),
            "place" => incident.place.is_some(),
            "narrative" => incident.narrative.is_some(),
            "outcome" => incident.outcome.is_some(),
            "evidence" => !incident.evidence.is_empty(),
            _ => !incident.terms.is_empty(),
        };
        for name in &all {
            assert_eq!(there(name), name == only, "{name} of {only}");
        }
    }
}

#[test]
fn a_word_that_no_map_has_is_kept_and_shown_to_nobody() {
    let strange = request(json!({"service_code": "GUM", "service_name": "Chewing gum", "status": "triaged"}));
    let (incident, _) = mapped(&strange, fields::held(true));
    assert!(incident.offence.is_none() && incident.outcome.is_none() && incident.strands.is_empty());
    let words: Vec<_> = incident.terms.iter().map(Private::reveal).collect();
    assert!(words.iter().all(|word| word.reveals == Reveals::Unknown));
    assert!(words.iter().any(|word| word.text == "Chewing gum" && word.code.as_deref() == Some("GUM")));
    assert!(words.iter().any(|word| word.text == "triaged"));
}

#[test]
fn the_population_is_hate_by_service_or_by_a_coded_answer() {
    let agreed = |more| mapper().is_agreed(&request(more));
    assert!(agreed(json!({})));
    assert!(!agreed(json!({"service_code": "GRAF"})));
    assert!(agreed(json!({"service_code": "GRAF", "attributes": [{"code": "MEANT", "value": "faith"}]})));
    assert!(!agreed(json!({"service_code": "GRAF", "attributes": [{"code": "OTHER", "value": "faith"}]})));
    assert!(!agreed(json!({"service_code": "GRAF", "description": "racist, faith, hate"})));
    assert!(!agreed(json!({"service_code": "GUM"})) && !agreed(json!({"service_code": ""})));
    // The map has it and the configuration does not name it.
    let narrow = Mapper { services: vec!["GRAF".to_owned()], ..mapper() };
    assert!(!narrow.is_agreed(&request(json!({}))));
}

#[test]
fn an_answer_to_a_question_that_nobody_configured_is_not_read() {
    let told = request(json!({"attributes": [{"code": "YOUR_NAME", "value": "Amara Osei"}]}));
    let (incident, _) = mapped(&told, fields::held(true));
    assert!(incident.terms.iter().all(|word| !word.reveal().text.contains("Amara")));
}

#[test]
fn what_is_kept_holds_no_reporter_and_nothing_that_was_not_named() {
    let kept = mapper().only(request(json!({})), &["status"]).unwrap();
    let text = String::from_utf8(kept.bytes()).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    let names: Vec<&String> = kept.as_object().unwrap().keys().collect();
    assert_eq!(names, ["service_request_id", "status", "updated_datetime"], "{text}");
}

#[test]
fn a_field_that_cannot_be_read_costs_itself() {
    let broken = request(json!({
        "status": [], "lat": "north", "media_url": "javascript:1", "requested_datetime": "11/02/2026", "description": {},
        "non_public": "perhaps",
    }));
    let (incident, notes) = mapped(&broken, fields::held(true));
    assert!(incident.reported.is_none() && incident.narrative.is_none() && incident.evidence.is_empty());
    assert!(incident.offence.is_some() && incident.restricted);
    let mut notes = notes;
    notes.sort_unstable();
    let unreadable = ["FIELD_UNREADABLE"; 3];
    assert_eq!(notes, [&["ADDRESS_UNREADABLE", "DATE_UNREADABLE"], &unreadable[..]].concat());
    let timeless = request(json!({"requested_datetime": "soon", "updated_datetime": ""}));
    let mut notes = Notes::on(4);
    assert!(mapper().incident(at(), &timeless, fields::held(true), &mut notes).is_none());
    let note = notes.into_notes().pop().unwrap();
    assert!(note.code == "ENTRY_UNREADABLE" && note.place == "request 5");
}

#[test]
fn what_the_council_keeps_from_the_public_is_restricted() {
    let restricted = |value: Value| mapped(&request(json!({"non_public": value})), fields::held(true)).0.restricted;
    assert!(restricted(json!("true")) && restricted(json!(1)) && restricted(json!(true)));
    assert!(!restricted(json!("false")) && !restricted(json!("")) && !restricted(json!(null)));
}
