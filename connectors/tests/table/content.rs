//! One row, all the way to what a worker sees.

use accord_model::{Channel, PerpetratorRelation, Precision, Recognition, RecordKind, RecordType, Reveals, Strand};
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::consent::{FILE, older};
use crate::spool::codes;
use crate::town::{Town, county};

const ROW: &[(&str, &str)] = &[
    ("Date Received", "10/11/2025"),
    ("Reported By", "Mrs Olive Tranter"),
    ("Contact No", "7700900123.0"),
    ("Incident Date", "early Nov"),
    ("Time", "9.40pm"),
    ("Location", "\u{a0}12 Sparrow Hill, Loughborough"),
    ("Postcode", "LEI1 IFZ"),
    ("District", "Charnwood"),
    ("Setting", "Street"),
    ("Motivation", "race/ethnicity; Any other perceived difference - goth; Mate crime"),
    ("Incident Type(s)", "Threat / Verbal abuse"),
    ("Description", "Shouted at.\nAgain on Monday."),
    ("Victim name", "KOWALCZYK, Łucja"),
    ("DOB or age band", "03/02/1984"),
    ("Gender", "Female"),
    ("Ethnicity", "Polish"),
    ("Disability", "Deaf"),
    ("Faith", "C of E"),
    ("Perp known?", "Neighbour"),
    ("Police Ref", "'26*104711"),
    ("Action", "Support offered"),
    ("Outcome", "Ongoing"),
];

#[tokio::test]
async fn the_person() {
    let mut town = Town::new(county());
    town.put(FILE, older(&[ROW]));
    town.sync().await.unwrap();
    let person = town.victim("HIM-2025-0001").await;
    let person = person.record();
    let name = person.name.as_ref().unwrap().reveal();
    assert!(name.family == "KOWALCZYK" && name.given == ["Łucja"]);
    assert_eq!(person.date_of_birth.as_ref().unwrap().reveal().iso(), "1984-02-03");
    assert_eq!(person.contact.as_ref().unwrap().reveal().phones, ["07700 900123"]);
    assert!(person.address.is_none(), "the postcode is the place's, not the person's");
    let code =
        |term: &Option<accord_model::Private<accord_model::CodedTerm>>| term.as_ref().unwrap().reveal().code.clone();
    assert_eq!(
        [code(&person.ethnicity), code(&person.religion), code(&person.gender_identity)],
        ["W9", "CHRISTIAN", "WOMAN"]
    );
    assert_eq!(person.disabilities[0].reveal().code, "HEARING");
    assert_eq!(person.reference.as_ref().unwrap().reveal().0, "HIM-2025-0001");
    assert!(person.terms.iter().any(|term| term.reveal().text == "C of E"));
}

#[tokio::test]
async fn the_incident() {
    let mut town = Town::new(county());
    town.put(FILE, older(&[ROW]));
    town.sync().await.unwrap();
    let row = &town.index[&(RecordType::Incident, "HIM-2025-0001".to_owned())];
    assert_eq!((row.quoted.len(), row.quoted[0].0.as_str()), (1, "police"));
    assert_eq!(row.candidate.subjects.len(), 1);
    assert_eq!(row.unmapped.len(), 1, "the unmapped word is counted by the core");
    let incident = town.incident("HIM-2025-0001").await;
    let incident = incident.record();
    let occurred = incident.occurred.as_ref().unwrap().reveal();
    assert_eq!((occurred.earliest.to_string(), occurred.precision), ("2025-11-01T00:00:00Z".into(), Precision::Month));
    assert_eq!(incident.reported.as_ref().unwrap().reveal().precision, Precision::Day);
    assert_eq!(*incident.record_kind.as_ref().unwrap().reveal(), RecordKind::NonCrime);
    assert_eq!(*incident.recognition.as_ref().unwrap().reveal(), Recognition::OtherPerceived);
    assert_eq!(*incident.channel.as_ref().unwrap().reveal(), Channel::InPerson);
    let strands: Vec<_> = incident.strands.iter().map(|mark| mark.reveal().strand).collect();
    assert_eq!(strands, [Strand::RaceEthnicity, Strand::Other]);
    assert_eq!(incident.strands[1].reveal().reason.as_ref().unwrap().reveal(), "Goth");
    assert_eq!(incident.offence.as_ref().unwrap().reveal().code, "THREAT");
    assert_eq!(incident.outcome.as_ref().unwrap().reveal().code, "ONGOING");
    assert_eq!(incident.area.as_ref().unwrap().reveal().as_str(), "charnwood");
    let place = incident.place.as_ref().unwrap().reveal();
    assert_eq!(
        (place.lines[0].as_str(), place.postcode.as_deref()),
        ("12 Sparrow Hill, Loughborough", Some("LE11 1FZ"))
    );
    let told = "Shouted at.\nAgain on Monday.\n\nAction: Support offered";
    assert_eq!(incident.narrative.as_ref().unwrap().reveal(), told);
    assert_eq!(*incident.perpetrator_relation.as_ref().unwrap().reveal(), PerpetratorRelation::Neighbour);
    // The unmapped word and the name under "Reported By" are shown to nobody.
    let shown: Vec<_> = incident.terms.iter().map(|term| term.reveal()).collect();
    assert!(shown.iter().all(|term| term.reveals != Reveals::Unknown && !term.text.contains("Tranter")));
    assert!(shown.iter().any(|term| term.text == "race/ethnicity"));
}

