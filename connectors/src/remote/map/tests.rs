//! Mapping, on samples in the protocol's own shape.

use accord_connector_kit::Terms;
use accord_consent::FieldSet;
use accord_model::{Category, CategorySet, LocalId, PartnerId, RecordRef, RecordType, Reveals, Strand};
use serde_json::{Value, json};

use super::{Mapper, Notes};
use crate::remote::wire;

const OWN: &str = r#"
version = "1"
[list.offence.terms]
"Shouting" = { code = "VERBAL_ABUSE", text = "Verbal abuse", reveals = ["ETHNICITY"] }
[list.religion.terms]
"C of E" = { code = "CHRISTIAN", text = "Christian" }
[list.strand.terms]
"skin colour" = { code = "RACE_ETHNICITY" }
[list.party.terms]
"Gender clinic" = { reveals = ["GENDER_IDENTITY", "HEALTH"] }
"#;

fn partner() -> PartnerId {
    "hospice".parse().unwrap()
}

fn mapper() -> Mapper {
    let systems = [("RMS".to_owned(), "police".parse().unwrap())].into();
    Mapper::new(partner(), Some(Terms::read(OWN).unwrap()), systems).ok().unwrap()
}

fn at(kind: RecordType) -> RecordRef {
    RecordRef { partner: partner(), kind, local: LocalId::new("r-1") }
}

fn codes(notes: Notes) -> Vec<&'static str> {
    notes.into_notes().into_iter().map(|note| note.code).collect()
}

fn victim(value: Value) -> (Option<accord_model::Victim>, Vec<&'static str>) {
    let mut notes = Notes::on("victim", 0);
    let from: wire::Person = serde_json::from_value(value).unwrap();
    let to = mapper().victim(at(RecordType::Victim), from, FieldSet::all::<accord_model::Victim>(), &mut notes);
    (to, codes(notes))
}

fn incident(value: Value) -> (Option<accord_model::Incident>, Vec<&'static str>) {
    let mut notes = Notes::on("incident", 0);
    let from: wire::Incident = serde_json::from_value(value).unwrap();
    let may = FieldSet::all::<accord_model::Incident>();
    let to = mapper().incident_for_index(at(RecordType::Incident), from, may, &mut notes);
    (to, codes(notes))
}

fn told(reveals: Reveals) -> Option<CategorySet> {
    match reveals {
        Reveals::Known(categories) => Some(categories),
        Reveals::Unknown => None,
    }
}

#[test]
fn a_person_reads_field_by_field() {
    let (victim, notes) = victim(json!({
        "id": "r-1", "asOf": "2026-11-20T10:00:00Z", "restricted": true,
        "name": {"family": "Osei", "given": ["Amara", 7]},
        "dateOfBirth": "1984-03",
        "nhsNumber": {"value": "943 476 5919", "verified": "yes"},
        "contact": {"phones": ["07700 900811"]},
        "address": {"lines": ["1 Elm Row"], "postcode": "le111fz", "district": "Charnwood Borough"},
        "ethnicity": {"system": "accord:ethnicity", "code": "B2", "text": "whatever they wrote"},
        "religion": "C of E",
        "genderIdentity": "agender",
        "disabilities": ["MENTAL_HEALTH", {}],
        "safeContact": {"doNotCall": "perhaps"},
    }));
    let victim = victim.unwrap();
    assert!(victim.restricted);
    let name = victim.name.as_ref().unwrap().reveal();
    assert!(name.family == "Osei" && name.given == ["Amara"]);
    let number = victim.nhs_number.as_ref().unwrap().reveal();
    assert!(number.valid && !number.verified && number.digits == "9434765919");
    let home = victim.address.as_ref().unwrap().reveal();
    assert!(home.postcode.as_deref() == Some("LE11 1FZ") && home.district.is_none());
    assert_eq!(victim.ethnicity.as_ref().unwrap().reveal().text, "Black: African");
    assert_eq!(victim.religion.as_ref().unwrap().reveal().code, "CHRISTIAN");
    assert!(victim.gender_identity.is_none());
    assert!(victim.disabilities[0].reveal().reveals == Category::Health.into() && victim.disabilities.len() == 1);
    let safe = victim.safe_contact.as_ref().unwrap().reveal();
    assert!(safe.do_not_call && !safe.leave_no_message);
    let words: Vec<_> =
        victim.terms.iter().map(|term| (term.reveal().text.as_str(), told(term.reveal().reveals))).collect();
    // The map's author forgot to say what a religion tells; that is said by the list.
    assert_eq!(words, [("C of E", Some(Category::Religion.into())), ("agender", None)]);
    for code in ["FIELD_UNREADABLE", "RULE_UNKNOWN"] {
        assert!(notes.contains(&code), "{notes:?}");
    }
}

