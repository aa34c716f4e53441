use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use accord_model::{PartnerId, RecordRef};

use crate::{Candidate, FieldSet};

pub(crate) struct Item {
    pub(crate) candidate: Candidate,
    pub(crate) fields: FieldSet,
}

/// Which records may be asked for, and which fields of each: per record, not per question. Only
/// [`crate::Desk::permit`] makes one, and every reading method of a connector takes one.
pub struct Permitted<R> {
    items: HashMap<RecordRef, Item>,
    record: PhantomData<fn() -> R>,
}

impl<R> Permitted<R> {
    pub(crate) const fn new(items: HashMap<RecordRef, Item>) -> Self {
        Self { items, record: PhantomData }
    }

    pub(crate) fn item(&self, at: &RecordRef) -> Option<&Item> {
        self.items.get(at)
    }

    /// The partners that hold a permitted record, in order.
    pub fn partners(&self) -> Vec<PartnerId> {
        let mut partners: Vec<_> = self.items.keys().map(|at| at.partner).collect();
        partners.sort_unstable();
        partners.dedup();
        partners
    }

    /// The records to ask `partner` for, one group for each distinct set of fields, in order.
    pub fn by_fields(&self, partner: PartnerId) -> BTreeMap<FieldSet, Vec<RecordRef>> {
        let mut groups: BTreeMap<FieldSet, Vec<RecordRef>> = BTreeMap::new();
        for (at, item) in self.items.iter().filter(|(at, _)| at.partner == partner) {
            groups.entry(item.fields).or_default().push(at.clone());
        }
        for group in groups.values_mut() {
            group.sort_unstable();
        }
        groups
    }

    /// The fields that may be asked of this record; `None` if it may not be asked for at all.
    pub fn may(&self, at: &RecordRef) -> Option<FieldSet> {
        self.items.get(at).map(|item| item.fields)
    }

    /// Whether nothing may be asked.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
