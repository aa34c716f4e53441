//! Names on the wire are ours; here is what comes with every record beside them.

use accord_consent::{FieldSet, Record};

/// The frame of a person's record.
pub(super) const OF_VICTIM: &[&str] = &["id", "asOf", "restricted"];
/// The frame of an incident, with the facts that can hide it.
pub(super) const OF_INCIDENT: &[&str] = &["id", "asOf", "restricted", "victims", "accused"];
/// What comes with an incident in the feed, for the index alone.
pub(super) const FOR_INDEX: &[&str] = &["quoted", "consent"];
/// The frame of a referral.
pub(super) const OF_REFERRAL: &[&str] = &["id", "asOf", "restricted", "victims", "accused"];
/// What shows that an incident is of the population that carries a hate flag.
pub(super) const OF_HATE: &[&str] = &["recognition", "strands"];

/// The names of these fields, in the record's order.
pub(super) fn named<R: Record>(fields: FieldSet) -> Vec<&'static str> {
    fields.iter::<R>().collect()
}

/// The fields of these names. A name that is none of ours is left out.
pub(super) fn known<R: Record>(names: &[String]) -> FieldSet {
    FieldSet::names::<R>(|name| names.iter().any(|known| known == name))
}

/// Whether the protocol has a field or a fact of this name.
pub(super) fn is_known<R: Record>(name: &str) -> bool {
    let frame = OF_INCIDENT.contains(&name) || FOR_INDEX.contains(&name);
    frame || R::FIELDS.iter().any(|field| field.name == name)
}