#[test]
fn a_word_tells_what_the_maps_say_and_a_strand_what_it_is() {
    let (incident, _) = incident(json!({
        "asOf": "2026-11-20T10:00:00Z",
        "recordKind": "NON_CRIME", "recognition": "VICTIM_PERCEIVED", "channel": "by pigeon",
        "strands": [{"strand": "skin colour", "reason": "her hair"}, {"strand": "OTHER", "reason": "a goth"}, {"strand": "hats"}],
        "offence": "Shouting", "outcome": {"code": "RESOLVED"},
        "occurred": {"earliest": "2026-11-01T00:00:00Z", "latest": "2026-12-01T00:00:00Z", "precision": "MONTH"},
        "reported": "yesterday",
        "victims": ["v-1", "v-1"], "accused": ["meadowbank-care"],
        "quoted": [{"system": "RMS", "reference": "25*1"}, {"system": "?", "reference": "2"}],
        "consent": [{"effect": "DENY", "to": "POLICE"}],
    }));
    let incident = incident.unwrap();
    assert!(incident.victims.len() == 1 && incident.accused.len() == 1 && incident.quoted.len() == 1);
    assert!(incident.directives.len() == 1 && incident.reported.is_none());
    assert_eq!(incident.occurred.as_ref().unwrap().reveal().precision, accord_model::Precision::Month);
    let strands: Vec<_> =
        incident.strands.iter().map(|mark| (mark.reveal().strand, mark.reveal().reason.is_some())).collect();
    assert_eq!(strands, [(Strand::RaceEthnicity, false), (Strand::Other, true)]);
    let offence = incident.offence.as_ref().unwrap().reveal();
    assert!(offence.code == "VERBAL_ABUSE" && offence.reveals == Category::Ethnicity.into());
    let words: Vec<_> =
        incident.terms.iter().map(|term| (term.reveal().text.as_str(), told(term.reveal().reveals))).collect();
    let both = CategorySet::of(&[Category::Offence, Category::Ethnicity]);
    assert_eq!(words, [("by pigeon", None), ("skin colour", Some(both)), ("hats", None), ("Shouting", Some(both))]);
}

#[test]
fn a_fact_that_cannot_be_read_keeps_the_record_out() {
    for (key, value, code) in [
        ("accused", json!(["Meadowbank Care Ltd"]), "ACCUSED_UNREADABLE"),
        ("accused", json!("meadowbank-care"), "ACCUSED_UNREADABLE"),
        ("accused", json!({"value": null, "withheld": {"reason": "x"}}), "ACCUSED_UNREADABLE"),
        ("victims", json!([1]), "VICTIMS_UNREADABLE"),
        ("victims", json!([""]), "VICTIMS_UNREADABLE"),
        ("asOf", json!("lately"), "ENTRY_UNREADABLE"),
    ] {
        let mut record = json!({"asOf": "2026-11-20T10:00:00Z"});
        record[key] = value;
        let (record, notes) = incident(record);
        assert!(record.is_none() && notes.contains(&code), "{key}: {notes:?}");
    }
    let (record, _) = incident(json!({"asOf": "2026-11-20T10:00:00Z", "restricted": "no"}));
    assert!(record.unwrap().restricted, "what cannot be read is restricted");
}

#[test]
fn a_party_that_no_map_has_tells_nobody_knows_what() {
    let mut notes = Notes::on("referral", 0);
    let from = json!({
        "asOf": "2026-11-20T10:00:00Z", "victims": ["v-1"], "status": "REQUESTED", "need": "sleep",
        "sender": {"organisation": "safe-haven-llr", "name": "Safe Haven"},
        "recipient": {"name": "Gender clinic"},
        "history": [{"at": "2026-11-20T10:00:00Z", "status": "gone to lunch"}, {"at": "?", "status": "DRAFT"}],
    });
    let from: wire::Referral = serde_json::from_value(from).unwrap();
    let may = FieldSet::all::<accord_model::Referral>();
    let to = mapper().referral(at(RecordType::Referral), from, may, &mut notes).unwrap();
    assert!(told(to.sender.as_ref().unwrap().reveal().reveals).is_none());
    let clinic = CategorySet::of(&[Category::GenderIdentity, Category::Health]);
    assert_eq!(told(to.recipient.as_ref().unwrap().reveal().reveals), Some(clinic));
    assert!(to.need.is_none() && to.history.len() == 1);
    assert!(to.history[0].reveal().status == accord_model::ReferralStatus::Unknown);
}

#[test]
fn a_map_that_gives_a_closed_list_another_code_is_refused() {
    let wrong = Terms::read("version = '1'\n[list.strand.terms]\nx = { code = 'RACE' }").unwrap();
    assert!(Mapper::new(partner(), Some(wrong), [].into()).is_err());
}

#[test]
fn a_program_may_send_every_offence_of_the_vocabulary() {
    let unified = Terms::read(include_str!("../unified.toml")).unwrap();
    let codes = accord_connector_kit::Vocabulary::published().unwrap().codes("accord:offence").unwrap();
    assert!(codes.keys().all(|code| unified.find("offence", code).is_some()));
    assert_eq!(unified.terms("offence").count(), codes.len());
}
