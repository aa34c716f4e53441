//! The table of fields stands in `accord-consent`: a record type with rules of its own is refused.
use accord_consent::{FieldRule, FieldSet, Grants, Record};
use accord_model::{CategorySet, RecordRef};

struct Diary(RecordRef);

impl Record for Diary {
    const FIELDS: &'static [FieldRule] = &[];

    fn at(&self) -> &RecordRef {
        &self.0
    }

    fn keep(self, _fields: FieldSet, _grants: &Grants) -> Self {
        self
    }

    fn shows(&self, _fields: FieldSet, _grants: &Grants) -> CategorySet {
        CategorySet::NONE
    }

    fn exists(&self) -> FieldSet {
        FieldSet::NONE
    }
}

fn main() {}
