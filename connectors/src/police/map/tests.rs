//! On recorded samples of the contract.

use accord_consent::FieldSet;
use accord_model::{
    Category, CategorySet, Channel, Incident, LocalId, PerpetratorRelation, Private, Recognition, RecordKind,
    RecordRef, RecordType, Reveals, SourceTerm, Strand, Victim,
};

use super::{Mapper, Notes};
use crate::police::fields;
use crate::police::wire::{FeedPage, Occurrence, Person};

const OCCURRENCE: &str = include_str!("../samples/occurrence.json");
const CANDIDATE: &str = include_str!("../samples/candidate.json");
const UNLISTED: &str = include_str!("../samples/unlisted.json");
const PERSON: &str = include_str!("../samples/person.json");

fn mapper() -> Mapper {
    Mapper {
        partner: "police".parse().unwrap(),
        terms: accord_connector_kit::Terms::read(include_str!("../terms.toml")).unwrap(),
        systems: [("COUNTY_PROJECT".to_owned(), "county".parse().unwrap())].into(),
        organisations: [("SH".to_owned(), "safe-haven".parse().unwrap())].into(),
    }
}

fn at(kind: RecordType, local: &str) -> RecordRef {
    RecordRef { partner: "police".parse().unwrap(), kind, local: LocalId::new(local) }
}

fn indexed(sample: &str) -> (Option<Incident>, Vec<&'static str>) {
    let mut notes = Notes::on("occurrence", 0);
    let from: Occurrence = serde_json::from_str(sample).unwrap();
    let place = at(RecordType::Incident, "occ-000017");
    let incident = mapper().incident_for_index(place, from, fields::of_incident(), &mut notes);
    (incident, notes.into_notes().iter().map(|note| note.code).collect())
}

fn person(may: FieldSet) -> (Victim, Vec<(&'static str, String)>) {
    let mut notes = Notes::on("person", 0);
    let from: Person = serde_json::from_str(PERSON).unwrap();
    let victim = mapper().victim(at(RecordType::Victim, "per-000231"), from, may, &mut notes).unwrap();
    (victim, notes.into_notes().into_iter().map(|note| (note.code, note.place)).collect())
}

fn revealed<T: Copy>(field: &Option<Private<T>>) -> Option<T> {
    field.as_ref().map(|value| *value.reveal())
}

fn strands(incident: &Incident) -> Vec<(Strand, Option<&str>)> {
    let marks = incident.strands.iter().map(Private::reveal);
    marks.map(|mark| (mark.strand, mark.reason.as_ref().map(|reason| reason.reveal().as_str()))).collect()
}

fn word<'a>(terms: &'a [Private<SourceTerm>], text: &str) -> Option<&'a SourceTerm> {
    terms.iter().map(Private::reveal).find(|term| term.text == text)
}

#[test]
fn an_aggravated_offence_tells_of_ethnicity_and_religion() {
    let (incident, notes) = indexed(OCCURRENCE);
    let incident = incident.unwrap();
    let offence = incident.offence.as_ref().unwrap().reveal();
    assert!(offence.code == "ASSAULT_WITHOUT_INJURY" && offence.system == "accord:offence");
    assert_eq!(offence.reveals, CategorySet::of(&[Category::Ethnicity, Category::Religion]));
    assert_eq!(revealed(&incident.record_kind), Some(RecordKind::Crime));
    assert_eq!(revealed(&incident.recognition), Some(Recognition::AgencyFlagged));
    assert!(incident.candidate_rule.is_none());
    assert_eq!(notes, ["REFERENCE_SYSTEM_UNKNOWN"]);
}

#[test]
fn flags_and_what_the_victim_says_are_strands_and_a_suspect_is_not_heard() {
    let incident = indexed(OCCURRENCE).0.unwrap();
    assert_eq!(strands(&incident), [(Strand::RaceEthnicity, None), (Strand::Other, Some("goth"))]);
    assert!(word(&incident.terms, "Hate-Race").unwrap().reveals != Reveals::Unknown);
    assert!(word(&incident.terms, "disability").is_none());
}

