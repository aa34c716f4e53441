//! The decision told with its reasons: one category of one record for one asker, everything looked up from scratch. It
//! decides nothing; `decide` does, and the tests hold the two against each other on random states.

mod words;

use accord_model::{Basis, Category, OrganisationKind, Purpose, RecordType, Role, SubjectId};
use uuid::Uuid;

use crate::agreement::Cell;
use crate::decide::Question;
use crate::{AgreementId, Candidate, Effect};
use words::{Word, word};

/// Why somebody may see a category of a record, or may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explained {
    /// She may.
    Granted {
        /// On which ground.
        basis: Basis,
        /// Under which agreement, and its version.
        agreement: (AgreementId, u32),
        /// Where the ground is consent: the word that permits it.
        directive: Option<Uuid>,
    },
    /// She may not: for each person in the record who does not grant it, why; or once for the record as a whole.
    Withheld(Vec<(Option<SubjectId>, WhyNot)>),
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// Step 1: the record, or another of the same incident, names the organisation, its part or what it is part of as the alleged
    /// perpetrator; or it names the user.
    Excluded,
    /// Step 1: a source has restricted the record, or another of the person's: place and contact stay shut for everybody.
    Restricted,
    /// Step 2: no agreement covers it for this role and purpose.
    NoAgreement,
    /// Step 2: an agreement covers it for whoever has made a victim information request.
    RequestNeeded,
    /// Step 3: she has nothing to do with the person, or nothing in this matter.
    NoRelationship,
    /// Step 5: the person's word is no; where there is none, none decides.
    NotShared {
        /// The word that decides.
        directive: Option<Uuid>,
    },
    /// Step 8: the record does not exist for whoever may not see this.
    NeedsAlso(Category),
}

/// Steps 1 to 9 for one category.
pub(crate) fn explain(question: &Question<'_>, candidate: &Candidate, category: Category) -> Explained {
    let own = one(question, candidate, category);
    if let Explained::Withheld(_) = own {
        return own;
    }
    let referral = (candidate.at.kind == RecordType::Referral).then_some(Category::Support);
    let mut needed = referral.into_iter().chain(candidate.proposed.iter());
    let missing = needed.find(|also| matches!(one(question, candidate, *also), Explained::Withheld(_)));
    missing.map_or(own, |also| Explained::Withheld(vec![(None, WhyNot::NeedsAlso(also))]))
}

/// Steps 1 to 6 and 9.
fn one(question: &Question<'_>, candidate: &Candidate, category: Category) -> Explained {
    let whole = |why| Explained::Withheld(vec![(None, why)]);
    let (viewer, all) = (question.viewer.organisation(), question.organisations);
    let others = candidate.accused_elsewhere.iter().filter(|_| candidate.owner != viewer);
    let mut accused = candidate.accused.iter().chain(others);
    let named = std::iter::once(&candidate.id).chain(&candidate.same_incident).copied();
    if accused.any(|accused| all.line(*accused).any(|up| up == viewer) || all.line(viewer).any(|up| up == *accused))
        || question.policy.excludes(question.viewer.user(), named)
    {
        return whole(WhyNot::Excluded);
    }
    let cells = covering(question, candidate, category);
    if cells.is_empty() {
        return whole(WhyNot::NoAgreement);
    }
    if candidate.subjects.is_empty() {
        return nobody(question, candidate, category, &cells);
    }
    let mut granted = None;
    let mut withheld = Vec::new();
    for subject in &candidate.subjects {
        match about(question, candidate, category, &cells, *subject) {
            Ok(how) => granted = granted.or(Some(how)),
            Err(why) => withheld.push((Some(*subject), why)),
        }
    }
    granted.filter(|_| withheld.is_empty()).unwrap_or(Explained::Withheld(withheld))
}

/// Step 2: the lines of agreements that cover it, the one that goes first at the head.
fn covering<'a>(question: &Question<'a>, candidate: &Candidate, category: Category) -> Vec<&'a Cell> {
    let viewer = question.viewer;
    let asker = (viewer.organisation(), viewer.role(), viewer.purpose(), question.action);
    let cells = question.agreements.cells(asker, candidate.owner, question.at);
    cells.filter(|cell| cell.categories.has(category)).collect()
}

