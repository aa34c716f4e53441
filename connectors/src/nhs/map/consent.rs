//! A trust's Consents as directives. The map itself is the kit's; here is whom and what the trust's references name.

use accord_connector_kit::fhir_consent::{BasePolicy, Names, ODS, read};
use accord_federation::Note;
use accord_model::{
    Audience, LocalId, OrganisationId, OrganisationKind, RecordRef, RecordType, SourceDirective, SourceScope,
};
use accord_model::{CategorySet, Purpose};
use jiff::Timestamp;

use super::{Mapper, is_id};
use crate::nhs::config::ConsentPolicy;
use crate::nhs::wire::{Reference, Resource};

/// Whom a Consent is about.
pub(in crate::nhs) enum Whose {
    /// A patient of this server.
    Here(String),
    /// One of a server of another name, which may be this one under that name.
    Elsewhere(String),
    /// Nobody can tell.
    Unknown,
}

impl Mapper {
    /// Whom a reference to a patient names.
    pub(in crate::nhs) fn whose(&self, patient: &Reference) -> Whose {
        let Some(text) = patient.reference.text() else {
            return Whose::Unknown;
        };
        if let Some(id) = self.id_in("Patient", text) {
            return Whose::Here(id);
        }
        let web = text.starts_with("https://") || text.starts_with("http://");
        let id = text.split_once("/Patient/").filter(|_| web).and_then(|(_, rest)| rest.split('/').next());
        id.filter(|id| is_id(id)).map_or(Whose::Unknown, |id| Whose::Elsewhere(id.to_owned()))
    }

    /// What a consent says, and what of it was not understood.
    pub(in crate::nhs) fn consent(&self, row: &Resource) -> (Vec<SourceDirective>, Vec<Note>) {
        let read = read(&row.clone().value(), self);
        (read.directives, read.notes)
    }
}

/// Whether these words of one consent refuse everything to everybody, now and for building the index.
pub(in crate::nhs) fn refuses_everything(words: &[SourceDirective], at: Timestamp) -> bool {
    let mut refusals = words.iter().filter(|one| {
        !one.permit
            && one.to == Audience::Anyone
            && one.purpose.is_none_or(|purpose| purpose == Purpose::RecordLinkage)
            && one.categories == CategorySet::ALL
            && one.action.is_none()
            && one.start.is_none_or(|start| start <= at)
            && one.end.is_none_or(|end| at < end)
    });
    // A permit of everything to everybody does not outdo a refusal of it.
    let general = |one: &SourceDirective| {
        one.to == Audience::Anyone
            && one.purpose.is_none()
            && one.categories == CategorySet::ALL
            && one.action.is_none()
            && one.records == SourceScope::Holder
    };
    let permits = words.iter().any(|one| one.permit && !general(one));
    refusals.any(|one| one.firm || !permits)
}

impl Names for Mapper {
    fn organisation(&self, system: &str, value: &str) -> Option<OrganisationId> {
        match system {
            ODS => self.members.get(value).copied(),
            "accord:organisation" => self.members.values().find(|id| id.as_str() == value).copied(),
            _ => None,
        }
    }

    fn organisation_at(&self, reference: &str) -> Option<OrganisationId> {
        self.members.get(&self.id_in("Organization", reference)?).copied()
    }

    fn kind(&self, _: OrganisationId) -> Option<OrganisationKind> {
        None
    }

    fn within(&self, part: OrganisationId, whole: OrganisationId) -> Option<bool> {
        (part == whole).then_some(true)
    }

    fn record(&self, reference: &str) -> Option<RecordRef> {
        let event = ["Encounter", "Condition"].into_iter().find_map(|kind| {
            let id = self.id_in(kind, reference)?;
            Some(LocalId::new(format!("{kind}/{id}")))
        });
        Some(RecordRef { partner: self.partner, kind: RecordType::Incident, local: event? })
    }

    fn policy(&self, uri: &str) -> Option<BasePolicy> {
        Some(match self.policies.get(uri)? {
            ConsentPolicy::OptIn => BasePolicy::OptIn,
            ConsentPolicy::OptOut => BasePolicy::OptOut,
            ConsentPolicy::AsWritten => BasePolicy::AsWritten,
        })
    }
}
