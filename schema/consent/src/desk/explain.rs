//! Who could see this now, and why: for the person it is about, and for the officer of the organisation that holds it.

use accord_model::{Action, Basis, Category, OrganisationId, Purpose, Role, SubjectId, UserKey};
use jiff::Timestamp;
use uuid::Uuid;

use super::Desk;
use crate::agreement::Asker;
use crate::decide::Question;
use crate::explain::explain;
use crate::{AgreementId, Agreements, Candidate, Explained, Viewer, WhyNot};

/// One who could ask for a category of a record, and the answer.
#[derive(Clone)]
pub struct Explanation {
    /// Who.
    pub organisation: OrganisationId,
    /// In which role and for which purpose; nothing where no agreement names the organisation at all.
    pub asker: Option<(Role, Purpose)>,
    /// The ground and the agreement, or why not.
    pub answer: Result<(Basis, (AgreementId, u32)), WhyNot>,
    /// Whether it is for those alone who have to do with the person by an assignment of their own.
    pub only_assigned: bool,
    /// The word that decides, where the viewer may read it.
    pub directive: Option<Uuid>,
}

/// Somebody of the organisation whom no relationship names.
const ANYBODY: UserKey = UserKey([0xff; 16]);

impl Desk {
    /// Whether this viewer is told who could see this record: the person it is about, who asks for her own data, and the
    /// data-protection officer of the organisation that holds it.
    pub fn may_be_told(&self, viewer: &Viewer, subject: SubjectId, candidate: &Candidate, at: Timestamp) -> bool {
        let officer = viewer.role() == Role::DataProtectionOfficer && candidate.owner == viewer.organisation();
        officer || self.asks_for_herself(viewer, subject, at)
    }

    /// Who could see this category of this record now, in the order of organisations, roles and purposes. Of words and
    /// relationships of others who are in the record, the person is told that something is missing and nothing more.
    pub fn explain(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        candidate: &Candidate,
        category: Category,
        at: Timestamp,
    ) -> Vec<Explanation> {
        let agreements = self.agreements();
        let viewing = agreements.askers().into_iter().filter(|asker| asker.3 == Action::View);
        // Her own access is no answer to who else has it.
        let askers: Vec<Asker> = viewing.filter(|asker| asker.1 != Role::Victim).collect();
        let unnamed = self.organisations.iter().filter(|one| askers.iter().all(|asker| asker.0 != one.id));
        let unnamed = unnamed.filter(|one| one.kind != accord_model::OrganisationKind::Public).map(|one| Explanation {
            organisation: one.id,
            asker: None,
            answer: Err(WhyNot::NoAgreement),
            only_assigned: false,
            directive: None,
        });
        let told =
            askers.iter().map(|asker| self.told(&agreements, *asker, (viewer, subject), candidate, category, at));
        let mut all: Vec<_> = told.chain(unnamed).collect();
        all.sort_by_key(|one| (one.organisation, one.asker));
        all
    }

    /// Why this viewer may see this category of this record, or may not. It agrees with [`Desk::grants`].
    pub fn explain_to(&self, viewer: &Viewer, candidate: &Candidate, category: Category, at: Timestamp) -> Explained {
        self.explained(&self.agreements(), viewer, candidate, category, at)
    }

    fn explained(
        &self,
        agreements: &Agreements,
        viewer: &Viewer,
        candidate: &Candidate,
        category: Category,
        at: Timestamp,
    ) -> Explained {
        let policy = self.policy.read();
        let question = Question {
            viewer,
            action: Action::View,
            at,
            agreements,
            organisations: &self.organisations,
            policy: &policy,
            anonymised: false,
            presume_relation: false,
            said_today: None,
        };
        explain(&question, candidate, category)
    }

    /// The best answer that anybody of the organisation gets in this role.
    fn told(
        &self,
        agreements: &Agreements,
        (organisation, role, purpose, _): Asker,
        (viewer, subject): (&Viewer, SubjectId),
        candidate: &Candidate,
        category: Category,
        at: Timestamp,
    ) -> Explanation {
        let ask = |user| {
            let asker = Viewer::supposed(organisation, user, role, purpose);
            self.explained(agreements, &asker, candidate, category, at)
        };
        let handles: Vec<SubjectId> = candidate.subjects.iter().flat_map(|handle| self.person(*handle)).collect();
        let users = self.policy.read().users_of(&handles, organisation);
        let anybody = ask(ANYBODY);
        let is_granted = |one: &Explained| matches!(one, Explained::Granted { .. });
        let known = users.into_iter().map(ask).min_by_key(|one| (!is_granted(one), lacks_relationship(one)));
        let only_assigned = !is_granted(&anybody) && known.as_ref().is_some_and(is_granted);
        let best = known.filter(|one| !is_granted(&anybody) && !lacks_relationship(one)).unwrap_or(anybody);
        let (answer, directive) = match best {
            Explained::Granted { basis, agreement, directive } => (Ok((basis, agreement)), directive),
            Explained::Withheld(why) => {
                let (why, directive) = self.hers(viewer, subject, &why);
                (Err(why), directive)
            }
        };
        let directive = directive.filter(|id| self.may_be_shown(viewer, *id, at));
        Explanation { organisation, asker: Some((role, purpose)), answer, only_assigned, directive }
    }

    /// Her own reason goes first. What lies with another person of the record is not told to her.
    fn hers(&self, viewer: &Viewer, subject: SubjectId, why: &[(Option<SubjectId>, WhyNot)]) -> (WhyNot, Option<Uuid>) {
        let person = self.person(subject);
        let own = |of: &Option<SubjectId>| of.is_none_or(|of| person.contains(&of));
        let told = |why: &WhyNot| match why {
            WhyNot::NotShared { directive } => (*why, *directive),
            other => (*other, None),
        };
        let silent = (WhyNot::NotShared { directive: None }, None);
        match why.iter().find(|(of, _)| own(of)) {
            Some((_, why)) => told(why),
            None if viewer.role() == Role::Victim => silent,
            None => why.first().map_or(silent, |(_, why)| told(why)),
        }
    }

    fn may_be_shown(&self, viewer: &Viewer, directive: Uuid, at: Timestamp) -> bool {
        let known = self.policy.read().directive(directive).cloned();
        known.is_some_and(|known| self.may_read_directive(viewer, &known, at))
    }
}

fn lacks_relationship(one: &Explained) -> bool {
    matches!(one, Explained::Withheld(why) if why.iter().any(|(_, why)| *why == WhyNot::NoRelationship))
}
