//! What changes from one night to the next.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::office::Office;
use super::row::{Part, Row, part_of};
use crate::dice::Dice;

/// What the next night changed, by `RefNo`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) changed: Vec<String>,
    pub(crate) removed: Vec<String>,
    pub(crate) added: Vec<String>,
}

/// The rows of the next night.
pub(crate) fn next(office: &Office) -> (Vec<Row>, Changes) {
    let mut changes = Changes::default();
    let mut rows = Vec::new();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &office.rows {
        *times.entry(&row.ref_no).or_default() += 1;
    }
    for (at, row) in office.rows.iter().enumerate() {
        let plain = !row.canary && times.get(row.ref_no.as_str()) == Some(&1);
        match Dice::new(office.seed, "next night", at).below(100) {
            0 if plain => changes.removed.push(row.ref_no.clone()),
            1..4 if plain => {
                let mut changed = row.clone();
                changed.put("Outcome", Cell::text("Reviewed by the panel"));
                changes.changed.push(row.ref_no.clone());
                rows.push(changed);
            }
            _ => rows.push(row.clone()),
        }
    }
    for nth in 0..8 {
        let row = late(office, nth);
        changes.added.push(row.ref_no.clone());
        rows.push(row);
    }
    (rows, changes)
}

/// The rows without the first fifteen of a hundred of each part.
pub(crate) fn shrunk(office: &Office) -> Vec<Row> {
    let mut parts: Vec<Part> = office.rows.iter().map(|row| row.part).collect();
    parts.dedup();
    let mut rows = Vec::new();
    for part in parts {
        let own: Vec<&Row> = office.rows.iter().filter(|row| row.part == part).collect();
        rows.extend(own.iter().skip(own.len() * 15 / 100 + 1).map(|row| (*row).clone()));
    }
    rows
}

/// An anonymous report that came in since.
fn late(office: &Office, nth: usize) -> Row {
    let received = jiff::civil::date(2026, 11, 20);
    let pick = |from: &[&str]| Cell::text(from[nth % from.len()]);
    let mut row = Row {
        ref_no: format!("HIM-2026-{}", 90_001 + nth),
        received,
        part: part_of(received),
        incident: None,
        person: None,
        cells: vec![Cell::Blank; super::COLUMNS.len()],
        copy: false,
        canary: false,
    };
    row.put("RefNo", Cell::text(row.ref_no.clone()));
    row.put("Date Received", Cell::Date(received));
    row.put("Incident Date", Cell::Date(jiff::civil::date(2026, 11, 19)));
    row.put("Reporting Centre", pick(super::fields::CENTRES));
    row.put("District", pick(&["Charnwood", "Blaby", "Leicester"]));
    row.put("Motivation", pick(&["Race", "Disability", "Faith", "Homophobic"]));
    row.put("Incident Type(s)", pick(&["Verbal abuse", "Threat", "Harassment"]));
    row.put("Victim name", Cell::text("anonymous"));
    row.put("Description", Cell::text(format!("Reported late, {} of {}", nth + 1, office.seed % 97 + 8)));
    row
}
