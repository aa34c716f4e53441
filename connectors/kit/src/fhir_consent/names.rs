use accord_model::{OrganisationId, OrganisationKind, RecordRef};

/// The base rule of a consent: what holds where its provisions say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasePolicy {
    /// What is not refused is permitted (`OPTIN`).
    OptIn,
    /// What is not permitted is refused (`OPTOUT`).
    OptOut,
    /// As [`BasePolicy::OptOut`], but for emergencies (`EMRGONLY`).
    EmergencyOnly,
    /// The provisions are all that was said.
    AsWritten,
}

/// Who and what the references of a consent name. What is not known is never guessed.
pub trait Names {
    /// The member that has this identifier, `system` and `value`: an ODS code, our own short name.
    fn organisation(&self, system: &str, value: &str) -> Option<OrganisationId>;

    /// The member that a literal reference names: `Organization/RT5`.
    fn organisation_at(&self, reference: &str) -> Option<OrganisationId>;

    /// What kind of organisation a member is; nothing where that is not known.
    fn kind(&self, organisation: OrganisationId) -> Option<OrganisationKind>;

    /// Whether `part` is `whole` or lies below it; nothing where that is not known.
    fn within(&self, part: OrganisationId, whole: OrganisationId) -> Option<bool>;

    /// The record that a literal reference names: `Encounter/7`. One that shares its name with a record of another type is
    /// none: a permit for one would be a permit for both.
    fn record(&self, reference: &str) -> Option<RecordRef>;

    /// The base rule of a policy text (`Consent.policy.uri`).
    fn policy(&self, uri: &str) -> Option<BasePolicy>;
}
