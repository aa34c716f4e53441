//! The naive evaluator: one category, one record, everything looked up from scratch.

use std::collections::BTreeSet;

use accord_consent::{Audience, Directive, Effect, LinkState, RecordScope, RelationKind};
use accord_model::{Action, Basis, Category, CategorySet, OrganisationKind, Purpose, RecordType, Role, SubjectId};

use super::world::{Block, MEMBERS, Question, World, line};
use crate::town::id;

/// What the plain reading gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Granted,
    /// An agreement would do, and something else is missing.
    Silent,
    /// An agreement would do, for whoever has made a request.
    OnRequest,
    NoAgreement,
}

/// Steps 1 to 9 for one category. Without SUPPORT a referral does not exist; nor does what a rule proposes without all
/// that the rule tells.
pub(crate) fn judge(world: &World, question: &Question, category: Category) -> Verdict {
    let verdict = one(world, question, category);
    let referral = question.candidate.at.kind == RecordType::Referral;
    if verdict == Verdict::Granted && referral && one(world, question, Category::Support) != Verdict::Granted {
        return Verdict::Silent;
    }
    let told = || question.candidate.proposed.iter().all(|told| one(world, question, told) == Verdict::Granted);
    if verdict == Verdict::Granted && !told() {
        return Verdict::Silent;
    }
    verdict
}

fn one(world: &World, question: &Question, category: Category) -> Verdict {
    let record = &question.candidate;
    let asker = question.viewer.organisation();
    let blocks: Vec<&Block> =
        world.blocks.iter().filter(|b| named(b, question) && b.categories.contains(&category)).collect();
    if blocks.is_empty() {
        return Verdict::NoAgreement;
    }
    // Step 1.
    let family = |a, b| line(a).contains(&b) || line(b).contains(&a);
    if record.accused.iter().any(|accused| family(asker, *accused)) {
        return Verdict::Silent;
    }
    if record.owner != asker && record.accused_elsewhere.iter().any(|accused| family(asker, *accused)) {
        return Verdict::Silent;
    }
    let me = question.viewer.user();
    let names_me = |at| world.exclusions.iter().any(|e| e.user == me && e.record == at);
    if names_me(record.id) || record.same_incident.iter().any(|other| names_me(*other)) {
        return Verdict::Silent;
    }
    let shut = record.restricted && (category == Category::Location || category == Category::Contact);
    // Step 9: nobody.
    if record.subjects.is_empty() {
        let local = record.owner == asker || works_there(question);
        let staff = question.viewer.role() != Role::Victim && !personal(question.viewer.purpose());
        let nobody = record.at.kind == RecordType::Incident && staff;
        let open = blocks.iter().filter(|b| !b.on_request);
        let by_agreement = category != Category::GenderHistory && open.clone().any(|b| b.basis != Basis::Consent);
        return match (nobody && local, by_agreement, open.count()) {
            (true, true, _) if shut => Verdict::Silent,
            (true, true, _) => Verdict::Granted,
            (true, false, 0) => Verdict::NoAgreement,
            _ => Verdict::Silent,
        };
    }
    // Step 9: each of them.
    let each: Vec<Verdict> =
        record.subjects.iter().map(|subject| about(world, question, *subject, category, &blocks)).collect();
    if each.iter().all(|one| *one == Verdict::Granted) {
        return if shut { Verdict::Silent } else { Verdict::Granted };
    }
    // Of what is refused: somebody's silence is said before a request that is missing.
    if each.iter().any(|one| *one != Verdict::OnRequest) { Verdict::Silent } else { Verdict::OnRequest }
}

/// Steps 2 to 7 for one person.
fn about(world: &World, question: &Question, subject: SubjectId, category: Category, blocks: &[&Block]) -> Verdict {
    if !related(world, question, subject).contains(&category) {
        let open = blocks.iter().any(|b| !b.on_request || requested(world, question, subject, category));
        return if open { Verdict::Silent } else { Verdict::OnRequest };
    }
    let mut open = blocks.iter().filter(|b| !b.on_request || requested(world, question, subject, category)).peekable();
    if open.peek().is_none() {
        return Verdict::OnRequest;
    }
    let bars = world.directives.iter().filter(|d| d.effect == Effect::Bar && d.categories.has(category));
    let near = reach(world, subject, &[LinkState::Confirmed, LinkState::Waiting]);
    let barred = bars.filter(|d| near.contains(&d.subject)).any(|d| {
        question.at >= d.start
            && d.end.is_none_or(|end| question.at < end)
            && d.withdrawn_at.is_none_or(|at| question.at < at)
    });
    if barred {
        return Verdict::Silent;
    }
    let opted_out = question.viewer.purpose() == Purpose::Statistics
        && kind_of(question.candidate.owner) == OrganisationKind::Nhs
        && refuses(world, question, subject, category);
    let by_agreement = category != Category::GenderHistory && !opted_out && open.any(|b| b.basis != Basis::Consent);
    if by_agreement || agrees(world, question, subject, category) { Verdict::Granted } else { Verdict::Silent }
}

