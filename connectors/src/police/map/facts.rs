//! What the index must know of an occurrence: every fact that can hide it. Where such a fact cannot be read, the
//! record is not taken in: an accusation that we cannot read must not open the record to the accused.

use std::collections::BTreeMap;

use accord_model::{Incident, LocalId, OrganisationId, PartnerId, Private, QuotedReference, RecordRef, RecordType};

use super::Notes;
use crate::police::wire::{Field, Involved, List, Occurrence};

/// Facts of one occurrence.
pub(super) struct Facts {
    victims: Vec<RecordRef>,
    accused: Vec<OrganisationId>,
    restricted: bool,
    quoted: Vec<QuotedReference>,
}

/// The code of the note, when a fact cannot be read.
pub(super) type Unreadable = &'static str;

impl Facts {
    pub(super) fn read(
        partner: PartnerId,
        systems: &BTreeMap<String, PartnerId>,
        from: &Occurrence,
        notes: &mut Notes,
    ) -> Result<Self, Unreadable> {
        Ok(Self {
            victims: victims(partner, &from.persons)?,
            accused: accused(from)?,
            // Restricted is the safe side.
            restricted: match &from.restricted {
                Field::Is(restricted) => *restricted,
                Field::Absent => false,
                Field::Withheld | Field::Unreadable => true,
            },
            quoted: quoted(systems, from, notes),
        })
    }

    pub(super) fn write(self, incident: &mut Incident) {
        incident.victims = self.victims;
        incident.accused = self.accused;
        incident.restricted = self.restricted;
        incident.quoted = self.quoted;
    }
}

fn victims(partner: PartnerId, persons: &List<Involved>) -> Result<Vec<RecordRef>, Unreadable> {
    let persons = match persons {
        Field::Is(persons) => persons.as_slice(),
        Field::Absent => &[],
        Field::Withheld | Field::Unreadable => return Err("PERSONS_UNREADABLE"),
    };
    let mut victims = Vec::new();
    for person in persons {
        let Field::Is(person) = person else {
            return Err("PERSONS_UNREADABLE");
        };
        let at = RecordRef { partner, kind: RecordType::Victim, local: LocalId::new(person.person_id.as_str()) };
        if person.role == "VICTIM" && !victims.contains(&at) {
            victims.push(at);
        }
    }
    Ok(victims)
}

fn accused(from: &Occurrence) -> Result<Vec<OrganisationId>, Unreadable> {
    match &from.suspect_organisation {
        Field::Absent => Ok(Vec::new()),
        Field::Is(organisation) => {
            let id = organisation.slug.parse();
            id.map(|id| vec![id]).map_err(|_| "ACCUSED_UNREADABLE")
        }
        Field::Withheld | Field::Unreadable => Err("ACCUSED_UNREADABLE"),
    }
}

fn quoted(systems: &BTreeMap<String, PartnerId>, from: &Occurrence, notes: &mut Notes) -> Vec<QuotedReference> {
    let mut quoted = Vec::new();
    let Field::Is(references) = &from.other_references else {
        return quoted;
    };
    for reference in references {
        let Field::Is(reference) = reference else {
            notes.field("FIELD_UNREADABLE", "otherReferences");
            continue;
        };
        match systems.get(&reference.system) {
            Some(partner) => {
                quoted.push(QuotedReference { partner: *partner, reference: Private::new(reference.reference.clone()) })
            }
            None => notes.field("REFERENCE_SYSTEM_UNKNOWN", "otherReferences"),
        }
    }
    quoted
}
