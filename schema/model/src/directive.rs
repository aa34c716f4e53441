use jiff::Timestamp;

use crate::{Action, CategorySet, LocalId, OrganisationId, OrganisationKind, PartnerId, Purpose, RecordRef};

/// To whom a directive speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Every organisation.
    Anyone,
    /// Every organisation of a kind.
    Kind(OrganisationKind),
    /// One organisation and its parts.
    Organisation(OrganisationId),
}

/// Which records a directive covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordScope {
    /// Every record about the person.
    All,
    /// Those that one organisation holds.
    Owner(OrganisationId),
    /// One record of a partner: the same row, whether read as a person, as an incident or as a referral.
    Record(RecordRef),
}

/// Which records a partner's words cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceScope {
    /// The row that they stand in.
    Row,
    /// Every record about the person that the partner's owner holds.
    Holder,
    /// These.
    Of(RecordScope),
}

/// What a partner's record says of the victim's consent: a tick in a column ("police, support"), or a FHIR Consent. It
/// becomes a directive.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceDirective {
    /// True: may see; false: may not.
    pub permit: bool,
    /// Who is meant.
    pub to: Audience,
    /// For one purpose, or for every one.
    pub purpose: Option<Purpose>,
    /// What is covered.
    pub categories: CategorySet,
    /// To do one thing, or anything.
    pub action: Option<Action>,
    /// On which records.
    pub records: SourceScope,
    /// From this instant on; none: always.
    pub start: Option<Timestamp>,
    /// Until before this instant.
    pub end: Option<Timestamp>,
    /// Of a refusal of which a part could not be understood: nothing narrower outdoes it.
    pub firm: bool,
    /// Who said it, as a code: `SELF`, `RELATED_PERSON`; `SOURCE_RECORD` where the record does not tell.
    pub by: &'static str,
}

/// What one paper on a person's consent says, where a partner holds several: a FHIR Consent.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsentPaper {
    /// The partner's id of it.
    pub id: LocalId,
    /// All that it says; nothing where it was ended.
    pub says: Vec<SourceDirective>,
}

impl SourceDirective {
    /// Who said it, where a record does not tell.
    pub const BY_RECORD: &'static str = "SOURCE_RECORD";

    /// Whether a record of this partner, whose owner is `owner`, may say it. It may refuse for every record about the person; it
    /// permits what its owner holds alone.
    pub fn is_own(&self, partner: PartnerId, owner: OrganisationId) -> bool {
        let own = match &self.records {
            SourceScope::Row | SourceScope::Holder => true,
            SourceScope::Of(RecordScope::All) => false,
            SourceScope::Of(RecordScope::Owner(holder)) => *holder == owner,
            SourceScope::Of(RecordScope::Record(record)) => record.partner == partner,
        };
        own || !self.permit
    }

    /// A word of a row, for that row alone, for every purpose and action: to a kind of organisation, or to everybody.
    pub const fn of_row(permit: bool, to: Option<OrganisationKind>, categories: CategorySet) -> Self {
        let to = match to {
            Some(kind) => Audience::Kind(kind),
            None => Audience::Anyone,
        };
        Self {
            permit,
            to,
            purpose: None,
            categories,
            action: None,
            records: SourceScope::Row,
            start: None,
            end: None,
            firm: false,
            by: Self::BY_RECORD,
        }
    }
}
