//! The decision: steps 1 to 9 of docs/consent-semantics.md, in their order. Total and free of order.

use std::cell::LazyCell;

use accord_model::{
    Action, Basis, Category, CategorySet, OrganisationId, OrganisationKind, Purpose, RecordType, Regime, Reveals, Role,
    SourceDirective, SubjectId,
};
use jiff::Timestamp;
use smallvec::SmallVec;
use uuid::Uuid;

use crate::agreement::Cell;
use crate::directive::Asked;
use crate::policy::Policy;
use crate::relation::is_opened_one_by_one;
use crate::word::Word;
use crate::{AgreementId, Agreements, Candidate, Directive, Effect, FieldSet, Organisations, Record, Rule, Viewer};

/// Why a field is withheld. Refused, never asked and expired are one reason: the marker must not tell who refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WithheldReason {
    /// The victim's agreement would open it, and is not there.
    NotShared,
    /// No information-sharing agreement covers it for this role and purpose.
    NoAgreement,
    /// An agreement covers it for whoever has made a victim information request (Victims and Prisoners Act 2024 s.28).
    RequestNeeded,
}

/// One field that is withheld. It derives from policy alone: it is the same when there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Withheld {
    /// The field's name in the schema.
    pub field: &'static str,
    /// The category that is missing.
    pub category: Category,
    /// Why.
    pub reason: WithheldReason,
}

#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) subject: Option<SubjectId>,
    pub(crate) categories: CategorySet,
    pub(crate) basis: Basis,
    pub(crate) agreement: (AgreementId, u32),
    pub(crate) regime: Regime,
}

/// What one viewer may see of one record, for one purpose, at one instant.
#[derive(Clone, Default)]
pub struct Grants {
    categories: CategorySet,
    covered: CategorySet,
    on_request: CategorySet,
    holder: CategorySet,
    pub(crate) grounds: Vec<Ground>,
}

impl Grants {
    /// What an agreement with sync lets it read, and nothing about who holds it.
    pub(crate) fn agreed(categories: CategorySet) -> Self {
        Self { categories, ..Self::default() }
    }

    /// Step 8: a record for which nothing is granted does not exist for this viewer.
    pub const fn is_hidden(&self) -> bool {
        self.categories.is_empty()
    }

    /// Whether this category is granted.
    pub const fn has(&self, category: Category) -> bool {
        self.categories.has(category)
    }

    /// What is granted.
    pub const fn categories(&self) -> CategorySet {
        self.categories
    }

    /// What is granted on which ground; for a record about several people, one entry a person and ground.
    pub fn bases(&self) -> impl Iterator<Item = (CategorySet, Basis)> {
        self.grounds.iter().map(|g| (g.categories, g.basis))
    }

    /// What it reveals that this partner holds a record.
    pub const fn holder(&self) -> CategorySet {
        self.holder
    }

    /// Whether a value that reveals this may be shown. Unknown: never.
    pub const fn allows(&self, reveals: Reveals) -> bool {
        match reveals {
            Reveals::Known(categories) => self.categories.covers(categories),
            Reveals::Unknown => false,
        }
    }

    /// The fields that may be asked for. A field that decides by its value may be asked for if the record exists for
    /// this viewer; its value decides when it is there.
    pub fn may<R: Record>(&self) -> FieldSet {
        if self.is_hidden() {
            return FieldSet::NONE;
        }
        FieldSet::rules::<R>(|field| match field.rule {
            Rule::Category(category) => self.categories.has(category),
            Rule::ByValue(_) | Rule::Open(_) => true,
        })
    }

    /// Every protected field of which something is withheld, whatever was asked for.
    pub fn withheld<R: Record>(&self) -> Vec<Withheld> {
        let mut all = Vec::new();
        for field in R::FIELDS {
            let needs = match field.rule {
                Rule::Category(category) => category.into(),
                // Whoever holds it: what is missing must not tell who does.
                Rule::ByValue(possible) => possible,
                Rule::Open(_) => CategorySet::NONE,
            };
            all.extend((needs - self.categories).iter().map(|category| Withheld {
                field: field.name,
                category,
                reason: self.reason(category),
            }));
        }
        all
    }

    const fn reason(&self, category: Category) -> WithheldReason {
        if self.covered.has(category) {
            WithheldReason::NotShared
        } else if self.on_request.has(category) {
            WithheldReason::RequestNeeded
        } else {
            WithheldReason::NoAgreement
        }
    }

    fn narrowed(mut self, shut: CategorySet) -> Self {
        self.categories = self.categories - shut;
        self
    }

