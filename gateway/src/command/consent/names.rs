use accord_connector_kit::fhir_consent::{BasePolicy, Names, ODS};
use accord_consent::Organisations;
use accord_model::{OrganisationId, OrganisationKind, RecordRef};

/// The members of the partnership, as Consents name them: by ODS code or by our own short name. A literal reference names
/// something on a server that nobody knows here.
pub(super) struct Members<'a>(pub(super) &'a Organisations);

impl Names for Members<'_> {
    fn organisation(&self, system: &str, value: &str) -> Option<OrganisationId> {
        match system {
            ODS => self.0.iter().find(|one| one.ods_code.as_deref() == Some(value)).map(|one| one.id),
            "accord:organisation" => value.parse().ok().filter(|id| self.0.get(*id).is_some()),
            _ => None,
        }
    }

    fn organisation_at(&self, _: &str) -> Option<OrganisationId> {
        None
    }

    fn kind(&self, organisation: OrganisationId) -> Option<OrganisationKind> {
        self.0.kind(organisation)
    }

    fn within(&self, part: OrganisationId, whole: OrganisationId) -> Option<bool> {
        self.0.get(part).map(|_| self.0.within(part, whole))
    }

    fn record(&self, _: &str) -> Option<RecordRef> {
        None
    }

    fn policy(&self, _: &str) -> Option<BasePolicy> {
        None
    }
}
