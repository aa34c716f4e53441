//! Values that nobody can read, where the viewer may not see them (L26): they are the same as nothing, so that neither a
//! record nor a gap tells of them.

use accord_sandbox::{Op, Target};
use serde_json::{Value, json};

use super::difference::Difference;

/// Of these differences every second one that can be is an unreadable value instead.
pub(crate) fn spoil(differences: &mut [Difference]) {
    let mut seen = 0_usize;
    for difference in differences {
        let [edit] = difference.edits.as_mut_slice() else { continue };
        let (Op::Set, Some(field)) = (edit.op, edit.field.as_deref()) else { continue };
        let Some(bad) = unreadable(edit.target, field, seen) else { continue };
        seen += 1;
        if seen.is_multiple_of(2) {
            difference.what = format!("unreadable {}", difference.what);
            edit.value = Some(bad);
        }
    }
}

/// Something of the wrong type or shape for a field that is withheld whole; nothing for one that something else is read from.
fn unreadable(target: Target, field: &str, number: usize) -> Option<Value> {
    let structured =
        [json!(17), json!("\u{0}\u{fffd}"), json!([{"kind": 5}, null, "x"]), json!({"value": [[]]}), json!(true)];
    let cells = ["32/13/2025", "\u{fffd}\u{1}=cmd|' /C calc'!A0", "????", "LE99 99ZZZ", "07\u{a0}x"];
    match (target, field) {
        (
            Target::Person,
            "addresses"
            | "phones"
            | "email"
            | "selfDefinedEthnicity"
            | "religion"
            | "sexualOrientation"
            | "genderIdentity"
            | "disabilities"
            | "formerNames"
            | "accessNeeds",
        )
        | (Target::Occurrence, "narrative" | "officerInCase" | "location" | "perpetratorRelation")
        | (
            Target::Nhs,
            "telecom" | "address" | "generalPractitioner" | "text" | "note" | "onsetDateTime" | "recordedDate",
        ) => structured.get(number / 2 % structured.len()).cloned(),
        (
            Target::County,
            "Contact No" | "Ethnicity" | "Disability" | "Faith" | "Gender" | "Location" | "Postcode" | "District"
            | "Setting" | "Perp known?",
        )
        | (
            Target::Council,
            "phone" | "address" | "home_postcode" | "ethnicity" | "disability_marker" | "location_postcode",
        ) => cells.get(number / 2 % cells.len()).map(|cell| json!(cell)),
        _ => None,
    }
}