    /// Step 9: a shared field is shown only if it is granted for each person.
    fn and(mut self, other: Self) -> Self {
        self.categories = self.categories & other.categories;
        self.covered |= other.covered;
        self.on_request |= other.on_request;
        self.grounds.extend(other.grounds);
        self
    }
}

/// One question: who asks to do what, when, under which rules.
pub(crate) struct Question<'a> {
    pub(crate) viewer: &'a Viewer,
    pub(crate) action: Action,
    pub(crate) at: Timestamp,
    pub(crate) agreements: &'a Agreements,
    pub(crate) organisations: &'a Organisations,
    pub(crate) policy: &'a Policy,
    /// Figures from which nobody can be known are not personal data: the national data opt-out does not reach them.
    pub(crate) anonymised: bool,
    /// Decide as if the person were present: for `findVictim`, before the relationship is written.
    pub(crate) presume_relation: bool,
    /// What the record itself says of consent today, where it was looked at. It can hide and never show: a refusal counts,
    /// and so does that a permit of the same row is said no more.
    pub(crate) said_today: Option<&'a [SourceDirective]>,
}

/// The whole decision about one record.
pub(crate) fn decide(question: &Question<'_>, candidate: &Candidate) -> Grants {
    let holder = question.organisations.kind(candidate.owner).map_or(CategorySet::ALL, OrganisationKind::reveals);
    let hidden = Grants { holder, ..Grants::default() };
    // Step 1, absolute: the alleged perpetrator's organisation, its parents and its parts.
    if is_accused(question, candidate) {
        return hidden;
    }
    let shut = if candidate.restricted {
        CategorySet::of(&[Category::Location, Category::Contact])
    } else {
        CategorySet::NONE
    };
    let viewer = question.viewer;
    let asker = (viewer.organisation(), viewer.role(), viewer.purpose(), question.action);
    let cells: SmallVec<[&Cell; 4]> = question.agreements.cells(asker, candidate.owner, question.at).collect();
    let each = candidate.subjects.iter().map(|subject| about(question, candidate, *subject, &cells));
    let mut grants = each.reduce(Grants::and).unwrap_or_else(|| about_nobody(question, candidate, &cells));
    grants.holder = holder;
    let mut grants = grants.narrowed(shut);
    // Step 8: that there is a referral is the fact itself. Without SUPPORT it does not exist, whatever else is granted.
    if candidate.at.kind == RecordType::Referral && !grants.has(Category::Support) {
        return Grants { holder, ..Grants::default() };
    }
    // Step 8: that an incident nobody has recognised as hate is here tells that the rule fits which proposes it.
    if !grants.categories.covers(candidate.proposed) {
        return Grants { holder, ..Grants::default() };
    }
    let granted = grants.categories;
    for ground in &mut grants.grounds {
        ground.categories = ground.categories & granted;
    }
    grants
}

fn is_accused(question: &Question<'_>, candidate: &Candidate) -> bool {
    let viewer = question.viewer.organisation();
    let all = question.organisations;
    let is_family = |accused: &OrganisationId| all.within(viewer, *accused) || all.within(*accused, viewer);
    let records = std::iter::once(candidate.id).chain(candidate.same_incident.iter().copied());
    candidate.accused.iter().any(is_family)
        || (candidate.owner != viewer && candidate.accused_elsewhere.iter().any(is_family))
        || question.policy.excludes(question.viewer.user(), records)
}

