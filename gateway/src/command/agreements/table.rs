//! The table as Markdown. It asks the agreements exactly what the decision asks them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use accord_consent::{Agreed, Agreement, Asker, Record, Rule};
use accord_model::{Action, Basis, Category, Incident, OrganisationId, Purpose, Referral, Role, Victim};
use jiff::Timestamp;

use super::list;
use crate::config::Config;

const HEAD: &str = "# Who may see what, and on which ground\n\n\
    Made by `accord agreements table`, out of the agreements that the gateway decides by. What stands in no cell is withheld, \
    and a record of which nothing is granted does not exist for the viewer. Whatever stands here, the viewer needs a relationship \
    with the person (step 3 of docs/consent-semantics.md); an organisation that a record accuses sees nothing of it; LOCATION and \
    CONTACT of a restricted record are withheld from everybody.\n\n\
    - `CONSENT`: nothing, until the person has agreed, and nothing any more once she has withdrawn. GENDER_HISTORY is always so, \
    whatever ground stands there: only a directive that names it opens it.\n\
    - Any other ground: shown; an objection of the person does not take it away.\n";

/// The whole page.
pub(super) fn markdown(config: &Config, at: Timestamp) -> String {
    let mut page = HEAD.to_owned();
    fields(&mut page);
    agreements(&mut page, config, at);
    index(&mut page, config, at);
    page.push_str("\n## People\n");
    let owners: BTreeSet<OrganisationId> = config.partners.iter().map(|partner| partner.owner).collect();
    // What an asker may see is often what another may: told once.
    let mut alike: BTreeMap<String, Vec<Asker>> = BTreeMap::new();
    for asker in config.agreements.askers() {
        let cells = cells(config, asker, &owners, at);
        if !cells.is_empty() {
            alike.entry(cells).or_default().push(asker);
        }
    }
    let mut sections: Vec<(Vec<Asker>, String)> = alike.into_iter().map(|(cells, askers)| (askers, cells)).collect();
    sections.sort_by_key(|(askers, _)| askers.first().copied());
    for (number, (askers, cells)) in sections.into_iter().enumerate() {
        line(&mut page, &format!("\n### Table {}\n", number + 1));
        who(&askers).into_iter().for_each(|told| line(&mut page, &told));
        page.push('\n');
        page.push_str(&cells);
    }
    page
}

