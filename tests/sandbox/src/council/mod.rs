//! A district council's case system: community safety and safeguarding, as an export and as a database of its own.

mod case;
mod write;

use std::io;
use std::path::Path;

use serde_json::Value;

use crate::control::{Edit, Op};
use crate::options::Options;
use crate::world::{Aviary, Canary, KnownAs, RecordRef, World};
use case::Case;

/// The columns, in their order.
pub const CASE_COLUMNS: [&str; 26] = [
    "case_ref",
    "opened",
    "incident_date",
    "status",
    "category",
    "hate_strand",
    "targeted",
    "summary",
    "location",
    "location_postcode",
    "district",
    "first_name",
    "surname",
    "dob",
    "phone",
    "address",
    "home_postcode",
    "ethnicity",
    "disability_marker",
    "alleged_source",
    "police_ref",
    "share_with",
    "sensitive",
    "referred_to",
    "referred_on",
    "last_updated",
];

/// Every case of one district, about the same people as the other partners'.
#[derive(Clone, Debug, Default)]
pub struct CaseSystem {
    cases: Vec<Case>,
    canaries: Vec<Canary>,
}

impl CaseSystem {
    /// Files the district's cases of the options' county.
    pub fn open(options: &Options) -> Self {
        Self::of_world(&World::new(options.seed, options.people, options.incidents))
    }

    pub(crate) fn of_world(world: &World) -> Self {
        let mut aviary = Aviary::new("council", 40_000);
        let here = |number: &usize| world.incidents[*number].place.district == "Charnwood";
        let numbers: Vec<usize> = (0..world.incidents.len()).filter(here).collect();
        let cases = numbers.into_iter().filter_map(|number| case::case(world, number, &mut aviary)).collect();
        Self { cases, canaries: aviary.canaries }
    }

    /// Every planted value.
    pub fn canaries(&self) -> &[Canary] {
        &self.canaries
    }

    /// Who is who: the number of a person in the truth, from 0, and how the system writes that person.
    pub fn known(&self) -> Vec<(usize, KnownAs)> {
        self.cases.iter().filter_map(Case::known_as).collect()
    }

    /// Which case is of which incident: its number in the truth, from 0.
    pub(crate) fn recorded(&self) -> Vec<(usize, RecordRef)> {
        self.cases.iter().filter_map(Case::recorded).collect()
    }

    /// Applies an edit. False when there is no such case or column. A whole new case is an object of columns.
    pub(crate) fn edit(&mut self, edit: &Edit) -> bool {
        let value = edit.value.as_ref().and_then(Value::as_str);
        match (edit.op, edit.field.as_deref(), value) {
            (Op::Add, ..) => self.add(&edit.record, edit.value.as_ref()),
            (Op::Set, Some(column), Some(value)) => self.set(&edit.record, column, value),
            (Op::Unset, Some(column), _) => self.set(&edit.record, column, ""),
            (Op::Remove | Op::Erase, ..) => self.remove(&edit.record),
            _ => false,
        }
    }

    fn add(&mut self, case_ref: &str, columns: Option<&Value>) -> bool {
        let Some(case) = columns.and_then(Value::as_object).and_then(|columns| Case::added(case_ref, columns)) else {
            return false;
        };
        self.remove(case_ref);
        self.cases.push(case);
        true
    }

    /// References of the cases that carry a hate flag.
    pub fn flagged(&self) -> Vec<String> {
        self.of(|kind| kind == case::Kind::Flagged)
    }

    /// References of the cases that a rule over coded columns should propose.
    pub fn proposed(&self) -> Vec<String> {
        self.of(|kind| kind == case::Kind::Proposed)
    }

    /// References of all the others: nobody has business with them.
    pub fn others(&self) -> Vec<String> {
        self.of(|kind| kind == case::Kind::Other)
    }

    /// Changes what stands in a column of a case. False when there is no such case or column.
    pub fn set(&mut self, case_ref: &str, column: &str, value: &str) -> bool {
        let cases = self.cases.iter_mut().filter(|case| case.shown("case_ref") == case_ref);
        cases.map(|case| case.put(column, value)).fold(false, |any, done| any | done)
    }

    /// Takes a case out of the system. False when there is none.
    pub fn remove(&mut self, case_ref: &str) -> bool {
        let before = self.cases.len();
        self.cases.retain(|case| case.shown("case_ref") != case_ref);
        before != self.cases.len()
    }

    /// Writes the nightly export, under another name first.
    pub fn write_csv(&self, path: &Path) -> io::Result<()> {
        write::csv(&self.cases, path)
    }

    /// Writes the database anew: one table, `accord_cases`, every column a text, and empty texts where nothing is known.
    pub async fn write_sqlite(&self, path: &Path) -> io::Result<()> {
        write::sqlite(&self.cases, path).await
    }

    fn of(&self, wanted: impl Fn(case::Kind) -> bool) -> Vec<String> {
        let cases = self.cases.iter().filter(|case| wanted(case.kind));
        cases.map(|case| case.shown("case_ref").to_owned()).collect()
    }
}
