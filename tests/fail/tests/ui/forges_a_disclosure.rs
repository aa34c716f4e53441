//! `Desk::disclose` alone makes a disclosed record.
use accord_consent::{Disclosed, FieldSet, Grants};
use accord_model::Victim;

fn forge(record: Victim) -> Disclosed<Victim> {
    Disclosed { record, fields: FieldSet::all::<Victim>(), grants: Grants::default() }
}

fn main() {}
