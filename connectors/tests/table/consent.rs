//! What the consent column becomes, through the desk.

use accord_model::RecordType;

use crate::spool::codes;
use crate::town::{Town, county};

/// The county's header and these rows, as last night's export of the older years.
pub(crate) fn older(rows: &[&[(&str, &str)]]) -> String {
    const HEADER: [&str; 31] = [
        "RefNo",
        "Date Received",
        "Reporting Centre",
        "Reported By",
        "Contact No",
        "Incident Date",
        "Time",
        "Location",
        "Postcode",
        "District",
        "Setting",
        "Motivation",
        "Perceived religion",
        "Incident Type(s)",
        "Description",
        "Victim name",
        "DOB or age band",
        "Gender",
        "Ethnicity",
        "Disability",
        "Faith",
        "Perp known?",
        "Police Informed",
        "Injury",
        "Repeat?",
        "Police Ref",
        "Council Ref",
        "Consent",
        "Action",
        "Outcome",
        "Restricted",
    ];
    let mut lines = vec![HEADER.join(",")];
    for (number, row) in rows.iter().enumerate() {
        let cells = HEADER.map(|name| match row.iter().find(|(column, _)| *column == name) {
            Some((_, value)) => format!("\"{}\"", value.replace('"', "\"\"")),
            None => match name {
                "RefNo" => format!("HIM-2025-{:04}", number + 1),
                "Date Received" | "Incident Date" => "03/11/2025".to_owned(),
                _ => String::new(),
            },
        });
        lines.push(cells.join(","));
    }
    lines.join("\r\n")
}

pub(crate) const FILE: &str = "him-older_2026-11-20.csv";

#[tokio::test]
async fn a_column_becomes_directives_and_silence_becomes_none() {
    let said = [
        ("police / support", "+CHARITY +POLICE -COUNCIL -NHS"),
        ("all", "+CHARITY +COUNCIL +NHS +POLICE"),
        ("stats only", "-ANYONE"),
        ("No", "-ANYONE"),
        ("", ""),
        ("see notes", ""),
        ("police, and my aunt", ""),
    ];
    let rows: Vec<_> = said.iter().map(|(words, _)| [("Consent", *words), ("Victim name", "A B")]).collect();
    let rows: Vec<&[_]> = rows.iter().map(<[_; 2]>::as_slice).collect();
    let mut town = Town::new(county());
    town.put(FILE, older(&rows));
    town.sync().await.unwrap();
    for (number, (words, short)) in said.iter().enumerate() {
        assert_eq!(town.consent(&format!("HIM-2025-{:04}", number + 1)), *short, "{words}");
    }
    let unknown: Vec<_> = town.notes.iter().filter(|note| note.code == "CONSENT_UNKNOWN").collect();
    assert_eq!(unknown.len(), 2);
    assert!(unknown.iter().all(|note| note.place.starts_with("older 2026-11-20 row ")));
}

#[tokio::test]
async fn an_accused_organisation_is_kept_out_and_an_unknown_one_keeps_the_row_out() {
    let mut town = Town::new(county());
    town.put(FILE, older(&[&[("Perp known?", "Org: Meadowbank Care")], &[("Perp known?", "Org: Meadow Bank")], &[]]));
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Incident), ["HIM-2025-0001", "HIM-2025-0003"]);
    let row = &town.index[&(RecordType::Incident, "HIM-2025-0001".to_owned())];
    assert_eq!(row.candidate.accused, ["meadowbank-care".parse().unwrap()]);
    assert!(codes(&town.notes).contains(&"ACCUSED_UNKNOWN"));
}

#[tokio::test]
async fn a_restriction_that_nobody_understands_restricts() {
    let mut town = Town::new(county());
    town.put(FILE, older(&[&[("Restricted", "Y")], &[("Restricted", "ask Jo")], &[("Restricted", "N")], &[]]));
    town.sync().await.unwrap();
    let restricted = town.index.values().map(|row| row.candidate.restricted).collect::<Vec<_>>();
    assert_eq!(restricted, [true, true, false, false]);
    assert!(codes(&town.notes).contains(&"RESTRICTION_UNKNOWN"));
}
