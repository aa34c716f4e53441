//! Which of the council's fields each of ours needs. The protocol has no projection: what is not named here is dropped
//! before anything is kept.

use accord_consent::FieldSet;
use accord_model::Incident;

/// There is no `occurred`: the standard knows when a request was made, never when the thing happened. There is no
/// `channel` and no person.
const INCIDENT: &[(&str, &[&str])] = &[
    ("reference", &[]),
    ("recordKind", &["service_code"]),
    ("recognition", &["attributes", "service_code"]),
    ("reported", &["requested_datetime"]),
    ("strands", &["attributes", "service_code"]),
    ("offence", &["service_code"]),
    ("area", &[]),
    ("place", &["address", "lat", "long", "zipcode"]),
    ("narrative", &["description"]),
    ("outcome", &["status"]),
    ("evidence", &["media_url"]),
    ("terms", &["attributes", "service_code", "service_name"]),
];

/// The fields of an incident that the server can hold. `area` is said by our configuration, where it is said.
pub(super) fn held(area: bool) -> FieldSet {
    FieldSet::names::<Incident>(|name| INCIDENT.iter().any(|(ours, _)| *ours == name && (area || name != "area")))
}

/// The council's names for these fields, sorted.
pub(super) fn named(fields: FieldSet) -> Vec<&'static str> {
    let asked = INCIDENT.iter().filter(|(ours, _)| fields.has::<Incident>(ours));
    let mut names: Vec<_> = asked.flat_map(|(_, theirs)| *theirs).copied().collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_not_asked_for_is_not_named() {
        let fields = FieldSet::names::<Incident>(|name| name == "reported" || name == "reference");
        assert_eq!(named(fields), ["requested_datetime"]);
        assert!(named(FieldSet::NONE).is_empty());
    }

    #[test]
    fn every_name_of_the_table_is_a_field_of_ours() {
        assert_eq!(held(true).iter::<Incident>().count(), INCIDENT.len());
        assert_eq!(held(false).iter::<Incident>().count(), INCIDENT.len() - 1);
    }

    #[test]
    fn nothing_about_whoever_reported_is_ever_named() {
        let all = named(held(true));
        for name in ["first_name", "last_name", "email", "phone", "account_id", "device_id", "status_notes", "token"] {
            assert!(!all.contains(&name), "{name}");
        }
    }
}
