//! The desk: every question about a person passes one of its doors.

mod clock;
mod consent;
mod correct;
mod emergency;
mod exclude;
mod explain;
mod find;
mod ids;
mod import;
mod link;
mod own_log;
mod read;
mod receipt;
mod relate;
mod release;
mod renew;
mod request;
mod sync;

use std::sync::Arc;

use accord_model::{Action, SourceDirective, SubjectId};
use jiff::Timestamp;
use parking_lot::RwLock;

use crate::decide::{Question, decide};
use crate::policy::Policy;
use crate::trail::Decided;
use crate::{
    Accesses, Agreements, Candidate, Directives, Ends, Grants, Keys, Ledger, NoAccesses, NoEnds, Organisations, Trail,
    Viewer,
};

pub use consent::{ConsentDraft, PolicyFault};
pub use exclude::NamedIn;
pub use explain::Explanation;
pub use find::Sought;
pub use own_log::{ExemptFault, ListedExemption, OwnLog};
pub use receipt::{ReplayFault, Replayed};
pub use relate::Conference;
pub use request::{RequestDraft, RequestWords};
pub use sync::Indexed;
pub(crate) use sync::whole_date;

/// What a desk is made of.
pub struct DeskSetup {
    /// Keys, kept outside the database.
    pub keys: Keys,
    /// The information-sharing agreements.
    pub agreements: Agreements,
    /// The members of the partnership.
    pub organisations: Organisations,
    /// The disclosure log.
    pub ledger: Arc<dyn Ledger>,
    /// Directives, relationships, links.
    pub directives: Arc<dyn Directives>,
}

/// Decides, opens, releases. One for the whole gateway.
pub struct Desk {
    keys: Keys,
    in_force: RwLock<InForce>,
    /// Held, shared, while an answer is written to the log; alone, while other agreements come into force.
    leaving: async_lock::RwLock<()>,
    organisations: Organisations,
    ledger: Arc<dyn Ledger>,
    directives: Arc<dyn Directives>,
    accesses: Arc<dyn Accesses>,
    ends: Arc<dyn Ends>,
    policy: RwLock<Policy>,
}

/// The agreements, and how often they have changed since the gateway began.
struct InForce {
    agreements: Arc<Agreements>,
    generation: u64,
}

/// What else a decision is made on.
#[derive(Clone, Copy, Default)]
struct Weighing<'a> {
    presume_relation: bool,
    anonymised: bool,
    said_today: Option<&'a [SourceDirective]>,
}

impl Desk {
    /// Opens the desk. Call [`Desk::refresh`] before the first question.
    pub fn new(setup: DeskSetup) -> Self {
        let DeskSetup { keys, agreements, organisations, ledger, directives } = setup;
        Self {
            keys,
            in_force: RwLock::new(InForce { agreements: Arc::new(agreements), generation: 0 }),
            leaving: async_lock::RwLock::new(()),
            organisations,
            ledger,
            directives,
            accesses: Arc::new(NoAccesses),
            ends: Arc::new(NoEnds),
            policy: RwLock::default(),
        }
    }

    /// Where emergencies and information requests rest. Without it the desk takes none.
    #[must_use]
    pub fn with_accesses(self, accesses: Arc<dyn Accesses>) -> Self {
        Self { accesses, ..self }
    }

    /// Where it rests what has ended, and how far the clock has come. Without it the desk believes every clock.
    #[must_use]
    pub fn with_ends(self, ends: Arc<dyn Ends>) -> Self {
        Self { ends, ..self }
    }

    /// Begins one request's trail. Its instant is the instant of all decisions of the request.
    pub fn trail(&self, viewer: &Viewer, at: Timestamp, query: &str, activity: &str) -> Trail {
        let decided = Decided { since: self.policy.read().sequence, agreements: self.in_force.read().generation };
        Trail::new(viewer, at, Keys::digest(query), activity, decided)
    }

    /// A request that has itself changed policy goes on under the changed policy. Without this, the answer of every
    /// withdrawal would be refused for the withdrawal that it reports. Only while the request has disclosed nothing: what
    /// was disclosed under the old policy is still weighed by [`Desk::release`] against the new one.
    pub fn catch_up(&self, trail: &Trail) {
        trail.advance(self.policy.read().sequence);
    }

    /// The members of the partnership.
    pub const fn organisations(&self) -> &Organisations {
        &self.organisations
    }

    /// The agreements in force and to come.
    pub fn agreements(&self) -> Arc<Agreements> {
        Arc::clone(&self.in_force.read().agreements)
    }

    /// What this viewer may see of this record. From memory alone.
    pub fn grants(&self, viewer: &Viewer, candidate: &Candidate, at: Timestamp) -> Grants {
        self.weigh(viewer, candidate, Action::View, at, Weighing::default())
    }

    /// What figures from which nobody can be known may be made of: the national data opt-out does not reach them.
    pub fn grants_anonymised(&self, viewer: &Viewer, candidate: &Candidate, at: Timestamp) -> Grants {
        self.weigh(viewer, candidate, Action::View, at, Weighing { anonymised: true, ..Weighing::default() })
    }

    /// The same, with what the record itself says of consent as it is read.
    fn grants_today(
        &self,
        viewer: &Viewer,
        candidate: &Candidate,
        said_today: Option<&[SourceDirective]>,
        at: Timestamp,
    ) -> Grants {
        self.weigh(viewer, candidate, Action::View, at, Weighing { said_today, ..Weighing::default() })
    }

    /// Whether the record exists for this viewer. From memory alone, so that pages can be filled.
    pub fn knows(&self, viewer: &Viewer, candidate: &Candidate, at: Timestamp) -> bool {
        !self.grants(viewer, candidate, at).is_hidden()
    }

    /// What else this viewer may do about this record's person.
    pub fn actions(&self, viewer: &Viewer, candidate: &Candidate, at: Timestamp) -> Vec<Action> {
        let all = Action::ALL.iter().copied();
        all.filter(|action| !self.weigh(viewer, candidate, *action, at, Weighing::default()).is_hidden()).collect()
    }

    /// The handles that a reviewer, or a verified number, joined to this one directly.
    pub fn joined(&self, subject: SubjectId) -> Vec<SubjectId> {
        self.policy.read().joined(subject)
    }

    /// The handles known to be the same person, this one first.
    pub fn person(&self, subject: SubjectId) -> Vec<SubjectId> {
        self.policy.read().person(subject).into_vec()
    }

    /// The handles that the viewer has a relationship with: the caseload, never the county.
    pub fn caseload(&self, viewer: &Viewer, at: Timestamp) -> Vec<SubjectId> {
        self.policy.read().caseload(viewer, at)
    }

    /// Whether the viewer has a relationship of her own with this very handle: introduced, found, assigned, or herself.
    pub fn relates(&self, viewer: &Viewer, subject: SubjectId, at: Timestamp) -> bool {
        self.policy.read().relations_on(subject, viewer, at).next().is_some()
    }

    fn weigh(
        &self,
        viewer: &Viewer,
        candidate: &Candidate,
        action: Action,
        at: Timestamp,
        Weighing { presume_relation, anonymised, said_today }: Weighing<'_>,
    ) -> Grants {
        let (in_force, policy) = (self.in_force.read(), self.policy.read());
        let question = Question {
            viewer,
            action,
            at,
            agreements: &in_force.agreements,
            organisations: &self.organisations,
            policy: &policy,
            anonymised,
            presume_relation,
            said_today,
        };
        decide(&question, candidate)
    }
}
