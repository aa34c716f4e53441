use std::collections::{BTreeMap, BTreeSet};

use accord_consent::{Candidate, Fingerprint, Identifier, PolicyFault, Sought};
use accord_model::{Category, SubjectId};

use super::people::persons;
use crate::IndexFault;
use crate::load::Shared;
use crate::views::Person;

/// What became of a search for one person.
pub enum Finding {
    /// One person whom the viewer may know of.
    Found(Person),
    /// Several: one of these identifiers more is needed. Never a list.
    NeedMore(Vec<Identifier>),
    /// Nobody, or nobody whom the viewer may know of: the same answer.
    Introduced(Person),
}

/// Why nothing was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FindFault {
    /// The user has made too many finds in an hour.
    #[error("too many finds")]
    TooMany,
    /// The viewer's role meets no victims.
    #[error("not allowed")]
    NotAllowed,
    /// The index or the database is not available.
    #[error("not available")]
    Unavailable,
}

impl From<IndexFault> for FindFault {
    fn from(_: IndexFault) -> Self {
        Self::Unavailable
    }
}

impl From<PolicyFault> for FindFault {
    fn from(fault: PolicyFault) -> Self {
        match fault {
            PolicyFault::NotAllowed => Self::NotAllowed,
            _ => Self::Unavailable,
        }
    }
}

const ALL: [Identifier; 5] =
    [Identifier::Family, Identifier::Given, Identifier::DateOfBirth, Identifier::Postcode, Identifier::NhsNumber];

/// Looks for one person by two identifiers at least. The person is present, so finding begins a relationship.
pub(crate) async fn find_victim(shared: &Shared, sought: &Sought) -> Result<Finding, FindFault> {
    let desk = &shared.house.desk;
    let at = shared.trail.at();
    if !shared.house.finds.allow(shared.viewer.user(), at, shared.house.finds_per_hour) {
        return Err(FindFault::TooMany);
    }
    let given = desk.fingerprints(sought);
    let missing = lacking(&given);
    if given.len() < 2 {
        return Ok(Finding::NeedMore(missing));
    }
    let people = knowable(shared, &matching(shared, &given).await?).await?;
    let subject = match people.len() {
        0 => desk.introduce(&shared.viewer, sought, at).await?,
        1 => {
            let subject = people.first().copied().ok_or(FindFault::Unavailable)?;
            desk.found(&shared.viewer, subject, at).await?;
            subject
        }
        _ => return Ok(Finding::NeedMore(missing)),
    };
    // Writing the relationship, or proposing links to a new handle, changed policy: this request goes on after that.
    desk.catch_up(&shared.trail);
    let person = persons(shared, &[subject]).await?.remove(&subject).ok_or(FindFault::Unavailable)?;
    Ok(if people.is_empty() { Finding::Introduced(person) } else { Finding::Found(person) })
}

/// The handles that agree on two identifiers at least and differ on none that they hold.
async fn matching(shared: &Shared, given: &[(Identifier, Fingerprint)]) -> Result<Vec<SubjectId>, IndexFault> {
    let mut found: BTreeMap<SubjectId, Vec<(Identifier, Fingerprint)>> = BTreeMap::new();
    // The family name always comes; the number finds a person whose name has changed.
    let keys = given.iter().filter(|(what, _)| matches!(what, Identifier::Family | Identifier::NhsNumber));
    for (what, fingerprint) in keys {
        found.extend(shared.house.index.carrying(*what, *fingerprint).await?);
    }
    found.retain(|_, held| {
        let mut agree = 0;
        for (what, fingerprint) in given {
            match held.iter().find(|(h, _)| h == what) {
                Some((_, other)) if other == fingerprint => agree += 1,
                Some(_) => return false,
                None => {}
            }
        }
        agree >= 2
    });
    Ok(found.into_keys().collect())
}

