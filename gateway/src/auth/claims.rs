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

#[cfg(test)]
mod tests {
    use accord_model::Organisation;

    use super::*;

    fn member(id: &str, kind: OrganisationKind) -> Organisation {
        let (id, name) = (id.parse().unwrap(), id.to_owned());
        Organisation { id, name, kind, parent: None, ods_code: None, areas: Vec::new(), contacts: Vec::new() }
    }

    fn asked(organisation: &str, role: &str, speaks_for: &[&str]) -> Option<AuthError> {
        let all = [member("force", OrganisationKind::Police), member("trust", OrganisationKind::Nhs)];
        let all = Organisations::new(all.into_iter().chain([member("people", OrganisationKind::Public)]).collect());
        let issuer = Issuer {
            issuer: "https://login.example".to_owned(),
            audience: "accord".to_owned(),
            jwks_url: "https://login.example/jwks".parse().unwrap(),
            algorithms: Vec::new(),
            organisations: speaks_for.iter().map(|id| id.parse().unwrap()).collect(),
        };
        let claims = Claims {
            iss: issuer.issuer.clone(),
            sub: "sam".to_owned(),
            exp: 0,
            nbf: None,
            organisation: organisation.to_owned(),
            role: role.to_owned(),
            purposes: vec!["SUPPORT".to_owned()],
        };
        viewer(&claims, &issuer, &all, UserKey([0; 16]), Ok(Purpose::Support)).err()
    }

    #[test]
    fn an_issuer_speaks_for_its_own_organisations() {
        assert_eq!(asked("force", "HATE_CRIME_OFFICER", &[]), None);
        assert_eq!(asked("force", "HATE_CRIME_OFFICER", &["force"]), None);
        assert_eq!(asked("trust", "CARE_COORDINATOR", &["force"]), Some(AuthError::OrganisationUnknown));
        assert_eq!(asked("elsewhere", "CARE_COORDINATOR", &[]), Some(AuthError::OrganisationUnknown));
    }

    #[test]
    fn the_public_is_a_victim_and_nobody_else_is() {
        assert_eq!(asked("people", "VICTIM", &[]), None);
        assert_eq!(asked("people", "SUPPORT_WORKER", &[]), Some(AuthError::RoleUnknown));
        assert_eq!(asked("force", "VICTIM", &[]), Some(AuthError::RoleUnknown));
    }

    #[test]
    fn a_purpose_comes_once_and_is_a_published_one() {
        assert_eq!(purpose_of(&["SUPPORT"]), Ok(Purpose::Support));
        assert_eq!(purpose_of(&[" CARE "]), Ok(Purpose::Care));
        assert_eq!(purpose_of(&[]), Err(AuthError::PurposeMissing));
        assert_eq!(purpose_of(&["SUPPORT", "SUPPORT"]), Err(AuthError::PurposeUnknown));
        assert_eq!(purpose_of(&["care"]), Err(AuthError::PurposeUnknown));
    }
}
