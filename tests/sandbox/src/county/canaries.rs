//! Canaries in the county's rows.

use super::cell::Cell;
use super::dates::digits;
use super::row::Row;
use crate::world::{Aviary, Person};

/// Puts a marker into every free text; in every other incident also beside the words of the vocabulary.
pub(crate) fn plant(row: &mut Row, person: Option<&Person>, number: usize, aviary: &mut Aviary) {
    let id = row.ref_no.clone();
    for name in ["Reporting Centre", "Reported By", "Location", "Council Ref", "Action", "Outcome"] {
        row.put(name, Cell::text(aviary.mark(&id, name)));
    }
    let story = row.shown("Description");
    row.put("Description", Cell::text(format!("{story} {}", aviary.mark(&id, "Description"))));
    row.put("Postcode", Cell::text(aviary.postcode(&id, "Postcode")));
    let mut beside = vec!["Setting", "Motivation", "Incident Type(s)"];
    if let Some(person) = person.filter(|person| person.canary) {
        let name = format!("{} {}", aviary.mark(&id, "Victim name"), aviary.mark(&id, "Victim name"));
        row.put("Victim name", Cell::text(name));
        row.put("Contact No", Cell::text(aviary.phone(&id, "Contact No")));
        let born = aviary.keep(digits(person.birth, row.part), "date", &id, "DOB or age band");
        row.put("DOB or age band", Cell::text(born));
        beside.extend(["Ethnicity", "Disability", "Faith"]);
    }
    if number.is_multiple_of(2) {
        for name in beside {
            let word = row.shown(name);
            let marker = aviary.mark(&id, name);
            row.put(name, Cell::text(if word.is_empty() { marker } else { format!("{word}; {marker}") }));
        }
    }
}
