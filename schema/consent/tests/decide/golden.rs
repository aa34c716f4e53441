//! The disclosure table: what each role sees of a record of the police, for each purpose, and on which ground. For a
//! data-protection officer to read and sign; a change of it is a change of policy.

use std::fmt::Write as _;

use accord_consent::{
    Candidate, Directive, Effect, Grants, PolicyWrite, Record, RelationKind, Rule, Viewer, WithheldReason,
};
use accord_model::{Category, CategorySet, Incident, Purpose, Referral, Role, Victim};

use crate::town::{Town, directive, incident_record, person, person_record, referral_record, relation, viewer};

fn askers() -> Vec<(&'static str, Viewer)> {
    let ask = |name, organisation, role, purpose| (name, viewer(organisation, role, purpose, 1));
    vec![
        ask("worker", "charity", Role::SupportWorker, Purpose::Support),
        ask("officer", "council", Role::CommunitySafetyOfficer, Purpose::SafeguardAdult),
        ask("police", "police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation),
        ask("nurse", "trust", Role::CareCoordinator, Purpose::Care),
        ask("herself", "public", Role::Victim, Purpose::SubjectAccess),
        ask("media", "police", Role::MediaOfficer, Purpose::CrimeInvestigation),
        ask("worker, complaint", "charity", Role::SupportWorker, Purpose::Complaint),
    ]
}

/// Everybody has a relationship with the person: the table is about agreements and her word.
fn town(words: Vec<Directive>) -> Town {
    let mut writes: Vec<PolicyWrite> = ["charity", "council", "police", "trust", "public"]
        .into_iter()
        .map(|organisation| {
            let mut known = relation(organisation, Some(1), person(1));
            if organisation == "public" {
                known.kind = RelationKind::Own;
            }
            PolicyWrite::Relate(known)
        })
        .collect();
    writes.extend(words.into_iter().map(PolicyWrite::Record));
    Town::new(writes)
}

fn cell(grants: &Grants, needs: CategorySet) -> String {
    if grants.is_hidden() {
        return "(no record)".to_owned();
    }
    let missing = needs - grants.categories();
    if missing.is_empty() {
        let ground = grants.bases().find(|(categories, _)| categories.covers(needs));
        return ground.map_or_else(|| "several".to_owned(), |(_, basis)| basis.to_string());
    }
    let withheld = grants.withheld::<Victim>().into_iter().chain(grants.withheld::<Incident>());
    let withheld = withheld.chain(grants.withheld::<Referral>());
    let reason = withheld.filter(|w| missing.has(w.category)).map(|w| w.reason).min();
    match reason {
        Some(WithheldReason::NotShared) => "ask her".to_owned(),
        Some(WithheldReason::RequestNeeded) => "on request".to_owned(),
        Some(WithheldReason::NoAgreement) => "-".to_owned(),
        None => "?".to_owned(),
    }
}

fn plainest(field: &str) -> CategorySet {
    let party = field == "sender" || field == "recipient";
    if party { Category::Support.into() } else { Category::Offence.into() }
}

fn rows<R: Record>(text: &mut String, town: &Town, record: &Candidate) {
    for field in R::FIELDS {
        let (needs, rule) = match field.rule {
            Rule::Category(category) => (category.into(), category.to_string()),
            // The table shows the plainest value: one that tells no more than that the police hold a record, or, of the
            // parties of a referral, that there is one.
            Rule::ByValue(_) => (plainest(field.name), "by its value".to_owned()),
            Rule::Open(_) => (CategorySet::NONE, "open".to_owned()),
        };
        write!(text, "{:<20}{:<17}", field.name, rule).unwrap();
        for (_, asker) in askers() {
            let grants = town.sees(&asker, record);
            let shown = if needs.is_empty() && !grants.is_hidden() { "shown".to_owned() } else { cell(&grants, needs) };
            write!(text, "{shown:<19}").unwrap();
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
}

fn table(words: Vec<Directive>) -> String {
    let town = town(words);
    let mut text = format!("{:<37}", "field, what protects it");
    for (name, _) in askers() {
        write!(text, "{name:<19}").unwrap();
    }
    text.truncate(text.trim_end().len());
    text.push_str("\n\nA person record of the police\n");
    rows::<Victim>(&mut text, &town, &person_record("police", person(1)));
    text.push_str("\nAn incident record of the police about her\n");
    rows::<Incident>(&mut text, &town, &incident_record("police", &[person(1)]));
    text.push_str("\nA referral of her, recorded by the police\n");
    rows::<Referral>(&mut text, &town, &referral_record("police", &[person(1)]));
    text
}

#[test]
fn before_she_has_said_anything() {
    insta::assert_snapshot!(table(Vec::new()));
}

#[test]
fn after_she_has_agreed_to_everything_in_support_and_care() {
    let agreed = |n, purpose| Directive { purpose: Some(purpose), ..directive(n, person(1), Effect::Permit) };
    insta::assert_snapshot!(table(vec![agreed(1, Purpose::Support), agreed(2, Purpose::Care)]));
}

#[test]
fn after_she_has_also_named_her_former_names_to_the_council() {
    let named = Directive { categories: Category::GenderHistory.into(), ..directive(3, person(1), Effect::Permit) };
    insta::assert_snapshot!(table(vec![named]));
}

/// The table of fields in the README, against the one that decides.
fn documented<R: Record>(readme: &str) {
    for field in R::FIELDS {
        let protected = match field.rule {
            Rule::Category(category) => format!("`{category}`"),
            Rule::ByValue(_) => "by its value".to_owned(),
            Rule::Open(reason) => format!("open: {reason}"),
        };
        let line = format!("| `{}` | {protected}", field.name);
        assert!(readme.contains(&format!("{line} |")) || readme.contains(&format!("{line} (word) |")), "{line}");
    }
}

#[test]
fn the_readme_says_what_the_table_says() {
    let readme = include_str!("../../README.md");
    documented::<Victim>(readme);
    documented::<Incident>(readme);
    documented::<Referral>(readme);
    let rows = readme.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 3).count();
    assert_eq!(rows, Victim::FIELDS.len() + Incident::FIELDS.len() + Referral::FIELDS.len());
}
