use std::collections::{BTreeMap, BTreeSet, HashMap};

use accord_consent::{Candidate, Facts, Grants};
use accord_model::{AreaCode, Category, Channel, IncidentId, Recognition, RecordKind, Reveals, Strand, SubjectId};
use jiff::Timestamp;

use super::people::order;
use crate::load::Shared;
use crate::views::{Case, Member};
use crate::{House, IndexFault};

/// How far it is looked from a report over reports that quote each other: police, county, NHS and council are four.
const HOPS: usize = 8;

/// Which incidents are wanted. A condition on a category that is not granted for a record never matches it.
#[derive(Clone, Debug, Default)]
pub struct IncidentFilter {
    /// One of these strands.
    pub strands: Option<Vec<Strand>>,
    /// One of these kinds of record.
    pub kinds: Option<Vec<RecordKind>>,
    /// One of these channels.
    pub channels: Option<Vec<Channel>>,
    /// In one of these areas.
    pub areas: Option<Vec<AreaCode>>,
    /// Occurred at or after this instant.
    pub occurred_from: Option<Timestamp>,
    /// Occurred before this instant.
    pub occurred_until: Option<Timestamp>,
    /// Recognised so. Without it, what somebody recognised as hate: what a rule proposes and what was rejected are out of
    /// every list unless they are named.
    pub recognition: Option<Vec<Recognition>>,
    /// Where none is named: also what a rule proposes.
    pub candidates: bool,
}

impl IncidentFilter {
    /// Whether one report matches, but for how hate was recognised: that is the incident's, not one report's.
    fn matches(&self, facts: &Facts, grants: &Grants) -> bool {
        let offence = grants.has(Category::Offence);
        let occurred = facts.occurred.filter(|_| offence);
        let kind = facts.kind.filter(|kind| grants.allows(kind.reveals()));
        one_of(&self.kinds, kind)
            && one_of(&self.channels, facts.channel.filter(|_| offence))
            && one_of(&self.areas, facts.area.filter(|_| grants.has(Category::Location)))
            && self.occurred_from.is_none_or(|from| occurred.is_some_and(|at| at >= from))
            && self.occurred_until.is_none_or(|until| occurred.is_some_and(|at| at < until))
            && self.strands.as_ref().is_none_or(|wanted| {
                let granted = facts.strands.iter().filter(|s| grants.allows(Reveals::Known(s.reveals())));
                granted.into_iter().any(|s| wanted.contains(s))
            })
    }

    /// Whether the incident was recognised as wanted, as far as the viewer may know. An incident that a partner flagged and
    /// that a rule proposes from another's report counts as flagged. Where OFFENCE is not granted, or no report says, a
    /// named recognition never matches, and a list without one shows the incident: to leave it out would tell what it is.
    fn recognises(&self, case: &Case) -> bool {
        let granted = case.members.iter().filter(|m| m.grants.has(Category::Offence));
        let known: Vec<Recognition> = granted.filter_map(|m| m.candidate.facts.recognition).collect();
        let hate = known.iter().any(|how| how.is_hate());
        let unsaid = known.len() < case.members.len();
        match &self.recognition {
            None => hate || unsaid || (self.candidates && known.contains(&Recognition::Candidate)),
            Some(wanted) => known.iter().any(|how| wanted.contains(how) && how.is_hate() == hate),
        }
    }
}

fn one_of<T: PartialEq>(wanted: &Option<Vec<T>>, value: Option<T>) -> bool {
    wanted.as_ref().is_none_or(|wanted| value.is_some_and(|value| wanted.contains(&value)))
}

/// Incident candidates and the links between them.
#[derive(Default)]
pub(crate) struct LinkedIncidents {
    all: HashMap<IncidentId, Candidate>,
    links: Vec<(IncidentId, IncidentId)>,
}

impl LinkedIncidents {
    /// What touches this person, and what is linked to that.
    pub(crate) fn around(&self, subject: SubjectId) -> Self {
        let mut all: HashMap<IncidentId, Candidate> = HashMap::new();
        let mut open: Vec<IncidentId> =
            self.all.iter().filter(|(_, c)| c.subjects.contains(&subject)).map(|(id, _)| *id).collect();
        while let Some(id) = open.pop() {
            let Some(candidate) = self.all.get(&id) else { continue };
            if all.insert(id, candidate.clone()).is_none() {
                let near = self.links.iter().filter(|(a, b)| *a == id || *b == id);
                open.extend(near.map(|(a, b)| if *a == id { *b } else { *a }));
            }
        }
        let links = self.links.iter().filter(|(a, b)| all.contains_key(a) && all.contains_key(b)).copied().collect();
        Self { all, links }
    }

    /// Those of these ids alone.
    pub(crate) fn take(mut self, ids: &[IncidentId]) -> Vec<Candidate> {
        ids.iter().filter_map(|id| self.all.remove(id)).collect()
    }

    /// Takes another's in.
    pub(crate) fn add(&mut self, other: &Self) {
        self.all.extend(other.all.iter().map(|(id, candidate)| (*id, candidate.clone())));
        self.links.extend(other.links.iter().copied());
    }
}

