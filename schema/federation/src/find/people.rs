use std::collections::{BTreeMap, BTreeSet};

use accord_model::{Category, SubjectId};

use crate::load::Shared;
use crate::views::{Member, Person};
use crate::{House, IndexFault};

/// The persons behind these handles, as far as the viewer may know of them: for each handle its person, or nothing. One
/// look into the index for all of them.
pub(crate) async fn persons(shared: &Shared, handles: &[SubjectId]) -> Result<BTreeMap<SubjectId, Person>, IndexFault> {
    let desk = &shared.house.desk;
    let all: BTreeSet<SubjectId> = handles.iter().flat_map(|handle| desk.person(*handle)).collect();
    let all: Vec<SubjectId> = all.into_iter().collect();
    let mut members: BTreeMap<SubjectId, Member> = BTreeMap::new();
    for candidate in shared.house.index.victims(&all).await? {
        let grants = desk.grants(&shared.viewer, &candidate, shared.trail.at());
        if grants.is_hidden() {
            shared.trail.spared(candidate.at.partner);
            continue;
        }
        shared.remember(&candidate);
        members.insert(SubjectId(candidate.id), Member { candidate, grants });
    }
    let mut found = BTreeMap::new();
    for handle in handles {
        if let Some(person) = person(shared, *handle, &members) {
            found.insert(*handle, person);
        }
    }
    Ok(found)
}

/// What the viewer may know of the person behind this handle.
fn person(shared: &Shared, handle: SubjectId, members: &BTreeMap<SubjectId, Member>) -> Option<Person> {
    let handles = match members.get(&handle) {
        // A link is itself a disclosure: without the category that it rests on, a record stands alone.
        Some(member) if !member.grants.has(Category::Identity) => vec![handle],
        Some(_) => together(shared, handle, members),
        None if is_introduced(shared, handle) => together(shared, handle, members),
        None => return None,
    };
    let mut group: Vec<Member> = handles.iter().filter_map(|h| members.get(h).cloned()).collect();
    order(&shared.house, &mut group);
    Some(Person { handles, members: group })
}

/// The handles that are joined to this one over visible handles alone: a hidden record joins nothing, or two records
/// that look like one person would tell that there is a third.
fn together(shared: &Shared, handle: SubjectId, members: &BTreeMap<SubjectId, Member>) -> Vec<SubjectId> {
    let mut found = BTreeSet::from([handle]);
    let mut open = vec![handle];
    while let Some(at) = open.pop() {
        for next in shared.house.desk.joined(at) {
            let shown = match members.get(&next) {
                Some(member) => member.grants.has(Category::Identity),
                None => is_introduced(shared, next),
            };
            if shown && found.insert(next) {
                open.push(next);
            }
        }
    }
    found.into_iter().collect()
}

/// A handle without a record, introduced by this viewer's organisation: it is hers, and it is empty.
fn is_introduced(shared: &Shared, handle: SubjectId) -> bool {
    shared.house.desk.introduced_by(&shared.viewer, handle, shared.trail.at())
}

/// The published order of precedence: the order of the partners in the configuration.
pub(super) fn order(house: &House, members: &mut [Member]) {
    members.sort_by_key(|m| {
        let place = house.systems.iter().position(|s| s.connector.partner() == m.candidate.at.partner);
        (place.unwrap_or(usize::MAX), m.candidate.id)
    });
}

/// Everybody in the viewer's caseload, each person once.
pub(crate) async fn caseload(shared: &Shared) -> Result<Vec<Person>, IndexFault> {
    let mut handles = shared.house.desk.caseload(&shared.viewer, shared.trail.at());
    // A relationship with one record of a person is one with the person: look from every linked handle.
    handles = handles.iter().flat_map(|h| shared.house.desk.person(*h)).collect();
    handles.sort_unstable();
    handles.dedup();
    let mut persons: Vec<Person> = persons(shared, &handles).await?.into_values().collect();
    persons.sort_by_key(Person::anchor);
    persons.dedup_by_key(|p| p.anchor());
    Ok(persons)
}