#[test]
fn the_index_learns_who_is_harmed_accused_restricted_and_quoted() {
    let incident = indexed(OCCURRENCE).0.unwrap();
    assert_eq!(incident.victims, [at(RecordType::Victim, "per-000231")]);
    assert_eq!(incident.accused, ["meadowbank-care".parse().unwrap()]);
    assert!(incident.restricted);
    assert_eq!(incident.quoted.len(), 1);
    assert!(incident.quoted[0].partner.as_str() == "county");
    assert!(incident.quoted[0].reference.reveal() == "HIM-2026-0412");
}

#[test]
fn a_record_whose_accused_or_victims_cannot_be_read_is_not_taken_in() {
    for (from, to, code) in [
        (r#""slug": "meadowbank-care""#, r#""slug": "Meadowbank Care""#, "ACCUSED_UNREADABLE"),
        (r#""suspectOrganisation": {"#, r#""suspectOrganisation": {"slug": 4}, "x": {"#, "ACCUSED_UNREADABLE"),
        (r#""role": "WITNESS""#, r#""role": 4"#, "PERSONS_UNREADABLE"),
        (r#""modified": "2026"#, r#""modified": "soon"#, "ENTRY_UNREADABLE"),
    ] {
        let (incident, notes) = indexed(&OCCURRENCE.replace(from, to));
        assert!(incident.is_none() && notes.contains(&code), "{code}: {notes:?}");
    }
    let (incident, _) = indexed(&OCCURRENCE.replace(r#""restricted": true"#, r#""restricted": "perhaps""#));
    assert!(incident.unwrap().restricted);
}

#[test]
fn a_candidate_is_a_rule_on_coded_fields_and_what_is_held_back_is_empty() {
    let (incident, notes) = indexed(CANDIDATE);
    let incident = incident.unwrap();
    assert_eq!(revealed(&incident.recognition), Some(Recognition::Candidate));
    let rule = incident.candidate_rule.as_ref().unwrap().reveal();
    assert_eq!((rule.code.as_str(), rule.reveals), ("ASB_PERSONAL_DISABILITY", Category::Disability.into()));
    assert_eq!(strands(&incident), [(Strand::Disability, None)]);
    assert_eq!(revealed(&incident.record_kind), Some(RecordKind::AntiSocialBehaviour));
    assert!(incident.narrative.is_none() && incident.place.is_none() && incident.area.is_none());
    assert_eq!(notes, ["FIELD_WITHHELD", "FIELD_WITHHELD"]);
}

#[test]
fn what_is_neither_flagged_nor_proposed_is_outside_the_population() {
    let (incident, notes) = indexed(&CANDIDATE.replace(r#""disabilityMarker": true"#, r#""disabilityMarker": false"#));
    assert!(incident.is_none() && notes.contains(&"OUTSIDE_POPULATION"));
}

#[test]
fn unlisted_words_are_kept_word_for_word_and_never_guessed() {
    let (incident, notes) = indexed(UNLISTED);
    let incident = incident.unwrap();
    assert!(incident.offence.is_none() && incident.area.is_none());
    assert_eq!(revealed(&incident.recognition), Some(Recognition::AgencyFlagged));
    assert_eq!(strands(&incident), [(Strand::Other, Some("armed forces"))]);
    assert_eq!(revealed(&incident.channel), Some(Channel::Unknown));
    assert_eq!(revealed(&incident.perpetrator_relation), Some(PerpetratorRelation::Unknown));
    for text in ["Hate-AltSub", "Mate crime", "Befriender", "CARRIER_PIGEON", "Middle-earth"] {
        assert!(word(&incident.terms, text).unwrap().reveals == Reveals::Unknown, "{text}");
    }
    assert!(word(&incident.terms, "Mate crime").unwrap().code.as_deref() == Some("ZZ41"));
    assert!(notes.contains(&"FIELD_UNREADABLE") && notes.contains(&"DATE_UNREADABLE"));
}

#[test]
fn what_was_not_asked_for_is_dropped_even_if_it_came() {
    let may = FieldSet::names::<Incident>(|name| name == "recognition" || name == "terms");
    let from: Occurrence = serde_json::from_str(OCCURRENCE).unwrap();
    let mut notes = Notes::on("occurrence", 0);
    let incident = mapper().incident(at(RecordType::Incident, "occ-000017"), from, may, &mut notes).unwrap();
    assert!(incident.recognition.is_some() && incident.strands.is_empty());
    assert!(incident.narrative.is_none() && incident.place.is_none() && incident.offence.is_none());
    assert!(incident.victims.is_empty() && incident.accused.is_empty() && !incident.restricted);
    assert!(word(&incident.terms, "Neighbour").is_none());
    let (victim, _) = person(FieldSet::names::<Victim>(|name| name == "name"));
    assert!(victim.name.is_some() && victim.former_names.is_empty() && victim.nhs_number.is_none());
}

#[test]
fn a_person_is_read_as_far_as_it_can_be() {
    let (victim, notes) = person(fields::of_victim());
    let name = victim.name.as_ref().unwrap().reveal();
    assert!(name.family == "Kowalczyk" && name.given == ["Łucja", "Maria"]);
    assert!(victim.former_names.len() == 1 && victim.former_names[0].reveal().family == "Nowak");
    assert!(victim.date_of_birth.as_ref().unwrap().reveal().iso() == "1984-03");
    let nhs = victim.nhs_number.as_ref().unwrap().reveal();
    assert!(nhs.verified && nhs.valid);
    let contact = victim.contact.as_ref().unwrap().reveal();
    assert!(contact.phones.is_empty() && contact.emails.len() == 1);
    assert!(victim.address.as_ref().unwrap().reveal().district.unwrap().as_str() == "charnwood");
    assert!(victim.gender_identity.is_none() && victim.disabilities.len() == 1);
    assert!(word(&victim.terms, "Agender").unwrap().reveals == Reveals::Unknown);
    let needs = word(&victim.terms, "British Sign Language").unwrap().reveals;
    assert!(needs == Reveals::Known(CategorySet::of(&[Category::Support, Category::Disability])));
    let safe = victim.safe_contact.as_ref().unwrap().reveal();
    assert!(safe.leave_no_message && !safe.do_not_call);
    let places: Vec<_> = notes.iter().map(|(code, place)| (*code, place.as_str())).collect();
    assert_eq!(places, [("FIELD_WITHHELD", "person 1, phones"), ("FIELD_UNREADABLE", "person 1, disability")]);
}

#[test]
fn an_alias_never_stands_in_for_the_current_name() {
    let spoilt = PERSON.replacen(r#"{"kind": "CURRENT", "family": "Kowalczyk", "given": "Łucja Maria"}"#, "17", 1);
    let from: Person = serde_json::from_str(&spoilt).unwrap();
    let place = at(RecordType::Victim, "per-000231");
    let victim = mapper().victim(place, from, fields::of_victim(), &mut Notes::on("person", 0)).unwrap();
    assert!(victim.name.is_none());
}

#[test]
fn a_rule_of_contact_that_nobody_knows_is_the_strictest() {
    let from: Person = serde_json::from_str(&PERSON.replace("NO_VOICEMAIL", "BY_RAVEN")).unwrap();
    let mut notes = Notes::on("person", 0);
    let place = at(RecordType::Victim, "per-000231");
    let victim = mapper().victim(place, from, fields::of_victim(), &mut notes).unwrap();
    let safe = victim.safe_contact.as_ref().unwrap().reveal();
    assert!(safe.do_not_call && safe.leave_no_message);
}

#[test]
fn a_bad_entry_costs_itself_and_what_came_unasked_stops_here() {
    let page: FeedPage = serde_json::from_str(include_str!("../samples/page.json")).unwrap();
    let ids: Vec<_> = page.items.0.iter().map(|entry| entry.as_ref().map(|entry| entry.id.as_str())).collect();
    assert_eq!(ids, [Some("occ-000001"), None, None, Some("occ-000004")]);
    let last = page.items.0.into_iter().flatten().last().unwrap().only(&["narrative"]);
    let kept = String::from_utf8(last.bytes()).unwrap();
    assert!(kept.contains("kept") && !kept.contains("officerInCase"));
    assert!(serde_json::from_str::<FeedPage>(r#"{"items":[{"x":1}],"nextCursor":"a","more":false}"#).is_err());
}
