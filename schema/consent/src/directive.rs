use std::fmt;

use accord_model::{
    Action, Audience, Category, CategorySet, LocalId, OrganisationId, OrganisationKind, Purpose, RecordRef,
    RecordScope, RecordType, SourceDirective, SourceScope, SubjectId,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::word::Word;

/// How a directive was given that a partner's record says.
pub(crate) const SOURCE_RECORD: &str = "SOURCE_RECORD";

/// What a directive does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The victim agrees.
    Permit,
    /// The victim refuses.
    Deny,
    /// Its source shut it for everybody (NHS PDS: restricted, very restricted): step 1, above every ground. Nobody's word: it
    /// comes of a record's mark alone.
    Bar,
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
#[derive(Clone, PartialEq, Eq)]
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
    /// Of a refusal of which a part could not be understood when it was read: nothing narrower outdoes it.
    pub firm: bool,
    /// How it was given.
    pub given: Given,
    /// Who wrote it down.
    pub recorded_by: OrganisationId,
    /// When.
    pub recorded_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// Of a permit: its end had come before the clock was turned back. It is over for good.
    pub lapsed: bool,
}

// What a person refused, and to whom, is about that person: it stays out of logs.
impl fmt::Debug for Directive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Directive")
    }
}

/// One question to the directives.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The organisation that asks, what it is part of, and so on.
    pub(crate) line: &'a [OrganisationId],
    pub(crate) kind: Option<OrganisationKind>,
    pub(crate) purpose: Purpose,
    pub(crate) action: Action,
    pub(crate) owner: OrganisationId,
    pub(crate) record: &'a RecordRef,
    pub(crate) at: Timestamp,
}

impl Directive {
    /// In force at that instant: half-open. On a gateway whose clock is behind the one that wrote it down, a permit that was
    /// withdrawn is over for good, and a refusal that was to begin at once has begun.
    pub fn in_force(&self, at: Timestamp) -> bool {
        let permits = self.effect == Effect::Permit;
        let begun = self.start <= at || (!permits && self.start == self.recorded_at);
        let over = self.withdrawn_at.is_some_and(|withdrawn| permits || withdrawn <= at) || (permits && self.lapsed);
        begun && self.end.is_none_or(|end| at < end) && !over
    }

    /// What this record says of consent, as a directive. Nothing where it names nothing; and a partner's record permits
    /// nothing of what others hold.
    pub(crate) fn of_source(
        id: Uuid,
        (at, recorded_by, recorded_at): (&RecordRef, OrganisationId, Timestamp),
        subject: SubjectId,
        from: &SourceDirective,
    ) -> Option<Self> {
        let categories = from.categories - unnamed(from);
        let own = from.is_own(at.partner, recorded_by);
        (own && !categories.is_empty()).then(|| Self {
            id,
            subject,
            effect: if from.permit { Effect::Permit } else { Effect::Deny },
            to: from.to,
            purpose: from.purpose,
            categories,
            action: from.action,
            records: match &from.records {
                SourceScope::Row => RecordScope::Record(RecordRef {
                    partner: at.partner,
                    kind: RecordType::Incident,
                    local: LocalId::new(row(at)),
                }),
                SourceScope::Holder => RecordScope::Owner(recorded_by),
                SourceScope::Of(records) => records.clone(),
            },
            start: from.start.unwrap_or(Timestamp::UNIX_EPOCH),
            end: from.end,
            firm: from.firm,
            given: Given {
                by: from.by.to_owned(),
                method: SOURCE_RECORD.to_owned(),
                wording_version: "unknown".to_owned(),
                language: "und".to_owned(),
            },
            recorded_by,
            recorded_at,
            withdrawn_at: None,
            lapsed: false,
        })
    }

    /// What a person record's mark shuts, wherever her records lie: where she lives and how she is reached.
    pub(crate) fn bar(id: Uuid, (at, recorded_by): (Timestamp, OrganisationId), subject: SubjectId) -> Self {
        Self {
            id,
            subject,
            effect: Effect::Bar,
            to: Audience::Anyone,
            purpose: None,
            categories: CategorySet::of(&[Category::Location, Category::Contact]),
            action: None,
            records: RecordScope::All,
            start: Timestamp::UNIX_EPOCH,
            end: None,
            firm: true,
            given: Given {
                by: SOURCE_RECORD.to_owned(),
                method: SOURCE_RECORD.to_owned(),
                wording_version: "unknown".to_owned(),
                language: "und".to_owned(),
            },
            recorded_by,
            recorded_at: at,
            withdrawn_at: None,
            lapsed: false,
        }
    }