fn kind_of(organisation: accord_model::OrganisationId) -> OrganisationKind {
    MEMBERS.iter().find(|m| id(m.0) == organisation).unwrap().1
}

/// Purposes for which each person is opened by a step of its own.
fn personal(purpose: Purpose) -> bool {
    [Purpose::BreakGlass, Purpose::CaseConference].contains(&purpose)
}

/// A victim information request of this officer, or of her force, for this owner's records.
fn requested(world: &World, question: &Question, subject: SubjectId, category: Category) -> bool {
    let person = reach(world, subject, &[LinkState::Confirmed]);
    let viewer = &question.viewer;
    world.relations.iter().any(|r| {
        r.kind == RelationKind::InformationRequest
            && r.organisation == viewer.organisation()
            && r.user.is_none_or(|user| user == viewer.user())
            && person.contains(&r.subject)
            && r.owner.is_none_or(|owner| owner == question.candidate.owner)
            && r.categories.has(category)
            && r.start <= question.at
            && r.end.is_none_or(|end| question.at < end)
    })
}

/// Step 2.
fn named(block: &Block, question: &Question) -> bool {
    let (viewer, record) = (&question.viewer, &question.candidate);
    let listed = |list: &[&str], one| list.iter().any(|name| id(name) == one);
    listed(&block.organisations, viewer.organisation())
        && (block.sources.is_empty() || listed(&block.sources, record.owner))
        && block.roles.contains(&viewer.role())
        && block.purposes.contains(&viewer.purpose())
        && question.at >= block.from
        && question.at < block.until
        && (block.basis != Basis::OwnRecord || record.owner == viewer.organisation())
}

fn works_there(question: &Question) -> bool {
    MEMBERS.iter().any(|(name, _, _, areas)| {
        id(name) == question.viewer.organisation()
            && question.candidate.facts.area.is_some_and(|area| areas.contains(&area.as_str()))
    })
}

