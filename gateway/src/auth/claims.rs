use accord_consent::{Organisations, Viewer};
use accord_model::{OrganisationId, OrganisationKind, Purpose, Role, UserKey};
use serde::Deserialize;
use zeroize::Zeroizing;

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
    /// `OpenID` Connect Core 5.1. As it comes: a claim of another form says nothing and refuses nobody.
    #[serde(default)]
    pub(crate) family_name: serde_json::Value,
    /// `OpenID` Connect Core 5.1.1.
    #[serde(default)]
    pub(crate) address: serde_json::Value,
}

/// What a token says of the user herself, for the search for who reads about her own people. It lives one request.
#[derive(Default)]
pub struct Herself {
    /// Her family name.
    pub family: Option<Zeroizing<String>>,
    /// The postcode of her address.
    pub postcode: Option<Zeroizing<String>>,
}

/// The longest text of a claim that is looked at, in bytes.
const LONGEST: usize = 256;

impl Herself {
    pub(crate) fn of(claims: &Claims) -> Self {
        let text = |value: Option<&serde_json::Value>| {
            let text = value.and_then(serde_json::Value::as_str).filter(|text| text.len() <= LONGEST);
            text.map(|text| Zeroizing::new(text.to_owned()))
        };
        Self { family: text(Some(&claims.family_name)), postcode: text(claims.address.get("postal_code")) }
    }
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
            family_name: serde_json::Value::Null,
            address: serde_json::Value::Null,
        };
        viewer(&claims, &issuer, &all, UserKey([0; 16]), Ok(Purpose::Support)).err()
    }

    #[test]
    fn what_a_claim_says_in_another_form_says_nothing() {
        let of = |family: serde_json::Value, address: serde_json::Value| {
            let claims: Claims = serde_json::from_value(serde_json::json!({
                "iss": "i", "sub": "s", "exp": 0, "organisation": "o", "role": "r", "purposes": [],
                "family_name": family, "address": address,
            }))
            .unwrap();
            let Herself { family, postcode } = Herself::of(&claims);
            (family.map(|text| text.to_string()), postcode.map(|text| text.to_string()))
        };
        let said = of("Patel".into(), serde_json::json!({"postal_code": "LE1 1AA", "country": "GB"}));
        assert_eq!(said, (Some("Patel".to_owned()), Some("LE1 1AA".to_owned())));
        assert_eq!(of(7.into(), "LE1 1AA".into()), (None, None));
        assert_eq!(of("x".repeat(257).into(), serde_json::json!({"postal_code": ["LE1"]})), (None, None));
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
