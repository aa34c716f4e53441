//! Records with a value in every field that the question names.

use accord_model::{
    Address, CategorySet, Channel, CodedTerm, ContactDetails, HealthRecord, HealthRecordKind, HumanName, Incident,
    PartialDate, PartnerReference, Precision, Private, Recognition, RecordKind, RecordRef, Strand, StrandBasis,
    StrandMark, TimeSpan, Victim,
};
use jiff::Timestamp;
use jiff::civil::date;

fn term(text: &str) -> Option<Private<CodedTerm>> {
    Some(word(text))
}

fn word(text: &str) -> Private<CodedTerm> {
    let code = text.to_uppercase().replace(' ', "_");
    Private::new(CodedTerm {
        system: "accord:bench".to_owned(),
        code,
        text: text.to_owned(),
        reveals: CategorySet::NONE,
    })
}

/// A person whom a partner knows well.
pub(crate) fn victim(at: RecordRef, as_of: Timestamp, number: usize) -> Victim {
    let name = HumanName { family: format!("Family{number}"), given: vec!["Ann".to_owned(), "May".to_owned()] };
    let contact =
        ContactDetails { phones: vec!["0116 496 0000".to_owned()], emails: vec![format!("{number}@home.example")] };
    let health = HealthRecord {
        kind: HealthRecordKind::Encounter,
        term: CodedTerm {
            system: "accord:bench".to_owned(),
            code: "ATTENDANCE".to_owned(),
            text: "Attendance".to_owned(),
            reveals: CategorySet::NONE,
        },
        occurred: Some(span(as_of)),
    };
    Victim {
        name: Some(Private::new(name)),
        date_of_birth: Some(Private::new(PartialDate::Day(date(1987, 3, 5)))),
        contact: Some(Private::new(contact)),
        address: Some(Private::new(place())),
        ethnicity: term("Ethnicity"),
        religion: term("Religion"),
        sexual_orientation: term("Orientation"),
        gender_identity: term("Identity"),
        disabilities: vec![word("Disability")],
        access_needs: vec![word("An interpreter")],
        health: vec![Private::new(health)],
        ..Victim::at(at, as_of)
    }
}

/// A report with its story.
pub(crate) fn incident(at: RecordRef, as_of: Timestamp, number: usize) -> Incident {
    let told = "She was followed from the bus and shouted at in front of her own door. ".repeat(4);
    let strand = |strand| Private::new(StrandMark { strand, basis: StrandBasis::Perceived, reason: None });
    Incident {
        reference: Some(Private::new(PartnerReference(format!("R-{number}")))),
        record_kind: Some(Private::new(RecordKind::Crime)),
        recognition: Some(Private::new(Recognition::VictimPerceived)),
        occurred: Some(Private::new(span(as_of))),
        reported: Some(Private::new(span(as_of))),
        strands: vec![strand(Strand::RaceEthnicity), strand(Strand::Disability)],
        channel: Some(Private::new(Channel::Telephone)),
        offence: term("Harassment"),
        place: Some(Private::new(place())),
        narrative: Some(Private::new(told)),
        outcome: term("Under inquiry"),
        ..Incident::at(at, as_of)
    }
}

fn place() -> Address {
    Address {
        lines: vec!["1 High Street".to_owned()],
        postcode: Some("LE1 1AA".to_owned()),
        ward: Some("Castle".to_owned()),
        district: None,
    }
}

const fn span(at: Timestamp) -> TimeSpan {
    TimeSpan { earliest: at, latest: at, precision: Precision::Day }
}