/// Every handle that can be reached over links in one of these states.
fn reach(world: &World, from: SubjectId, states: &[LinkState]) -> BTreeSet<SubjectId> {
    let mut reached = BTreeSet::from([from]);
    loop {
        let before = reached.len();
        for link in world.links.iter().filter(|l| states.contains(&l.state)) {
            if reached.contains(&link.a) || reached.contains(&link.b) {
                reached.extend([link.a, link.b]);
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

/// Step 3: what relationships leave open.
fn related(world: &World, question: &Question, subject: SubjectId) -> BTreeSet<Category> {
    let viewer = &question.viewer;
    let us = viewer.organisation();
    let person = reach(world, subject, &[LinkState::Confirmed]);
    let victim = viewer.role() == Role::Victim;
    let by_record = question.candidate.owner == us;
    let by_link = world.links.iter().any(|link| {
        link.state == LinkState::Confirmed && person.contains(&link.a) && (link.owners.0 == us || link.owners.1 == us)
    });
    let personal = personal(viewer.purpose());
    if !victim && !personal && (by_record || by_link) {
        return Category::ALL.iter().copied().collect();
    }
    let by_relation = world.relations.iter().filter(|r| {
        let hers = r.user == Some(viewer.user());
        let kind = match (viewer.purpose(), r.kind) {
            (_, RelationKind::InformationRequest) => false,
            (purpose, RelationKind::Emergency) => purpose == Purpose::BreakGlass && !victim,
            (purpose, RelationKind::Conference) => purpose == Purpose::CaseConference && !victim,
            (_, RelationKind::Own) => !personal,
            (_, RelationKind::Proxy) => !personal && victim,
            _ => !personal && !victim,
        };
        kind && r.organisation == us
            && person.contains(&r.subject)
            && (hers || (r.user.is_none() && !victim))
            && (r.owner.is_none() || r.owner == Some(question.candidate.owner))
            && r.start <= question.at
            && (r.end.is_none() || question.at < r.end.unwrap())
    });
    by_relation.flat_map(|r| r.categories.iter()).collect()
}

/// Step 5: every refusal that applies is outdone by a more specific word, none of them is firm, and one word at least
/// applies.
fn agrees(world: &World, question: &Question, subject: SubjectId, category: Category) -> bool {
    let words = words(world, question, subject, category);
    !words.is_empty() && all_outdone(&words)
}

/// She has said something about it, and what stands is a refusal.
fn refuses(world: &World, question: &Question, subject: SubjectId, category: Category) -> bool {
    let words = words(world, question, subject, category);
    !words.is_empty() && !all_outdone(&words)
}

fn all_outdone(words: &[&Directive]) -> bool {
    let outdone = |deny: &Directive| !deny.firm && words.iter().any(|other| outdoes(other, deny));
    words.iter().filter(|d| d.effect == Effect::Deny).all(|deny| outdone(deny))
}

fn words<'a>(world: &'a World, question: &Question, subject: SubjectId, category: Category) -> Vec<&'a Directive> {
    let near = reach(world, subject, &[LinkState::Confirmed, LinkState::Waiting]);
    let person = reach(world, subject, &[LinkState::Confirmed]);
    world
        .directives
        .iter()
        .filter(|d| match d.effect {
            Effect::Deny => near.contains(&d.subject),
            Effect::Permit => person.contains(&d.subject),
            Effect::Bar => false,
        })
        .filter(|d| applies(d, question, category))
        .collect()
}

fn applies(word: &Directive, question: &Question, category: Category) -> bool {
    let (viewer, record) = (&question.viewer, &question.candidate);
    let kind: OrganisationKind = MEMBERS.iter().find(|m| id(m.0) == viewer.organisation()).unwrap().1;
    let to_us = match word.to {
        Audience::Anyone => true,
        Audience::Kind(to) => to == kind,
        Audience::Organisation(to) => line(viewer.organisation()).contains(&to),
    };
    let of_this = match &word.records {
        RecordScope::All => true,
        RecordScope::Owner(owner) => *owner == record.owner,
        RecordScope::Record(at) => {
            let part = format!("{}#1", at.local.as_str());
            let referral = record.at.kind == RecordType::Referral && record.at.local.as_str() == part;
            at.partner == record.at.partner && (at.local.as_str() == record.at.local.as_str() || referral)
        }
    };
    let begun = question.at >= word.start;
    let ended = word.end.is_some_and(|end| question.at >= end);
    let withdrawn = match (word.effect, word.withdrawn_at) {
        (_, None) => false,
        (Effect::Permit, Some(_)) => true,
        (_, Some(at)) => question.at >= at,
    };
    let everything = word.categories == CategorySet::ALL;
    let names_it = word.categories.has(category)
        && !(category == Category::GenderHistory && everything && word.effect == Effect::Permit);
    to_us
        && of_this
        && begun
        && !ended
        && !withdrawn
        && names_it
        && word.purpose.unwrap_or(viewer.purpose()) == viewer.purpose()
        && word.action.unwrap_or(Action::View) == Action::View
}

/// At least as narrow on every axis, and narrower on one.
fn outdoes(a: &Directive, b: &Directive) -> bool {
    let narrow = within(a, b);
    let same = within(b, a);
    narrow && !same
}

fn within(a: &Directive, b: &Directive) -> bool {
    let audience = match (a.to, b.to) {
        (_, Audience::Anyone) => true,
        (Audience::Anyone, _) => false,
        (_, Audience::Kind(_)) => true,
        (Audience::Kind(_), Audience::Organisation(_)) => false,
        (Audience::Organisation(x), Audience::Organisation(y)) => line(x).contains(&y),
    };
    let records = match (&a.records, &b.records) {
        (_, RecordScope::All) => true,
        (RecordScope::All, _) => false,
        (_, RecordScope::Owner(_)) => true,
        (RecordScope::Owner(_), RecordScope::Record(_)) => false,
        (RecordScope::Record(_), RecordScope::Record(_)) => true,
    };
    let categories = b.categories == CategorySet::ALL || a.categories != CategorySet::ALL;
    audience
        && records
        && categories
        && (b.purpose.is_none() || a.purpose.is_some())
        && (b.action.is_none() || a.action.is_some())
}
