use accord_model::OrganisationId;
use jsonwebtoken::Algorithm;

use super::keys::KeySet;

/// What a configuration may allow. `none` does not exist here, and no shared secret does: with one, everybody who can
/// check a token can make one.
pub const ALLOWED_ALGORITHMS: &[Algorithm] = &[
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::EdDSA,
];

/// What is allowed where the configuration says nothing.
pub const DEFAULT_ALGORITHMS: &[Algorithm] = &[Algorithm::ES256, Algorithm::RS256, Algorithm::PS256, Algorithm::EdDSA];

/// Whose tokens are believed.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// The `iss` claim, word for word.
    pub issuer: String,
    /// The `aud` claim that is ours.
    pub audience: String,
    /// Where its public keys are.
    pub jwks_url: reqwest::Url,
    /// Signature algorithms, of [`ALLOWED_ALGORITHMS`].
    pub algorithms: Vec<Algorithm>,
    /// The organisations it may speak for; none named means every member.
    pub organisations: Vec<OrganisationId>,
}

/// An issuer and what is known of its keys.
pub(super) struct Known {
    pub(super) issuer: Issuer,
    pub(super) keys: KeySet,
}

impl Known {
    pub(super) fn new(issuer: Issuer, client: reqwest::Client) -> Self {
        let keys = KeySet::new(client, issuer.jwks_url.clone());
        Self { issuer, keys }
    }
}
