use std::collections::{BTreeMap, BTreeSet};

use accord_model::{Category, SubjectId};

use crate::load::Shared;
use crate::views::{Member, Person, joined};
use crate::{House, IndexFault};

/// The persons behind these handles, as far as the viewer may know of them: for each handle its person, or nothing. One
/// look into the index for all of them.
pub(crate) async fn persons(shared: &Shared, handles: &[SubjectId]) -> Result<BTreeMap<SubjectId, Person>, IndexFault> {
    let desk = &shared.house.desk;
    let components: Vec<Vec<SubjectId>> = handles.iter().map(|handle| desk.person(*handle)).collect();
    let all: BTreeSet<SubjectId> = components.iter().flatten().copied().collect();
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
    for (handle, component) in handles.iter().zip(components) {
        if let Some(person) = person(shared, *handle, &component, &members) {
            found.insert(*handle, person);
        }
    }
    Ok(found)
}

/// The visible part of one component that `handle` belongs to.
fn person(
    shared: &Shared,
    handle: SubjectId,
    component: &[SubjectId],
    members: &BTreeMap<SubjectId, Member>,
) -> Option<Person> {
    let desk = &shared.house.desk;
    let at = shared.trail.at();
    // A handle without a record, introduced by this viewer's organisation: it is hers, and it is empty.
    let introduced: Vec<SubjectId> = component
        .iter()
        .copied()
        .filter(|h| !members.contains_key(h) && desk.introduced_by(&shared.viewer, *h, at))
        .collect();
    let visible: Vec<Member> = component.iter().filter_map(|h| members.get(h).cloned()).collect();
    let groups = joined(visible, Category::Identity);
    let group = groups.into_iter().find(|g| g.iter().any(|m| m.candidate.id == handle.0));
    let mut group = match group {
        Some(group) => group,
        None if introduced.contains(&handle) => together(component, members),
        None => return None,
    };
    order(&shared.house, &mut group);
    let mut handles: Vec<SubjectId> = group.iter().map(|m| SubjectId(m.candidate.id)).collect();
    if group.is_empty() || group.iter().all(|m| m.grants.has(Category::Identity)) {
        handles.extend(introduced);
    }
    handles.sort_unstable();
    Some(Person { handles, members: group })
}

fn together(component: &[SubjectId], members: &BTreeMap<SubjectId, Member>) -> Vec<Member> {
    let visible = component.iter().filter_map(|h| members.get(h));
    visible.filter(|m| m.grants.has(Category::Identity)).cloned().collect()
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
