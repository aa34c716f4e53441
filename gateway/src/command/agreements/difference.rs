//! What one file of agreements lets people and sync see at an instant, and another does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use accord_consent::{Agreements, Asker};
use accord_model::{Basis, Category, CategorySet, OrganisationId, Purpose};
use jiff::Timestamp;

use crate::config::Config;

/// Who sees what: an asker, or sync, which has no role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Asker(Asker),
    /// `true`: of the coded strand alone.
    Sync(bool),
}

/// On which ground, and whether for those alone who have made a victim information request about the person.
type Ground = (Basis, bool);

/// One cell: who, of whose records, which kind of data, on which ground.
type Cell = (Who, OrganisationId, Category, Ground);

/// The cells of `next` beside those of the configuration, one line for each asker, ground and direction.
pub(super) fn text(config: &Config, next: &Agreements, at: Timestamp) -> String {
    let owners: BTreeSet<OrganisationId> = config.partners.iter().map(|partner| partner.owner).collect();
    let (before, after) = (cells(&config.agreements, &owners, at), cells(next, &owners, at));
    let (removed, added) = (before.difference(&after).copied(), after.difference(&before).copied());
    let (gone, come) = (removed.clone().count(), added.clone().count());
    let mut text = lines('-', removed) + &lines('+', added);
    // Writing to a String does not fail.
    writeln!(text, "cells: {come} added, {gone} removed, {} as before", before.intersection(&after).count())
        .unwrap_or_default();
    text
}

fn cells(agreements: &Agreements, owners: &BTreeSet<OrganisationId>, at: Timestamp) -> BTreeSet<Cell> {
    let mut all = BTreeSet::new();
    for owner in owners {
        for asker in agreements.askers() {
            for agreed in agreements.agreed(asker, *owner, at) {
                let ground = (agreed.basis, agreed.on_request);
                all.extend(agreed.categories.iter().map(|one| (Who::Asker(asker), *owner, one, ground)));
            }
        }
    }
    let valid = agreements.iter().filter(|one| one.valid_from <= at && at < one.valid_until);
    let linkage = valid.flat_map(|one| &one.permits).filter(|one| one.purposes.contains(&Purpose::RecordLinkage));
    for permit in linkage {
        for owner in &permit.sources {
            all.extend(permit.categories.iter().map(|one| (Who::Sync(false), *owner, one, (permit.basis, false))));
            all.extend(permit.strands.iter().map(|one| (Who::Sync(true), *owner, one, (permit.basis, false))));
        }
    }
    all
}

/// Owners of whose records the same is seen stand in one line.
fn lines(sign: char, all: impl Iterator<Item = Cell>) -> String {
    let mut of: BTreeMap<(Who, OrganisationId, Ground), CategorySet> = BTreeMap::new();
    for (who, owner, category, ground) in all {
        *of.entry((who, owner, ground)).or_default() |= category.into();
    }
    let mut owners: BTreeMap<(Who, Ground, String), Vec<OrganisationId>> = BTreeMap::new();
    for ((who, owner, ground), categories) in of {
        owners.entry((who, ground, super::list(categories.iter()))).or_default().push(owner);
    }
    let mut text = String::new();
    for ((who, (basis, on_request), categories), owners) in owners {
        let (who, owners, ground) = (told(who), super::list(owners), super::ground(basis, on_request));
        writeln!(text, "{sign} {who}, of {owners}: {categories} ({ground})").unwrap_or_default();
    }
    text
}

fn told(who: Who) -> String {
    match who {
        Who::Asker((organisation, role, purpose, action)) => format!("{organisation} {role} {purpose} {action}"),
        Who::Sync(false) => "sync".to_owned(),
        Who::Sync(true) => "sync, the coded strand".to_owned(),
    }
}
