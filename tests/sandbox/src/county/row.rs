//! One row of the county's sheets: an incident and one victim of it.

use serde_json::Value;

use super::cell::Cell;
use super::{fields, words};
use crate::world::{Aviary, KnownAs, World};

/// The columns, in their order.
pub const COLUMNS: [&str; 32] = [
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
    "Injury",
    "Repeat?",
    "Police Informed",
    "Police Ref",
    "Council Ref",
    "Consent (police / council / NHS / support / stats only)",
    "Action",
    "Outcome",
    "Closed",
    "Restricted",
];

/// The place of a column; the first when there is none such.
pub(crate) fn column(name: &str) -> usize {
    COLUMNS.iter().position(|column| *column == name).unwrap_or(0)
}

/// The file or tab a row stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The CSV of the older years.
    Older,
    /// A tab of this year's workbook, 1 to 4.
    Quarter(i8),
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) ref_no: String,
    pub(crate) received: jiff::civil::Date,
    pub(crate) part: Part,
    /// The incident's number; none for rows that only the next night brings.
    pub(crate) incident: Option<usize>,
    pub(crate) person: Option<usize>,
    pub(crate) cells: Vec<Cell>,
    /// Stands on another tab too.
    pub(crate) copy: bool,
    pub(crate) canary: bool,
}

impl Row {
    /// Writes a column.
    pub(crate) fn put(&mut self, name: &str, cell: Cell) {
        self.cells[column(name)] = cell;
    }

    /// Writes a value of JSON into a column; null blanks it.
    pub(crate) fn put_json(&mut self, name: &str, value: &Value) {
        self.put(
            name,
            match value {
                Value::Null => Cell::Blank,
                Value::String(text) => Cell::text(text),
                Value::Number(number) if self.part != Part::Older => Cell::Number(number.as_f64().unwrap_or(0.0)),
                other => Cell::text(other.to_string()),
            },
        );
    }

    /// What a reader sees in a column.
    pub(crate) fn shown(&self, name: &str) -> String {
        self.cells[column(name)].shown()
    }

    /// What the truth keeps of it, if it names someone.
    pub(crate) fn known_as(&self) -> Option<(usize, KnownAs)> {
        let columns = ["Victim name", "DOB or age band", "Gender", "Ethnicity", "Disability", "Faith", "Contact No"];
        let values = columns
            .iter()
            .map(|name| ((*name).to_owned(), self.shown(name)))
            .filter(|(_, shown)| !shown.is_empty())
            .collect();
        Some((self.person?, KnownAs { partner: "county", record: self.ref_no.clone(), values }))
    }
}

/// The part in which an incident is filed.
pub(crate) fn part_of(received: jiff::civil::Date) -> Part {
    if received.year() < 2026 { Part::Older } else { Part::Quarter((received.month() - 1) / 3 + 1) }
}

/// The row of an incident and its `nth` victim, written for a part.
pub(crate) fn row(world: &World, number: usize, nth: usize, part: Part, aviary: &mut Aviary) -> Row {
    let incident = &world.incidents[number];
    let reference = world.county_reference(number);
    let ref_no = match u8::try_from(nth) {
        Ok(nth) if incident.victims.len() > 1 => format!("{reference}{}", char::from(b'a' + nth)),
        _ => reference,
    };
    let person = incident.victims.get(nth).copied();
    let received = incident.reported.date();
    let canary = person.is_some_and(|person| world.people[person].canary) || incident.canary;
    let cells = vec![Cell::Blank; COLUMNS.len()];
    let mut row = Row { ref_no, received, part, incident: Some(number), person, cells, copy: false, canary };
    let dice = &mut world.dice("county row", number * 4 + nth);
    row.put("RefNo", Cell::text(row.ref_no.clone()));
    fields::report(&mut row, incident, dice);
    fields::happening(&mut row, incident, dice);
    words::describe(&mut row, incident, dice);
    if let Some(person) = person {
        fields::victim(&mut row, &world.people[person], dice);
    } else {
        row.put("Victim name", Cell::text(dice.word(&["anonymous", "n/k", "", "Anonymous "])));
    }
    fields::police_reference(&mut row, incident.county_quotes.then(|| world.police_reference(number)), dice);
    if row.canary {
        super::canaries::plant(&mut row, person.map(|person| &world.people[person]), number, aviary);
    }
    row
}