#[tokio::test]
async fn an_anonymous_report_has_no_person() {
    let mut town = Town::new(county());
    town.put(FILE, older(&[&[("Victim name", "Anonymous ")], &[("Gender", "F")]]));
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Victim), ["HIM-2025-0002"], "she is described, if not named");
}

/// A workbook of two tabs, as people fill them in.
pub(crate) fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    for tab in ["Jul-Sep", "Oct-Dec"] {
        let page = book.add_worksheet();
        page.set_name(tab).unwrap();
        page.merge_range(0, 0, 0, 5, "County project", &Format::new()).unwrap();
        page.merge_range(1, 2, 1, 4, "Incident", &Format::new()).unwrap();
        for (at, header) in (0..).zip([
            "RefNo",
            "Date Received",
            "Incident Date",
            "Contact No",
            "Police Ref",
            "Consent",
            "Perp known?",
            "Restricted",
        ]) {
            page.write_string(2, at, header).unwrap();
        }
        page.write_string(3, 0, if tab == "Jul-Sep" { "HIM-2026-0001" } else { "HIM-2026-0002" }).unwrap();
        page.write_number(3, 1, 46_090.0).unwrap();
        page.write_string(3, 2, "03/04/2026").unwrap();
        page.write_number(3, 3, 7_700_900_123.0).unwrap();
        page.write_formula(3, 4, Formula::new("=26*104711").set_result("2722486")).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_workbook_keeps_formulas_serials_floats_and_each_tabs_order() {
    let mut town = Town::new(county());
    town.put("him-2026_2026-11-20.xlsx", workbook());
    town.sync().await.unwrap();
    for (reference, occurred) in [("HIM-2026-0001", "2026-03-04T"), ("HIM-2026-0002", "2026-04-02T")] {
        let incident = town.incident(reference).await;
        let span = incident.record().occurred.as_ref().unwrap().reveal();
        // The third of April begins at 23:00 of the second: summer time.
        assert!(span.earliest.to_string().starts_with(occurred), "{} {reference}", span.earliest);
        let reported = incident.record().reported.as_ref().unwrap().reveal().earliest;
        assert_eq!(reported.to_string(), "2026-03-09T00:00:00Z");
        let phones = town.victim(reference).await;
        assert_eq!(phones.record().contact.as_ref().unwrap().reveal().phones, ["07700 900123"]);
        assert_eq!(town.index[&(RecordType::Incident, reference.to_owned())].quoted.len(), 1);
    }
    assert_eq!(codes(&town.notes), ["COLUMN_MISSING"]);
}

#[tokio::test]
async fn an_action_that_is_a_referral_becomes_one_and_stays_what_is_told() {
    let mut town = Town::new(county());
    let did = |action| [("Victim name", "Mary Lee"), ("Action", action)];
    let rows = ["Referred to Victim First", "Support offered", "Referred to GP", "Rang her sister"].map(did);
    town.put(FILE, older(&rows.each_ref().map(|row| &row[..])));
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Referral), ["HIM-2025-0001#1", "HIM-2025-0003#1"]);
    let one = town.referral("HIM-2025-0001#1").await;
    let party = one.record().recipient.as_ref().unwrap().reveal();
    assert!(party.name == "Victim First" && party.organisation.is_none());
    for (reference, action) in [("HIM-2025-0001", "Referred to Victim First"), ("HIM-2025-0004", "Rang her sister")] {
        let told = town.incident(reference).await;
        assert!(told.record().narrative.as_ref().unwrap().reveal().contains(action), "{action}");
    }
    // The next delivery says that nobody was referred.
    let rows = ["Support offered", "Support offered", "", ""].map(did);
    town.put("him-older_2026-11-21.csv", older(&rows.each_ref().map(|row| &row[..])));
    town.sync().await.unwrap();
    assert!(town.references(RecordType::Referral).is_empty());
}
