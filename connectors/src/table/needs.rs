//! Which columns serve which fields. A database is asked for these, and no other column is named to it.

use std::collections::BTreeSet;

use accord_consent::{FieldSet, StandingOrder};
use accord_model::{Incident, Referral, Victim};

use super::config::{Mapping, Target};

/// Headers of columns.
pub(crate) type Headers = BTreeSet<String>;

/// What the index needs beside the permitted fields: consent, restriction, who is accused, who is quoted.
const FACTS: [Target; 4] = [Target::Consent, Target::Restricted, Target::Perpetrator, Target::Quoted];

/// What can hide a record, and is looked at again each time it is read.
const HIDES: [Target; 3] = [Target::Consent, Target::Restricted, Target::Perpetrator];

/// Columns from which it is told whether anybody has recognised hate.
const FLAGS: [Target; 4] = [Target::Recognition, Target::Strands, Target::Kind, Target::Offence];

/// All that a round of sync reads. Whether a row is in the population is decided by its flags and by the rules.
pub(crate) fn of_order(mapping: &Mapping, order: &StandingOrder) -> Headers {
    let mut all = of_victim(mapping, order.victim_fields());
    all.extend(of_incident(mapping, order.incident_fields()));
    all.extend(of_referral(mapping, order.referral_fields()));
    all.extend(headers(mapping, |target| FACTS.contains(&target) || FLAGS.contains(&target)));
    all.extend(ruled(mapping));
    all
}

/// For these fields of a person.
pub(crate) fn of_victim(mapping: &Mapping, fields: FieldSet) -> Headers {
    let wants = |field: &str| fields.has::<Victim>(field);
    headers(mapping, |target| {
        let field = target != Target::Reference && target.victim_field().is_some_and(wants);
        let word = target.is_victim_term() && wants("terms");
        field || word || target == Target::Restricted
    })
}

/// For these fields of an incident.
pub(crate) fn of_incident(mapping: &Mapping, fields: FieldSet) -> Headers {
    let wants = |field: &str| fields.has::<Incident>(field);
    let mut all = headers(mapping, |target| {
        let field = target != Target::Reference && target.incident_field().is_some_and(wants);
        let word = (target.is_incident_term() || target == Target::District) && wants("terms");
        let more = match target {
            // "Early Nov" is the last November before the report.
            Target::OccurredTime | Target::Reported => wants("occurred"),
            Target::Offence => wants("recordKind"),
            Target::District => wants("place"),
            _ => false,
        };
        field || word || more || ((wants("recognition") || wants("candidateRule")) && FLAGS.contains(&target))
    });
    if wants("recognition") || wants("candidateRule") {
        all.extend(ruled(mapping));
    }
    all
}

/// For these fields of a referral.
pub(crate) fn of_referral(mapping: &Mapping, fields: FieldSet) -> Headers {
    let wants = |field: &str| fields.has::<Referral>(field);
    if fields == FieldSet::NONE {
        return Headers::new();
    }
    let mut all = headers(mapping, |target| match target {
        // How many there are, and which one is meant.
        Target::ReferredTo => true,
        Target::ReferredOn => wants("sent"),
        Target::ReferralStatus => wants("status") || wants("terms"),
        Target::ReferralService => ["service", "setting", "need", "role", "terms"].into_iter().any(wants),
        _ => false,
    });
    let told = mapping.columns.iter().filter(|column| column.refers.is_some());
    all.extend(told.map(|column| column.header.clone()));
    all
}

/// These columns, and those that can hide what they say.
pub(crate) fn with_what_hides(mapping: &Mapping, mut all: Headers) -> Headers {
    all.extend(headers(mapping, |target| HIDES.contains(&target)));
    all
}

fn ruled(mapping: &Mapping) -> impl Iterator<Item = String> + '_ {
    mapping.candidates.iter().flat_map(|rule| rule.when.keys().cloned())
}

fn headers(mapping: &Mapping, needed: impl Fn(Target) -> bool) -> Headers {
    let columns = mapping.columns.iter().filter(|column| needed(column.is));
    columns.map(|column| column.header.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn council() -> Mapping {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("council/council.toml");
        Mapping::load(&path).unwrap()
    }

    #[test]
    fn a_field_needs_its_own_columns_and_no_other() {
        let mapping = council();
        let of = |name: &str| of_incident(&mapping, FieldSet::names::<Incident>(|field| field == name));
        let is = |headers: Headers, expected: &[&str]| assert_eq!(headers.into_iter().collect::<Vec<_>>(), expected);
        is(of("narrative"), &["summary"]);
        is(of("occurred"), &["incident_date", "opened"]);
        is(of("place"), &["district", "location", "location_postcode"]);
        is(of("candidateRule"), &["category", "disability_marker", "hate_strand", "targeted"]);
        is(of_victim(&mapping, FieldSet::names::<Victim>(|field| field == "contact")), &["phone", "sensitive"]);
        is(of_referral(&mapping, FieldSet::NONE), &[]);
    }

    #[test]
    fn every_column_serves_some_field_or_the_index() {
        let mapping = council();
        let mut all = of_victim(&mapping, FieldSet::all::<Victim>());
        all.extend(of_incident(&mapping, FieldSet::all::<Incident>()));
        all.extend(of_referral(&mapping, FieldSet::all::<Referral>()));
        all.extend(headers(&mapping, |target| FACTS.contains(&target)));
        for column in mapping.columns.iter().filter(|c| !matches!(c.is, Target::Ignored | Target::Reference)) {
            assert!(all.contains(&column.header), "{}", column.header);
        }
    }
}
