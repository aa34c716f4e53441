use std::cmp::Ordering;

use accord_model::{
    Action, Category, CategorySet, OrganisationId, OrganisationKind, PartnerId, Purpose, RecordRef,
    SubjectId,
};
use jiff::Timestamp;
use uuid::Uuid;

/// What a directive does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The victim agrees.
    Permit,
    /// The victim refuses.
    Deny,
}

/// To whom a directive speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Every organisation.
    Anyone,
    /// Every organisation of a kind.
    Kind(OrganisationKind),
    /// One organisation.
    Organisation(OrganisationId),
}

/// Which records a directive covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordScope {
    /// Every record about the person.
    All,
    /// Those that one organisation holds.
    Owner(OrganisationId),
    /// One record of a partner: the same row, whether read as a person or as an incident.
    Record(RecordRef),
}

/// How consent was given (UK GDPR Art 7(1): the controller must be able to show it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Who said it: `SELF`, `PARENT`, `ATTORNEY`, `SOURCE_RECORD`.
    pub by: String,
    /// How: `IN_PERSON`, `ON_PHONE`, `IN_WRITING`, `SOURCE_RECORD`.
    pub method: String,
    /// Version of the words that were read out.
    pub wording_version: String,
    /// BCP 47 language they were read out in.
    pub language: String,
}

/// What a victim has said about sharing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its id.
    pub id: Uuid,
    /// The person-handle it was given on.
    pub subject: SubjectId,
    /// Permit or deny.
    pub effect: Effect,
    /// To whom.
    pub to: Audience,
    /// For one purpose, or for every one.
    pub purpose: Option<Purpose>,
    /// What: the categories named, or all of them. "All" does not name gender history.
    pub categories: CategorySet,
    /// To do one thing, or anything.
    pub action: Option<Action>,
    /// On which records.
    pub records: RecordScope,
    /// From this instant on.
    pub start: Timestamp,
    /// Until before this instant.
    pub end: Option<Timestamp>,
    /// How it was given.
    pub given: Given,
    /// Who wrote it down.
    pub recorded_by: OrganisationId,
    /// When.
    pub recorded_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

/// One question to the directives.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) organisation: OrganisationId,
    pub(crate) kind: Option<OrganisationKind>,
    pub(crate) purpose: Purpose,
    pub(crate) action: Action,
    pub(crate) owner: OrganisationId,
    pub(crate) record: &'a RecordRef,
    pub(crate) at: Timestamp,
}

impl Directive {
    /// In force at that instant: half-open, and not withdrawn by then.
    pub fn in_force(&self, at: Timestamp) -> bool {
        self.start <= at
            && self.end.is_none_or(|end| at < end)
            && self.withdrawn_at.is_none_or(|withdrawn| at < withdrawn)
    }

    fn matches(&self, asked: &Asked<'_>, category: Category) -> bool {
        self.in_force(asked.at)
            && match self.to {
                Audience::Anyone => true,
                Audience::Kind(kind) => asked.kind == Some(kind),
                Audience::Organisation(id) => asked.organisation == id,
            }
            && self.purpose.is_none_or(|purpose| purpose == asked.purpose)
            && self.action.is_none_or(|action| action == asked.action)
            && self.covers(category)
            && match &self.records {
                RecordScope::All => true,
                RecordScope::Owner(owner) => *owner == asked.owner,
                RecordScope::Record(at) => same_row(at, asked.record),
            }
    }

    /// Gender history is covered by name alone, and a refusal of everything covers it too.
    fn covers(&self, category: Category) -> bool {
        self.categories.has(category)
            && (category != Category::GenderHistory
                || self.categories != CategorySet::ALL
                || self.effect == Effect::Deny)
    }

    fn ranks(&self) -> [u8; 5] {
        [
            match self.to {
                Audience::Anyone => 0,
                Audience::Kind(_) => 1,
                Audience::Organisation(_) => 2,
            },
            u8::from(self.purpose.is_some()),
            u8::from(self.categories != CategorySet::ALL),
            u8::from(self.action.is_some()),
            match self.records {
                RecordScope::All => 0,
                RecordScope::Owner(_) => 1,
                RecordScope::Record(_) => 2,
            },
        ]
    }
}

fn same_row(a: &RecordRef, b: &RecordRef) -> bool {
    let (a, b): ((PartnerId, _), (PartnerId, _)) = ((a.partner, &a.local), (b.partner, &b.local));
    a == b
}

/// The product order: greater on one axis at least, smaller on none. Both are known to match the same question, so that
/// ranks along each axis can be compared.
fn more_specific(a: &Directive, b: &Directive) -> bool {
    let mut greater = false;
    for (a, b) in a.ranks().into_iter().zip(b.ranks()) {
        match a.cmp(&b) {
            Ordering::Less => return false,
            Ordering::Greater => greater = true,
            Ordering::Equal => {}
        }
    }
    greater
}

/// Step 5: among the most specific directives that match, a deny wins; where none matches, the answer is no.
pub fn decide_by_directives<'a>(
    directives: impl Iterator<Item = &'a Directive> + Clone,
    asked: (
        OrganisationId,
        Option<OrganisationKind>,
        Purpose,
        Action,
        OrganisationId,
        &RecordRef,
    ),
    at: Timestamp,
    category: Category,
) -> bool {
    let (organisation, kind, purpose, action, owner, record) = asked;
    permits(
        directives,
        &Asked {
            organisation,
            kind,
            purpose,
            action,
            owner,
            record,
            at,
        },
        category,
    )
}

pub(crate) fn permits<'a>(
    directives: impl Iterator<Item = &'a Directive> + Clone,
    asked: &Asked<'_>,
    category: Category,
) -> bool {
    let matching = directives.filter(|d| d.matches(asked, category));
    let mut permitted = false;
    for directive in matching.clone() {
        if matching
            .clone()
            .any(|other| more_specific(other, directive))
        {
            continue;
        }
        match directive.effect {
            Effect::Deny => return false,
            Effect::Permit => permitted = true,
        }
    }
    permitted
}