/// Those of one table: a line for each role and purpose and the organisations that may do the same.
fn who(askers: &[Asker]) -> Vec<String> {
    let mut organisations: BTreeMap<(Role, Purpose, Action), Vec<OrganisationId>> = BTreeMap::new();
    for (organisation, role, purpose, action) in askers {
        organisations.entry((*role, *purpose, *action)).or_default().push(*organisation);
    }
    let mut actions: BTreeMap<(Role, Purpose, Vec<OrganisationId>), Vec<Action>> = BTreeMap::new();
    for ((role, purpose, action), organisations) in organisations {
        actions.entry((role, purpose, organisations)).or_default().push(action);
    }
    let told = |((role, purpose, organisations), actions): ((Role, Purpose, Vec<OrganisationId>), Vec<Action>)| {
        format!("- {role}, for {purpose}, to {}: {}", list(actions), list(organisations))
    };
    actions.into_iter().map(told).collect()
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

/// Which fields a category protects.
fn protected(category: Category) -> String {
    let of = |kind: &str, names: Vec<&str>| (!names.is_empty()).then(|| format!("{kind}: {}", names.join(", ")));
    let all = [
        of("person", named::<Victim>(category)),
        of("incident", named::<Incident>(category)),
        of("referral", named::<Referral>(category)),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn named<R: Record>(category: Category) -> Vec<&'static str> {
    R::FIELDS.iter().filter(|field| field.rule == Rule::Category(category)).map(|field| field.name).collect()
}

fn by_value<R: Record>() -> String {
    let fields = R::FIELDS.iter().filter(|field| matches!(field.rule, Rule::ByValue(_)));
    fields.map(|field| field.name).collect::<Vec<_>>().join(", ")
}

fn open<R: Record>() -> impl Iterator<Item = (&'static str, &'static str)> {
    R::FIELDS.iter().filter_map(|field| match field.rule {
        Rule::Open(reason) => Some((field.name, reason)),
        _ => None,
    })
}

fn fields(page: &mut String) {
    line(page, "\n## Kinds of data, and the fields that each protects\n\n| kind | fields |\n|---|---|");
    for category in Category::ALL.iter().filter(|category| !protected(**category).is_empty()) {
        line(page, &format!("| {category} | {} |", protected(*category)));
    }
    let values = [by_value::<Victim>(), by_value::<Incident>(), by_value::<Referral>()];
    let [person, incident, referral] = values;
    line(
        page,
        &format!(
            "| by its value | person: {person}; incident: {incident}; referral: {referral}: shown where every kind of data that \
             the value reveals is granted |"
        ),
    );
    for (field, reason) in open::<Victim>().chain(open::<Incident>()).chain(open::<Referral>()) {
        line(page, &format!("| open | {field}: {reason} |"));
    }
}

fn in_force(config: &Config, at: Timestamp) -> impl Iterator<Item = &Agreement> {
    config.agreements.iter().filter(move |agreement| agreement.valid_from <= at && at < agreement.valid_until)
}

fn agreements(page: &mut String, config: &Config, at: Timestamp) {
    line(page, "\n## Agreements in force\n\n| id | version | part | title | from | until |\n|---|---|---|---|---|---|");
    for one in in_force(config, at) {
        let (id, title) = (one.id.as_str(), one.title.replace('|', "/"));
        let (from, until) = (one.valid_from, one.valid_until);
        line(page, &format!("| {id} | {} | {} | {title} | {from} | {until} |", one.version, one.regime));
    }
}

/// What sync reads, of whom, on which ground.
fn index(page: &mut String, config: &Config, at: Timestamp) {
    line(
        page,
        "\n## The index: what sync reads\n\n| of | kinds of data | of the coded strand alone | ground | condition |\n|---|---|---|---|---|",
    );
    for permit in in_force(config, at).flat_map(|agreement| &agreement.permits) {
        if permit.purposes.contains(&Purpose::RecordLinkage) {
            let condition = permit.condition.as_deref().unwrap_or("none").replace('|', "/");
            let (of, kinds) = (list(&permit.sources), list(permit.categories.iter()));
            line(
                page,
                &format!("| {of} | {kinds} | {} | {} | {condition} |", list(permit.strands.iter()), permit.basis),
            );
        }
    }
}

/// What one asker may see of each owner's records; nothing where that is nothing.
fn cells(config: &Config, asker: Asker, owners: &BTreeSet<OrganisationId>, at: Timestamp) -> String {
    let mut grounds: BTreeMap<(usize, OrganisationId), String> = BTreeMap::new();
    let mut papers = BTreeSet::new();
    for owner in owners {
        for agreed in config.agreements.agreed(asker, *owner, at) {
            papers.insert(format!("{} ({})", agreed.agreement.0.as_str(), agreed.regime));
            for (place, _) in Category::ALL.iter().enumerate().filter(|(_, one)| agreed.categories.has(**one)) {
                grounds.insert((place, *owner), ground(&agreed));
            }
        }
    }
    let seen: Vec<&OrganisationId> = owners.iter().filter(|owner| grounds.keys().any(|key| key.1 == **owner)).collect();
    if seen.is_empty() {
        return String::new();
    }
    let mut text = format!("| kind of data | of {} |\n|---|", list(&seen).replace(", ", " | of "));
    text.push_str(&"---|".repeat(seen.len()));
    text.push('\n');
    for (place, category) in Category::ALL.iter().enumerate() {
        let row: Vec<&str> =
            seen.iter().map(|owner| grounds.get(&(place, **owner)).map_or("-", String::as_str)).collect();
        if row.iter().any(|cell| *cell != "-") {
            // Writing to a String does not fail.
            writeln!(text, "| {category} | {} |", row.join(" | ")).unwrap_or_default();
        }
    }
    writeln!(text, "\nUnder {}.", list(papers)).unwrap_or_default();
    text
}

fn ground(agreed: &Agreed) -> String {
    match agreed.basis {
        Basis::Consent => format!("**{}**", agreed.basis),
        basis => super::ground(basis, agreed.on_request),
    }
}
