//! What is different in the second world, and a name for it.

use accord_sandbox::{Edit, Target};
use serde_json::{Value, json};

use super::book::Book;

/// One difference, made of one edit or several that belong together.
#[derive(Clone)]
pub(crate) struct Difference {
    pub(crate) what: String,
    pub(crate) edits: Vec<Edit>,
}

impl Difference {
    pub(crate) fn set(target: Target, record: &str, field: &str, value: impl Into<Value>) -> Self {
        let edits = vec![Edit::set(target, record, field, value)];
        Self { what: format!("{field} of {record}"), edits }
    }

    pub(crate) fn erase(target: Target, record: &str) -> Self {
        Self { what: format!("{record} is not there"), edits: vec![Edit::erase(target, record)] }
    }
}

/// Another value for these fields of a police person.
pub(crate) fn person(book: &Book, id: &str, fields: &[&str]) -> Vec<Difference> {
    let set = |field: &&str| Difference::set(Target::Person, id, field, other_person(field, &book.persons[id][*field]));
    fields.iter().map(set).collect()
}

fn other_person(field: &str, now: &Value) -> Value {
    let term = |code: &str, other: &str| {
        let code = if now["code"] == code { other } else { code };
        json!({"code": code, "text": "Something else"})
    };
    let list = |other: Value| if now.as_array().is_none_or(Vec::is_empty) { json!([other]) } else { json!([]) };
    match field {
        "addresses" => json!([{"kind": "HOME", "line": "1 Elsewhere Row", "town": "Oakham", "ward": "Oakham North",
            "district": "Rutland", "postcode": "LE15 6ZZ"}]),
        "phones" => list(json!({"kind": "MOBILE", "number": "07700 900999"})),
        "email" => json!("elsewhere@example.org"),
        "selfDefinedEthnicity" => term("B9", "A2"),
        "religion" => term("SIK", "JEW"),
        "sexualOrientation" => term("BIS", "GAY"),
        "genderIdentity" => term("TRANS_W", "NONBIN"),
        "disabilities" => list(term("VIS", "HEA")),
        "accessNeeds" => list(term("BSL", "INT")),
        "formerNames" => list(json!({"family": "Before", "given": "Once", "until": "2019"})),
        other => panic!("no other value for {other}"),
    }
}

/// Another value for these fields of an occurrence, where there is one that the policy tells from the old one nowhere.
pub(crate) fn occurrence(book: &Book, id: &str, fields: &[&str]) -> Vec<Difference> {
    let now = &book.occurrences[id];
    let set = |field: &&str| Some(Difference::set(Target::Occurrence, id, field, other_occurrence(field, now)?));
    fields.iter().filter_map(set).collect()
}

fn other_occurrence(field: &str, now: &Value) -> Option<Value> {
    Some(match field {
        "narrative" => json!("It was told quite differently."),
        "officerInCase" => json!("PC 1 Other"),
        "location" => json!({"premises": "9 Elsewhere Row", "ward": "Oakham North", "district": "Rutland",
            "postcode": "LE15 6ZZ"}),
        "perpetratorRelation" if now[field]["code"] == "FAM" => json!({"code": "STR", "text": "Stranger"}),
        "perpetratorRelation" => json!({"code": "FAM", "text": "Family"}),
        "restricted" => json!(now[field] != true),
        "suspectOrganisation" => json!({"slug": "harebell-homes", "name": "Harebell Homes"}),
        // An aggravated offence for another: both tell of race and religion.
        "offence" => match now[field]["code"].as_str() {
            Some("8P" | "105B" | "8M" | "9B") => json!({"code": "58J", "text": "Aggravated damage"}),
            _ => return None,
        },
        "flags" => {
            let mut flags = now[field].as_array()?.clone();
            let place = flags.iter().position(|flag| flag.as_str().is_some_and(is_plain_flag))?;
            let other = if flags[place] == "Hate-Trans" { "Hate-Faith" } else { "Hate-Trans" };
            flags[place] = json!(other);
            json!(flags)
        }
        "persons" => {
            let mut persons = now[field].clone();
            persons.as_array_mut()?.iter_mut().for_each(|p| p["perceived"] = json!(["sexual orientation"]));
            persons
        }
        other => panic!("no other value for {other}"),
    })
}

// "Other" tells of what it says; a word of no list tells nothing to anybody.
fn is_plain_flag(flag: &str) -> bool {
    matches!(flag, "Hate-Race" | "Hate-Faith" | "Hate-Disability" | "Hate-SexOr" | "Hate-Trans")
}

/// Another value for these columns of a row.
pub(crate) fn row(reference: &str, columns: &[&str]) -> Vec<Difference> {
    let set = |column: &&str| Difference::set(Target::County, reference, column, other_cell(column));
    columns.iter().map(set).collect()
}

fn other_cell(column: &str) -> &'static str {
    match column {
        "Contact No" => "07700 900998",
        "Ethnicity" => "",
        "Disability" => "Deaf",
        "Faith" => "Sikh",
        "Gender" => "Non-binary",
        "Location" => "8 Elsewhere Row, Oakham",
        "Postcode" => "LE15 6ZZ",
        "District" => "Rutland",
        "Setting" => "School",
        "Motivation" => "Transgender",
        "Perceived religion" => "Hindu",
        "Description" => "It was told quite differently.",
        "Action" => "Something else was done",
        "Council Ref" => "CBC/2026/99999",
        "Restricted" => "Y",
        "Perp known?" => "family",
        other => panic!("no other value for {other}"),
    }
}
