//! What is different at the council's case system, in the city's Open311 reports, and in referrals.

use accord_sandbox::{Target, TruePerson};
use serde_json::json;

use super::book::Book;
use super::difference::Difference;
use super::ground::{passed_on, referrals};

/// Another value for these columns of a case.
pub(crate) fn case(case_ref: &str, columns: &[&str]) -> Vec<Difference> {
    columns.iter().map(|column| Difference::set(Target::Council, case_ref, column, other_cell(column))).collect()
}

fn other_cell(column: &str) -> &'static str {
    match column {
        "incident_date" => "01/02/2024",
        "status" => "Closed",
        "hate_strand" => "Faith",
        "summary" => "It was told quite differently.",
        "location" | "address" => "6 Elsewhere Row",
        "location_postcode" | "home_postcode" => "LE15 6ZZ",
        "phone" => "07700 900996",
        "ethnicity" => "Asian Indian",
        "disability_marker" => "Y",
        "alleged_source" => "Stranger",
        "police_ref" | "referred_to" => "",
        "sensitive" => "Y",
        other => panic!("no other value for {other}"),
    }
}

/// Cases that nobody flagged and no rule proposes, not there: nobody reads them.
pub(crate) fn cases_outside(book: &Book) -> Vec<Difference> {
    book.cases.others().iter().take(6).map(|id| Difference::erase(Target::Council, id)).collect()
}

/// Cases of the agreed population, not there: for whom the council's cases are hidden, these are.
pub(crate) fn cases_gone(book: &Book) -> Vec<Difference> {
    let cases = book.cases.flagged().into_iter().chain(book.cases.proposed());
    cases.take(10).map(|id| Difference::erase(Target::Council, &id)).collect()
}

/// What was reported in the city, not there.
pub(crate) fn reports_gone(book: &Book) -> Vec<Difference> {
    book.reports.iter().map(|report| Difference::erase(Target::Report, &report.id)).collect()
}

/// What a reader of what happened and where is not shown: the story, which of two strands the paint was meant for, the place
/// where the city keeps it to itself, and reports that have nothing to do with hate.
pub(crate) fn reports_changed(book: &Book) -> Vec<Difference> {
    let mut changed = Vec::new();
    for report in &book.reports {
        let set = |field: &str, value: &str| Difference::set(Target::Report, &report.id, field, value);
        match report.service.as_str() {
            "POTHOLE" | "FLYPOSTING" => changed.push(Difference::erase(Target::Report, &report.id)),
            service => {
                changed.push(set("description", "It was told quite differently."));
                changed.extend(other_strand(service).map(|other| set("service_code", other)));
                if report.hidden {
                    changed.push(set("address", "5 Elsewhere Row"));
                    changed.push(set("zipcode", "LE1 1AA"));
                }
            }
        }
    }
    changed
}

fn other_strand(service: &str) -> Option<&'static str> {
    match service {
        "GRAFFITI-RACIST" => Some("GRAFFITI-FAITH"),
        "GRAFFITI-FAITH" => Some("GRAFFITI-RACIST"),
        _ => None,
    }
}

/// The police never passed her on.
pub(crate) fn never_passed_on(book: &Book, person: &TruePerson) -> Difference {
    Difference::set(Target::Occurrence, &passed_on(book, person).unwrap(), "referrals", json!([]))
}

/// The police passed her on to another party than the ground says, in the referral of this number: code, name, service.
pub(crate) fn passed_on_to(book: &Book, person: &TruePerson, number: usize, to: [&str; 3]) -> Difference {
    let report = passed_on(book, person).unwrap();
    let mut all = referrals(person, &report);
    all[number - 1]["toOrganisation"] = json!({"code": to[0], "name": to[1]});
    all[number - 1]["serviceCode"] = json!(to[2]);
    Difference::set(Target::Occurrence, &report, "referrals", all)
}
