//! Agreement files that do not load, each with its line and what would be right.

use accord_consent::{AgreementError, Agreements};

use crate::town::{AGREEMENTS, organisations};

fn load(text: &str) -> Result<Agreements, AgreementError> {
    Agreements::read(text, &organisations())
}

/// The line that holds `marker`, from 1.
fn line_of(text: &str, marker: &str) -> usize {
    1 + text.lines().position(|line| line.contains(marker)).unwrap()
}

/// Changes one text and expects an error on the line of `marker` that says `says`.
fn refused(from: &str, to: &str, marker: &str, says: &str) {
    assert!(AGREEMENTS.contains(from), "{from}");
    let text = AGREEMENTS.replacen(from, to, 1);
    let error = load(&text).err().unwrap();
    assert_eq!(error.line, line_of(&text, marker), "{error}");
    assert!(error.what.contains(says), "{error}");
}

#[test]
fn the_example_loads() {
    let all = load(AGREEMENTS).ok().unwrap();
    let ids: Vec<String> = all.iter().map(|a| format!("{:?} {}", a.id, a.version)).collect();
    assert_eq!(ids, ["isa-support-01 2", "isa-police-01 1", "isa-linkage-01 1"]);
    assert_eq!(load("").ok().unwrap().iter().count(), 0);
}

#[test]
fn a_slip_of_the_pen_is_named_with_what_is_allowed() {
    refused("\"SUPPORT_WORKER\"", "\"SUPORT_WORKER\"", "SUPORT_WORKER", "allowed: SUPPORT_WORKER, HATE_CRIME_OFFICER");
    refused("\"DEMOGRAPHIC\"", "\"AGE\"", "\"AGE\"", "allowed: IDENTITY, CONTACT");
    refused("\"VIEW\", \"REFER\"", "\"READ\", \"REFER\"", "\"READ\"", "allowed: VIEW, REFER");
    refused("[\"CARE\"]", "[\"CARING\"]", "CARING", "allowed: SUPPORT, CARE");
    refused("\"LE_TASK\"", "\"LAW\"", "\"LAW\"", "allowed: OWN_RECORD, CONSENT");
    refused("\"LAW_ENFORCEMENT\"", "\"PART3\"", "PART3", "allowed: GENERAL, LAW_ENFORCEMENT");
    refused("[\"trust\"]", "[\"trusts\"]", "trusts", "not a configured organisation");
    refused("sources = [\"police\"]", "sources = [\"polis\"]", "polis", "not a configured organisation");
}

#[test]
fn an_unknown_key_is_refused() {
    refused("version = 2", "version = 2\nexpires = \"never\"", "expires", "unknown field `expires`");
    refused("roles = [\"VICTIM\"]", "role = [\"VICTIM\"]", "role = ", "unknown field `role`");
}

#[test]
fn periods_are_instants_and_not_empty() {
    refused("\"2026-01-01T00:00:00Z\"", "\"2026-01-01\"", "\"2026-01-01\"", "RFC 3339");
    refused(
        "valid_until = \"2027-01-01T00:00:00Z\"",
        "valid_until = \"2026-01-01T00:00:00Z\"",
        "valid_until = \"2026",
        "later than valid_from",
    );
}

#[test]
fn two_versions_of_one_agreement_are_not_valid_at_once() {
    refused("id = \"isa-police-01\"", "id = \"isa-support-01\" # again", "# again", "end the earlier one");
    let later = AGREEMENTS.replace("isa-police-01", "isa-support-01").replacen(
        "valid_until = \"2027-01-01T00:00:00Z\"",
        "valid_until = \"2026-01-01T00:00:01Z\"",
        1,
    );
    assert!(load(&later).is_err(), "they overlap by a second");
    let after = later.replacen("2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z", 1);
    let after = after.replacen("2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z", 1);
    assert!(load(&after).is_ok(), "one begins where the other ends");
}

#[test]
fn a_special_category_needs_its_condition() {
    let condition = "condition = \"DPA 2018 Schedule 1 paragraph 18\"";
    refused(condition, "", "basis = \"SAFEGUARDING\"", "GENDER_HISTORY is a special category");
    refused(condition, "condition = \"  \"", "basis = \"SAFEGUARDING\"", "is a special category");
}

#[test]
fn a_basis_is_for_those_who_may_use_it() {
    refused(
        "basis = \"LE_TASK\"",
        "basis = \"PUBLIC_TASK\" # wrong",
        "# wrong",
        "does not belong to the regime LAW_ENFORCEMENT",
    );
    refused(
        "basis = \"PUBLIC_TASK\"",
        "basis = \"LE_TASK\" # wrong",
        "# wrong",
        "does not belong to the regime GENERAL",
    );
    refused(
        "organisations = [\"police\"]",
        "organisations = [\"charity\"]",
        "basis = \"LE_TASK\"",
        "charity may not use the basis LE_TASK",
    );
    refused(
        "basis = \"PUBLIC_TASK\"",
        "basis = \"RECOGNISED_LEGITIMATE_INTERESTS\"",
        "basis = \"RECOGNISED",
        "council may not use the basis",
    );
}

#[test]
fn an_empty_list_is_a_slip() {
    refused("organisations = [\"trust\"]", "organisations = []", "organisations = []", "one organisation");
    let roles = "roles = [\"CARE_COORDINATOR\"]";
    refused(roles, "roles = []", "organisations = [\"trust\"]", "one role");
    refused("purposes = [\"CARE\"]", "purposes = []", "organisations = [\"trust\"]", "one purpose");
    let categories = "categories = [\"IDENTITY\", \"HEALTH\", \"OFFENCE\"]";
    refused(categories, "categories = []", "organisations = [\"trust\"]", "one category");
}

#[test]
fn sync_has_a_permit_of_its_own() {
    let mixed = "purposes = [\"CARE\", \"RECORD_LINKAGE\"]";
    refused("purposes = [\"CARE\"]", mixed, "organisations = [\"trust\"]", "without roles");
    refused("purposes = [\"CARE\"]", "purposes = [\"RECORD_LINKAGE\"]", "organisations = [\"trust\"]", "without roles");
    let sources = "sources = [\"police\", \"charity\"]\n";
    let text = AGREEMENTS.replacen(sources, "", 1);
    assert!(load(&text).err().unwrap().what.contains("needs its sources"));
}

#[test]
fn text_that_is_no_toml_is_refused_with_its_line() {
    refused("id = \"isa-police-01\"", "id = isa-police-01", "id = isa-police-01", "");
}