    /// Whether it is a permit that this record gave when it was read into the index, and gives no more: one for its row, or
    /// one for more than a row that the same partner's record of this very person gave.
    pub(crate) fn is_said_no_more(&self, at: &RecordRef, subject: SubjectId, today: &[Self]) -> bool {
        let here = match &self.records {
            RecordScope::Record(scope) => same_row(scope, at),
            // A handle is one partner's record of a person.
            RecordScope::All | RecordScope::Owner(_) => self.subject == subject,
        };
        let given = self.effect == Effect::Permit && self.given.method == SOURCE_RECORD && here;
        given && !today.iter().any(|d| d.says(self))
    }

    /// Whether both say the same of the same person, whoever wrote them down and when.
    pub(crate) fn is_word_of(&self, other: &Self) -> bool {
        (self.subject, self.firm) == (other.subject, other.firm) && self.says(other)
    }

    /// Whether both say the same, whoever wrote them down and when.
    fn says(&self, other: &Self) -> bool {
        (self.effect, self.to, self.purpose, self.categories, self.action)
            == (other.effect, other.to, other.purpose, other.categories, other.action)
            && (&self.records, self.start, self.end) == (&other.records, other.start, other.end)
    }

    /// Whether it bears on this question, whatever the category.
    pub(crate) fn matches(&self, asked: &Asked<'_>) -> bool {
        self.in_force(asked.at)
            && match self.to {
                Audience::Anyone => true,
                Audience::Kind(kind) => asked.kind == Some(kind),
                Audience::Organisation(id) => asked.line.contains(&id),
            }
            && self.purpose.is_none_or(|purpose| purpose == asked.purpose)
            && self.action.is_none_or(|action| action == asked.action)
            && match &self.records {
                RecordScope::All => true,
                RecordScope::Owner(owner) => *owner == asked.owner,
                RecordScope::Record(at) => same_row(at, asked.record),
            }
    }

    /// Gender history is covered by name alone, and a refusal of everything covers it too.
    pub(crate) fn covered(&self) -> CategorySet {
        let unnamed = self.categories == CategorySet::ALL && self.effect != Effect::Deny;
        if unnamed { self.categories - Category::GenderHistory.into() } else { self.categories }
    }

    /// How specific it is along each axis. Comparable among directives that match the same question alone.
    pub(crate) fn ranks(&self, asked: &Asked<'_>) -> [usize; 5] {
        let line = asked.line.len();
        [
            match self.to {
                Audience::Anyone => 0,
                Audience::Kind(_) => 1,
                // Nearer to the organisation that asks is more specific.
                Audience::Organisation(id) => {
                    let up = asked.line.iter().position(|one| *one == id);
                    2 + line - up.unwrap_or(line)
                }
            },
            usize::from(self.purpose.is_some()),
            usize::from(self.categories != CategorySet::ALL),
            usize::from(self.action.is_some()),
            match self.records {
                RecordScope::All => 0,
                RecordScope::Owner(_) => 1,
                RecordScope::Record(_) => 2,
            },
        ]
    }
}

fn same_row(a: &RecordRef, b: &RecordRef) -> bool {
    a.partner == b.partner && row(a) == row(b)
}

/// The row that a record was read from. A row that names several referrals gives each a place of its own after a `#`:
/// what the row says of consent counts for all of them.
fn row(at: &RecordRef) -> &str {
    let local = at.local.as_str();
    match at.kind {
        RecordType::Referral => local.rsplit_once('#').map_or(local, |(row, _)| row),
        RecordType::Victim | RecordType::Incident => local,
    }
}

/// A tick in a consent column names no gender history: a permit of everything but something must not seem to.
fn unnamed(from: &SourceDirective) -> CategorySet {
    if from.permit && from.categories != CategorySet::ALL { Category::GenderHistory.into() } else { CategorySet::NONE }
}

/// Step 5: among the most specific directives that match, a deny wins; a firm deny that matches always does; where none
/// matches, the answer is no.
///
/// For checks of the laws from outside; the organisation is taken as part of no other.
pub fn decide_by_directives<'a>(
    directives: impl Iterator<Item = &'a Directive>,
    asked: (OrganisationId, Option<OrganisationKind>, Purpose, Action, OrganisationId, &RecordRef),
    at: Timestamp,
    category: Category,
) -> bool {
    let (organisation, kind, purpose, action, owner, record) = asked;
    let asked = Asked { line: &[organisation], kind, purpose, action, owner, record, at };
    Word::of(directives, &asked).permits().has(category)
}