/// Step 4: a ground of the agreement's own. Gender history has none.
fn by_ground(category: Category, cells: &[&Cell]) -> Option<Explained> {
    let cell = cells.iter().find(|cell| cell.basis != Basis::Consent && category != Category::GenderHistory)?;
    Some(Explained::Granted { basis: cell.basis, agreement: cell.agreement, directive: None })
}

/// Steps 3 to 6 for one person.
fn about(
    question: &Question<'_>,
    candidate: &Candidate,
    category: Category,
    cells: &[&Cell],
    subject: SubjectId,
) -> Result<Explained, WhyNot> {
    let (viewer, owner, at) = (question.viewer, candidate.owner, question.at);
    let related = question.policy.related(viewer, subject, owner, at);
    if related.is_empty() {
        return Err(WhyNot::NoRelationship);
    }
    let asked_for = question.policy.requested(viewer, subject, owner, at).has(category);
    let cells: Vec<&Cell> = cells.iter().copied().filter(|cell| !cell.on_request || asked_for).collect();
    if cells.is_empty() {
        return Err(WhyNot::RequestNeeded);
    }
    if !related.has(category) {
        return Err(WhyNot::NoRelationship);
    }
    if shut(candidate, category) || barred(question, subject, category) {
        return Err(WhyNot::Restricted);
    }
    let said = word(question, candidate, category, subject);
    // The national data opt-out stands above the ground.
    let figures = viewer.purpose() == Purpose::Statistics && !question.anonymised;
    let opted_out = figures && question.organisations.kind(owner) == Some(OrganisationKind::Nhs);
    if let (Some(granted), false) = (by_ground(category, &cells), opted_out && matches!(said, Word::Refuses(_))) {
        return Ok(granted);
    }
    match (said, cells.first()) {
        (Word::Permits(directive), Some(cell)) => {
            Ok(Explained::Granted { basis: Basis::Consent, agreement: cell.agreement, directive: Some(directive) })
        }
        (Word::Permits(_) | Word::Silent, _) => Err(WhyNot::NotShared { directive: None }),
        (Word::Refuses(directive), _) => Err(WhyNot::NotShared { directive: Some(directive) }),
    }
}

/// Step 1: what the record's own mark shuts.
const fn shut(candidate: &Candidate, category: Category) -> bool {
    candidate.restricted && matches!(category, Category::Location | Category::Contact)
}

/// Step 1: what the mark of another record of the person shuts.
fn barred(question: &Question<'_>, subject: SubjectId, category: Category) -> bool {
    let words = question.policy.directives_on(subject);
    words.iter().any(|one| one.effect == Effect::Bar && one.in_force(question.at) && one.categories.has(category))
}

/// Step 9, a record about nobody.
fn nobody(question: &Question<'_>, candidate: &Candidate, category: Category, cells: &[&Cell]) -> Explained {
    let viewer = question.viewer.organisation();
    let serves = candidate.facts.area.is_some_and(|area| question.organisations.serves(viewer, area));
    let about_anybody = candidate.at.kind != RecordType::Incident;
    let one_by_one = matches!(question.viewer.purpose(), Purpose::BreakGlass | Purpose::CaseConference);
    if one_by_one || about_anybody || question.viewer.role() == Role::Victim || !(candidate.owner == viewer || serves) {
        return Explained::Withheld(vec![(None, WhyNot::NoRelationship)]);
    }
    let cells: Vec<&Cell> = cells.iter().copied().filter(|cell| !cell.on_request).collect();
    let withheld = |why| Explained::Withheld(vec![(None, why)]);
    match by_ground(category, &cells) {
        _ if cells.is_empty() => withheld(WhyNot::NoAgreement),
        Some(_) if shut(candidate, category) => withheld(WhyNot::Restricted),
        Some(granted) => granted,
        None => withheld(WhyNot::NotShared { directive: None }),
    }
}
