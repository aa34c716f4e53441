use accord_consent::{Organisations, Viewer};
use accord_model::{OrganisationId, OrganisationKind, Purpose, Role, UserKey};
use serde::Deserialize;

use super::{AuthError, Issuer};

/// What a token says. Other claims are ignored.
#[derive(Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) exp: i64,
    #[serde(default)]
    pub(crate) nbf: Option<i64>,
    pub(crate) organisation: String,
    pub(crate) role: String,
    pub(crate) purposes: Vec<String>,
}

/// The purpose of a request, from its header.
pub(crate) fn purpose_of(headers: &[&str]) -> Result<Purpose, AuthError> {
    match headers {
        [] => Err(AuthError::PurposeMissing),
        [one] => one.trim().parse().map_err(|_| AuthError::PurposeUnknown),
        _ => Err(AuthError::PurposeUnknown),
    }
}

/// From checked claims to a viewer.
pub(crate) fn viewer(
    claims: &Claims,
    issuer: &Issuer,
    organisations: &Organisations,
    user: UserKey,
    purpose: Result<Purpose, AuthError>,
) -> Result<Viewer, AuthError> {
    if claims.sub.is_empty() {
        return Err(AuthError::Refused);
    }
    let organisation: OrganisationId = claims.organisation.parse().map_err(|_| AuthError::OrganisationUnknown)?;
    let speaks = issuer.organisations.is_empty() || issuer.organisations.contains(&organisation);
    let kind = organisations.kind(organisation).filter(|_| speaks).ok_or(AuthError::OrganisationUnknown)?;
    let role: Role = claims.role.parse().map_err(|_| AuthError::RoleUnknown)?;
    // People who sign in for themselves are the public, and the public has no other role.
    if (role == Role::Victim) != (kind == OrganisationKind::Public) {
        return Err(AuthError::RoleUnknown);
    }
    let purpose = purpose?;
    // A word that is not a published purpose allows nothing. Building the index is sync's alone: no token allows it.
    let purposes = claims.purposes.iter().filter_map(|p| p.parse().ok()).filter(|p| *p != Purpose::RecordLinkage);
    assertion(organisation, user, role, purpose, purposes.collect()).ok_or(AuthError::PurposeNotAllowed)
}

#[expect(clippy::disallowed_methods, reason = "the one place where a checked token becomes a viewer")]
fn assertion(
    organisation: OrganisationId,
    user: UserKey,
    role: Role,
    purpose: Purpose,
    purposes: Vec<Purpose>,
) -> Option<Viewer> {
    Viewer::assertion(organisation, user, role, purpose, purposes)
}

/// A viewer whom nobody has sent, for `accord connector try`: it asks a desk that is over no database.
pub(crate) fn rehearsal(organisation: OrganisationId, user: UserKey, role: Role, purpose: Purpose) -> Option<Viewer> {
    assertion(organisation, user, role, purpose, vec![purpose])
}
