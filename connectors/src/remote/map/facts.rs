//! Every fact that can hide a record. They come with it whatever was asked for; where one is there and cannot be read, the
//! record is not taken in: an accusation that we cannot read must not open it to the accused.

use accord_connector_kit::{Field, List, Notes};
use accord_model::{LocalId, OrganisationId, PartnerId, RecordRef, RecordType};

/// Facts of one record.
pub(super) struct Facts {
    pub(super) victims: Vec<RecordRef>,
    pub(super) accused: Vec<OrganisationId>,
    pub(super) restricted: bool,
}

impl Facts {
    /// None, with a note, where one cannot be read.
    pub(super) fn read(
        partner: PartnerId,
        victims: List<String>,
        accused: List<String>,
        restricted: Field<bool>,
        notes: &mut Notes,
    ) -> Option<Self> {
        let at = |id: String| {
            let kind = RecordType::Victim;
            (!id.is_empty()).then(|| RecordRef { partner, kind, local: LocalId::new(id) })
        };
        let Some(mut victims) = whole(victims, at) else {
            notes.entry("VICTIMS_UNREADABLE");
            return None;
        };
        victims.sort_unstable();
        victims.dedup();
        let Some(accused) = whole(accused, |name: String| name.parse().ok()) else {
            notes.entry("ACCUSED_UNREADABLE");
            return None;
        };
        Some(Self { victims, accused, restricted: is_restricted(restricted) })
    }
}

/// Restricted is the safe side.
pub(super) fn is_restricted(from: Field<bool>) -> bool {
    match from {
        Field::Is(restricted) => restricted,
        Field::Absent => false,
        Field::Withheld | Field::Unreadable => true,
    }
}

/// All items, or nothing where one of them cannot be read.
fn whole<T>(from: List<String>, read: impl Fn(String) -> Option<T>) -> Option<Vec<T>> {
    match from {
        Field::Absent => Some(Vec::new()),
        Field::Withheld | Field::Unreadable => None,
        Field::Is(items) => items.into_iter().map(|item| read(item.known()?)).collect(),
    }
}
