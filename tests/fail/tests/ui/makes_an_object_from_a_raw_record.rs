//! The maker of disclosed records is private.
use accord_consent::{Disclosed, FieldSet, Grants};
use accord_model::Victim;

fn make(record: Victim) -> Disclosed<Victim> {
    Disclosed::new(record, FieldSet::all::<Victim>(), Grants::default())
}

fn main() {}
