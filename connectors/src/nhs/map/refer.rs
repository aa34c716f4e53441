use std::collections::HashMap;

use accord_consent::FieldSet;
use accord_model::{
    CodedTerm, LocalId, PartnerReference, Private, RecordRef, RecordType, Referral, ReferralEvent, ReferralParty,
    ReferralStatus, Reveals,
};
use jiff::Timestamp;

use super::values::{instant, span};
use super::words::Words;
use super::{Mapper, Notes, restricted};
use crate::nhs::wire::{Organization, Reference, ServiceRequest, Task};

/// Where ODS codes come from.
const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// What came along with referrals: organisations by id, tasks by the request they are about.
#[derive(Default)]
pub(in crate::nhs) struct Parties {
    pub(in crate::nhs) organizations: HashMap<String, Organization>,
    pub(in crate::nhs) tasks: HashMap<String, Vec<Task>>,
}

impl Mapper {
    /// A request as a referral, with nothing in it but the fields of `may`.
    pub(in crate::nhs) fn referral(
        &self,
        at: RecordRef,
        read_at: Timestamp,
        from: &ServiceRequest,
        with: &Parties,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Referral {
        let has = |name: &str| may.has::<Referral>(name);
        let as_of = from.meta.last_updated.text().and_then(instant).unwrap_or(read_at);
        let mut to = Referral::at(at, as_of);
        to.restricted = restricted(&from.meta, notes);
        let tasks = with.tasks.get(to.at.local.as_str()).map(Vec::as_slice).unwrap_or_default();
        if has("reference") {
            let first = notes.list("identifier", &from.identifier).first();
            let value = first.and_then(|identifier| identifier.value.text());
            to.reference = value.map(|text| Private::new(PartnerReference(text.to_owned())));
        }
        if has("status") {
            to.status = Some(Private::new(self.status(from, tasks)));
        }
        if has("sent")
            && let Some(text) = notes.take("authoredOn", &from.authored_on)
        {
            to.sent = span(&text.0).map(Private::new);
            if to.sent.is_none() {
                notes.field("DATE_UNREADABLE", "authoredOn");
            }
        }
        if has("sender") {
            let sender = notes.take("requester", &from.requester);
            to.sender = sender.and_then(|sender| self.party(sender, with)).map(Private::new);
        }
        if has("recipient") {
            let recipient = notes.list("performer", &from.performer).first();
            to.recipient = recipient.and_then(|recipient| self.party(recipient, with)).map(Private::new);
        }
        if has("history") {
            to.history = self.history(from, tasks).into_iter().map(Private::new).collect();
        }
        self.coded(&mut to, from, may, notes);
        to
    }

    /// As [`Mapper::referral`], with what the index must know. None, with a note, where it cannot be read whom it is
    /// about.
    pub(in crate::nhs) fn referral_for_index(
        &self,
        at: RecordRef,
        read_at: Timestamp,
        from: &ServiceRequest,
        with: &Parties,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Referral> {
        let Some(patient) = from.subject.known().and_then(|subject| self.id_of("Patient", subject)) else {
            notes.entry("SUBJECT_UNREADABLE");
            return None;
        };
        let mut referral = self.referral(at, read_at, from, with, may, notes);
        let local = LocalId::new(patient);
        referral.victims = vec![RecordRef { partner: self.partner, kind: RecordType::Victim, local }];
        Some(referral)
    }

    /// What is coded: the service, what it is for, and why.
    fn coded(&self, to: &mut Referral, from: &ServiceRequest, may: FieldSet, notes: &mut Notes) {
        let has = |name: &str| may.has::<Referral>(name);
        let mut words = Words::new(&self.terms);
        let service = notes.take("code", &from.code).and_then(|code| words.concept(None, code));
        let reason = notes.list("reasonCode", &from.reason_code).iter();
        let reason = reason.fold(None, |found, concept| {
            let term = words.concept(None, concept);
            found.or(term)
        });
        let told =
            |term: &accord_connector_kit::Term| Private::new(CodedTerm { reveals: term.reveals, ..term.coded.clone() });
        if has("service") {
            to.service = service.map(told);
        }
        if has("reason") {
            to.reason = reason.map(told);
        }
        let cell = |list: &str| self.terms.find(list, &service?.coded.code).map(|term| term.coded.code.as_str());
        if has("setting") {
            to.setting = cell("setting").and_then(|code| code.parse().ok()).map(Private::new);
        }
        if has("need") {
            to.need = cell("need").and_then(|code| code.parse().ok()).map(Private::new);
        }
        if has("role") {
            to.role = cell("role").and_then(|code| code.parse().ok()).map(Private::new);
        }
        if has("terms") {
            to.terms = words.into_source();
        }
    }

    /// Where it stands: what the latest task says, or else the request itself.
    fn status(&self, from: &ServiceRequest, tasks: &[Task]) -> ReferralStatus {
        let latest = tasks.iter().max_by_key(|task| task.last_modified.text().and_then(instant));
        // A request that was taken back or never meant stays so, whatever a task still says.
        let own = from.status.text().map(|word| self.stands("request-status", word));
        match (own, latest) {
            (Some(own @ (ReferralStatus::EnteredInError | ReferralStatus::Cancelled)), _) => own,
            (_, Some(task)) => self.task_status(task),
            (own, None) => own.unwrap_or(ReferralStatus::Unknown),
        }
    }

    fn task_status(&self, task: &Task) -> ReferralStatus {
        let business = task.business_status.known().into_iter().flat_map(|concept| &concept.coding.items);
        let business =
            business.filter_map(|coding| coding.code.text()).map(|word| self.stands("business-status", word));
        let known = business.into_iter().find(|status| *status != ReferralStatus::Unknown);
        let own = || task.status.text().map_or(ReferralStatus::Unknown, |word| self.stands("task-status", word));
        known.unwrap_or_else(own)
    }

    fn stands(&self, list: &str, word: &str) -> ReferralStatus {
        let term = self.terms.find(list, word);
        term.and_then(|term| term.coded.code.parse().ok()).unwrap_or(ReferralStatus::Unknown)
    }

    /// What became of it, oldest first: when it was sent, and where each task stood when it was last touched.
    fn history(&self, from: &ServiceRequest, tasks: &[Task]) -> Vec<ReferralEvent> {
        let sent = from.authored_on.text().and_then(instant);
        let mut events: Vec<_> =
            sent.map(|at| ReferralEvent { at, status: ReferralStatus::Requested }).into_iter().collect();
        for task in tasks {
            if let Some(at) = task.last_modified.text().and_then(instant) {
                events.push(ReferralEvent { at, status: self.task_status(task) });
            }
        }
        events.sort_by_key(|event| event.at);
        events.dedup();
        events
    }

    /// A party by its ODS code, its id, or its name. What naming it tells is in the map, or nobody knows.
    fn party(&self, reference: &Reference, with: &Parties) -> Option<ReferralParty> {
        let id = self.id_of("Organization", reference);
        let organization = id.as_ref().and_then(|id| with.organizations.get(id));
        let quoted = reference.identifier.known().into_iter();
        let own = organization.into_iter().flat_map(|organization| &organization.identifier.items);
        let ods = quoted.chain(own).find(|identifier| identifier.system.is(ODS));
        let ods = ods.and_then(|identifier| identifier.value.text());
        let name = organization.and_then(|organization| organization.name.text()).or_else(|| reference.display.text());
        let keys = [ods, id.as_deref(), name];
        let keys = || keys.iter().flatten();
        let term = keys().find_map(|key| self.terms.find("organisation", key));
        Some(ReferralParty {
            organisation: keys().find_map(|key| self.members.get(*key)).copied(),
            name: name.or(term.map(|term| term.coded.text.as_str())).or(ods).or(id.as_deref())?.to_owned(),
            reveals: term.map_or(Reveals::Unknown, |term| Reveals::Known(term.reveals)),
        })
    }
}
