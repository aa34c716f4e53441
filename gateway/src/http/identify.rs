//! Step 3: who asks, and for what.

use accord_consent::Viewer;
use poem::http::HeaderMap;
use poem::http::header::AUTHORIZATION;

use super::Code;
use crate::auth::{AuthError, Credentials, Gatekeeper, Herself};

/// The header that says what a request is for.
pub(super) const PURPOSE: &str = "accord-purpose";

/// The viewer whom the request's headers name, and what her token says of herself.
pub(super) async fn identify(gatekeeper: &Gatekeeper, headers: &HeaderMap) -> Result<(Viewer, Herself), Code> {
    let tokens: Vec<_> = headers.get_all(AUTHORIZATION).iter().collect();
    let authorization = match tokens.as_slice() {
        [one] => one.to_str().ok(),
        _ => None,
    };
    // A value that is not text is no published purpose.
    let purposes: Vec<&str> = headers.get_all(PURPOSE).iter().map(|v| v.to_str().unwrap_or("?")).collect();
    Ok(gatekeeper.identify(Credentials { authorization, purposes: &purposes }).await?)
}

impl From<AuthError> for Code {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Missing | AuthError::Refused | AuthError::Expired => Self::Unauthenticated,
            AuthError::Unavailable => Self::IdentityUnavailable,
            AuthError::PurposeMissing => Self::PurposeRequired,
            AuthError::PurposeUnknown => Self::PurposeUnknown,
            AuthError::PurposeNotAllowed => Self::PurposeNotAllowed,
            AuthError::OrganisationUnknown => Self::OrganisationUnknown,
            AuthError::RoleUnknown => Self::RoleUnknown,
        }
    }
}