/// The handles that fit somebody who is described, or what would help. Counted as a find: a thousand tries are no emergency.
pub(crate) async fn described(
    shared: &Shared,
    sought: &Sought,
) -> Result<Result<Vec<SubjectId>, Vec<Identifier>>, PolicyFault> {
    let (desk, at) = (&shared.house.desk, shared.trail.at());
    if !shared.house.finds.allow(shared.viewer.user(), at, shared.house.finds_per_hour) {
        return Err(PolicyFault::TooManyEmergencies);
    }
    let given = desk.fingerprints(sought);
    if given.len() < 2 {
        return Ok(Err(lacking(&given)));
    }
    Ok(Ok(matching(shared, &given).await.map_err(|_| PolicyFault::Unavailable)?))
}

/// What is not known yet of somebody who is described.
pub(crate) fn lacking(given: &[(Identifier, Fingerprint)]) -> Vec<Identifier> {
    ALL.into_iter().filter(|i| given.iter().all(|(g, _)| g != i)).collect()
}

/// Each person behind these of whom emergency access would open something, by one record of hers.
pub(crate) async fn openable(
    shared: &Shared,
    handles: &[SubjectId],
) -> Result<Vec<(SubjectId, Candidate)>, IndexFault> {
    let (desk, at) = (&shared.house.desk, shared.trail.at());
    let all: BTreeSet<SubjectId> = handles.iter().flat_map(|handle| desk.person(*handle)).collect();
    let all: Vec<SubjectId> = all.into_iter().collect();
    let mut people: BTreeMap<SubjectId, (SubjectId, Candidate)> = BTreeMap::new();
    for candidate in shared.house.index.victims(&all).await? {
        let subject = SubjectId(candidate.id);
        if desk.would_open(&shared.viewer, &candidate, at) {
            let person = desk.person(subject).into_iter().min().unwrap_or(subject);
            people.entry(person).or_insert((subject, candidate));
        }
    }
    Ok(people.into_values().collect())
}

/// One handle for each person behind these whom the viewer may know of, once she is present. Who is one person is told by
/// the links that she would see: a hidden record joins nothing here either, or FOUND instead of `NEED_MORE_DETAIL` would tell
/// that there is one.
async fn knowable(shared: &Shared, handles: &[SubjectId]) -> Result<Vec<SubjectId>, IndexFault> {
    let (house, at) = (&shared.house, shared.trail.at());
    let all: BTreeSet<SubjectId> = handles.iter().flat_map(|handle| house.desk.person(*handle)).collect();
    let candidates = house.index.victims(&all.iter().copied().collect::<Vec<_>>()).await?;
    // Each handle that she would know of, and whether her links would be shown with it.
    let mut known: BTreeMap<SubjectId, bool> = BTreeMap::new();
    for candidate in &candidates {
        let grants = house.desk.would_see(&shared.viewer, candidate, at);
        if !grants.is_hidden() {
            known.insert(SubjectId(candidate.id), grants.has(Category::Identity));
        }
    }
    let with_record: BTreeSet<SubjectId> = candidates.iter().map(|c| SubjectId(c.id)).collect();
    let introduced = all.difference(&with_record).filter(|h| house.desk.introduced_by(&shared.viewer, **h, at));
    known.extend(introduced.map(|handle| (*handle, true)));
    // Those with a record first: a handle that was introduced has none to show.
    let (recorded, empty): (Vec<SubjectId>, Vec<SubjectId>) = handles.iter().partition(|h| with_record.contains(h));
    let mut counted: BTreeSet<SubjectId> = BTreeSet::new();
    let mut people = Vec::new();
    for handle in recorded.into_iter().chain(empty).filter(|handle| known.contains_key(handle)) {
        if !counted.contains(&handle) {
            people.push(handle);
            counted.extend(one_person(shared, handle, &known));
        }
    }
    Ok(people)
}

/// The handles joined to this one over handles whose links are shown.
fn one_person(shared: &Shared, handle: SubjectId, known: &BTreeMap<SubjectId, bool>) -> BTreeSet<SubjectId> {
    let mut found = BTreeSet::from([handle]);
    let mut open = if known.get(&handle) == Some(&true) { vec![handle] } else { Vec::new() };
    while let Some(at) = open.pop() {
        for next in shared.house.desk.joined(at) {
            if known.get(&next) == Some(&true) && found.insert(next) {
                open.push(next);
            }
        }
    }
    found
}