/// The incidents of these people, with everything linked to them: three looks into the index, however many people.
pub(crate) async fn linked_incidents(house: &House, subjects: &[SubjectId]) -> Result<LinkedIncidents, IndexFault> {
    with_links(house, house.index.incidents_of(subjects).await?).await
}

/// The incident reports of these ids, with everything linked to them.
pub(crate) async fn by_ids(house: &House, ids: &[IncidentId]) -> Result<LinkedIncidents, IndexFault> {
    with_links(house, house.index.incidents(ids).await?).await
}

pub(super) async fn with_links(house: &House, found: Vec<Candidate>) -> Result<LinkedIncidents, IndexFault> {
    let mut all: HashMap<IncidentId, Candidate> = found.into_iter().map(|c| (IncidentId(c.id), c)).collect();
    let mut links = Vec::new();
    let mut new: Vec<IncidentId> = all.keys().copied().collect();
    for _ in 0..HOPS {
        new.sort_unstable();
        let near = house.index.incident_links(&new).await?;
        let missing: BTreeSet<IncidentId> =
            near.iter().flat_map(|(a, b)| [*a, *b]).filter(|id| !all.contains_key(id)).collect();
        links.extend(near);
        if missing.is_empty() {
            break;
        }
        new = missing.into_iter().collect();
        all.extend(house.index.incidents(&new).await?.into_iter().map(|c| (IncidentId(c.id), c)));
    }
    links.sort_unstable();
    links.dedup();
    name_the_accused(&mut all, &links);
    Ok(LinkedIncidents { all, links })
}

/// Whom one report of an incident accuses, all reports of it shut out: seen and unseen ones.
fn name_the_accused(all: &mut HashMap<IncidentId, Candidate>, links: &[(IncidentId, IncidentId)]) {
    for component in components(all.keys().copied(), links) {
        if component.len() < 2 {
            continue;
        }
        let mut reports: Vec<Candidate> = component.iter().filter_map(|id| all.remove(id)).collect();
        Candidate::of_one_incident(&mut reports);
        all.extend(reports.into_iter().map(|report| (IncidentId(report.id), report)));
    }
}

/// The incidents that exist for this viewer and of which one visible report is wanted: a hidden one brings nothing into a list.
pub(crate) fn cases(shared: &Shared, found: &LinkedIncidents, wanted: impl Fn(&Candidate) -> bool) -> Vec<Case> {
    let (mut one, mut alone): (BTreeMap<IncidentId, Member>, Vec<Member>) = Default::default();
    for (id, candidate) in &found.all {
        let grants = shared.house.desk.grants(&shared.viewer, candidate, shared.trail.at());
        if grants.is_hidden() {
            shared.trail.spared(candidate.at.partner);
            continue;
        }
        let member = Member { candidate: candidate.clone(), grants };
        // A link is itself a disclosure: a report without the category that it rests on joins nothing and stands alone.
        if member.grants.has(Category::Offence) {
            one.insert(*id, member);
        } else {
            alone.push(member);
        }
    }
    let mut groups: Vec<Vec<Member>> = alone.into_iter().map(|member| vec![member]).collect();
    for component in components(one.keys().copied(), &found.links) {
        groups.push(component.iter().filter_map(|id| one.get(id).cloned()).collect());
    }
    groups.retain(|group| group.iter().any(|member| wanted(&member.candidate)));
    for group in &mut groups {
        order(&shared.house, group);
    }
    groups.into_iter().map(|members| Case { members }).collect()
}

/// Connected components over visible reports alone: a hidden report joins nothing.
fn components(ids: impl Iterator<Item = IncidentId>, links: &[(IncidentId, IncidentId)]) -> Vec<BTreeSet<IncidentId>> {
    let mut left: BTreeSet<IncidentId> = ids.collect();
    let mut near: HashMap<IncidentId, Vec<IncidentId>> = HashMap::new();
    for (a, b) in links {
        near.entry(*a).or_default().push(*b);
        near.entry(*b).or_default().push(*a);
    }
    let mut all = Vec::new();
    while let Some(start) = left.pop_first() {
        let mut component = BTreeSet::from([start]);
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            for other in near.get(&at).into_iter().flatten() {
                if left.remove(other) {
                    component.insert(*other);
                    open.push(*other);
                }
            }
        }
        all.push(component);
    }
    all
}

/// Whether the incident was recognised as wanted, and one of its reports matches the rest.
pub(crate) fn matching(case: &Case, filter: &IncidentFilter) -> bool {
    filter.recognises(case) && case.members.iter().any(|m| filter.matches(&m.candidate.facts, &m.grants))
}

impl Case {
    /// When it occurred, as far as the viewer may know: the first of the wanted reports, in order of precedence, that says so.
    pub(crate) fn occurred(&self, wanted: impl Fn(&Candidate) -> bool) -> Option<Timestamp> {
        let known = self.members.iter().filter(|m| m.grants.has(Category::Offence) && wanted(&m.candidate));
        known.filter_map(|m| m.candidate.facts.occurred).next()
    }
}