/// Steps 2 to 5 for one person.
fn about(question: &Question<'_>, candidate: &Candidate, subject: SubjectId, cells: &[&Cell]) -> Grants {
    let mut grants = Grants::default();
    let (viewer, owner, at) = (question.viewer, candidate.owner, question.at);
    let related =
        if question.presume_relation { CategorySet::ALL } else { question.policy.related(viewer, subject, owner, at) };
    if related.is_empty() {
        return grants;
    }
    let (alone, standing) = ([viewer.organisation()], question.organisations.standing(viewer.organisation()));
    let asked = Asked {
        line: standing.map_or(&alone, |standing| &standing.line),
        kind: standing.map(|standing| standing.kind),
        purpose: question.viewer.purpose(),
        action: question.action,
        owner,
        record: &candidate.at,
        at,
    };
    let today: Vec<Directive> =
        question.said_today.into_iter().flatten().filter_map(|from| said(candidate, subject, from)).collect();
    let mut directives = question.policy.directives_on(subject);
    if question.said_today.is_some() {
        directives.retain(|directive| !directive.is_said_no_more(&candidate.at, subject, &today));
        directives.extend(today.iter().filter(|directive| directive.effect == Effect::Deny));
    }
    // Step 1, for a person: what the mark of one of her records shuts is shut on every one.
    let bars = directives.iter().filter(|d| d.effect == Effect::Bar && d.in_force(at));
    let within = related - bars.fold(CategorySet::NONE, |shut, bar| shut | bar.categories);
    let requested = LazyCell::new(|| question.policy.requested(viewer, subject, owner, at));
    let words = LazyCell::new(|| Word::of(directives.iter().copied(), &asked));
    let figures = is_for_figures(question, owner);
    for cell in cells {
        let agreed = if cell.on_request { cell.categories & *requested } else { cell.categories };
        grants.covered |= agreed;
        grants.on_request |= cell.categories - agreed;
        let open = (agreed & within) - grants.categories;
        // Step 4: what the agreement's own basis opens. Gender history is never among it. Step 7 is here too: an agreement for
        // emergencies has a ground other than consent, and counts for whoever has asked for emergency access to this person.
        let by_basis = match cell.basis {
            Basis::Consent => CategorySet::NONE,
            _ if figures => open - Category::GenderHistory.into() - words.refuses(),
            _ => open - Category::GenderHistory.into(),
        };
        // Step 5: the rest is for the person to say.
        let rest = open - by_basis;
        let by_consent = if rest.is_empty() { rest } else { rest & words.permits() };
        add(&mut grants, Some(subject), by_basis, cell, cell.basis);
        add(&mut grants, Some(subject), by_consent, cell, Basis::Consent);
    }
    grants
}

/// The national data opt-out: for figures, what a patient has refused is not taken from the NHS's records of her, whatever the
/// ground; unless nobody can be known from what comes of it.
fn is_for_figures(question: &Question<'_>, owner: OrganisationId) -> bool {
    let figures = question.viewer.purpose() == Purpose::Statistics && !question.anonymised;
    figures && question.organisations.kind(owner) == Some(OrganisationKind::Nhs)
}

fn said(candidate: &Candidate, subject: SubjectId, from: &SourceDirective) -> Option<Directive> {
    Directive::of_source(Uuid::nil(), (&candidate.at, candidate.owner, Timestamp::UNIX_EPOCH), subject, from)
}

/// Step 9, a record about nobody: the relationship is the organisation's area, and there is nobody who could agree.
fn about_nobody(question: &Question<'_>, candidate: &Candidate, cells: &[&Cell]) -> Grants {
    let mut grants = Grants::default();
    // A person record and a referral are about a person: without her handle nothing can be decided. And a victim sees her
    // own records. An emergency and a conference are about a person.
    let about_people = question.viewer.role() == Role::Victim || is_opened_one_by_one(question.viewer.purpose());
    if candidate.at.kind != RecordType::Incident || about_people {
        return grants;
    }
    let viewer = question.viewer.organisation();
    let area = candidate.facts.area.is_some_and(|area| question.organisations.serves(viewer, area));
    if candidate.owner != viewer && !area {
        return grants;
    }
    for cell in cells.iter().filter(|cell| !cell.on_request) {
        grants.covered |= cell.categories;
        if cell.basis != Basis::Consent {
            let granted = cell.categories - grants.categories - Category::GenderHistory.into();
            add(&mut grants, None, granted, cell, cell.basis);
        }
    }
    grants
}

fn add(grants: &mut Grants, subject: Option<SubjectId>, granted: CategorySet, cell: &Cell, basis: Basis) {
    if granted.is_empty() {
        return;
    }
    grants.categories |= granted;
    grants.grounds.push(Ground { subject, categories: granted, basis, agreement: cell.agreement, regime: cell.regime });
}

#[cfg(test)]
mod tests {
    use accord_model::{Incident, Referral, Victim};

    use super::*;

    /// All markers of what somebody may see who is granted only this, of a record that an organisation of this kind holds.
    fn markers(granted: &[Category], holder: CategorySet) -> Vec<Withheld> {
        let grants = Grants { categories: CategorySet::of(granted), holder, ..Grants::default() };
        let all = grants.withheld::<Victim>().into_iter().chain(grants.withheld::<Incident>());
        all.chain(grants.withheld::<Referral>()).collect()
    }

    #[test]
    fn what_is_missing_does_not_tell_who_holds_the_record() {
        for granted in [&[Category::Identity][..], &[Category::Identity, Category::Offence], &[Category::Support]] {
            let of_nobody = markers(granted, CategorySet::NONE);
            for kind in [OrganisationKind::Police, OrganisationKind::Nhs, OrganisationKind::Charity] {
                assert_eq!(markers(granted, kind.reveals()), of_nobody);
            }
            assert!(of_nobody.iter().any(|one| one.field == "reference" && one.category == Category::Health));
        }
    }
}
