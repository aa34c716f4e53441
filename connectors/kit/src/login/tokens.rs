use std::time::Duration;

use accord_federation::Fault;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, RequestTokenError, Scope,
    TokenResponse as _, TokenUrl,
};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::{Credentials, Login, PrivateKeys, SecretText};
use crate::ConnectError;
use crate::client::{Failure, body, http, send};

/// A token's answer is small.
const MAX_BYTES: usize = 64 << 10;
/// A token is not used in the last part of its life: a tenth of it, at most this.
const MARGIN: Duration = Duration::from_secs(30);
/// The lifetime of a token whose giver does not say.
const UNSAID: Duration = Duration::from_secs(60);

type TokenClient = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// A token at work. No `Debug`.
#[derive(Clone)]
pub(crate) struct Bearer(Zeroizing<String>);

impl Bearer {
    /// A secret that both sides keep.
    pub(crate) fn fixed(secret: &SecretText) -> Self {
        Self(Zeroizing::new(secret.as_str().to_owned()))
    }

    pub(crate) fn secret(&self) -> &str {
        &self.0
    }
}

/// Keeps one token and asks for the next shortly before it expires. A thousand questions at once make one token call:
/// the first asks, the others wait for it, and a failure is theirs too.
pub(crate) struct Tokens {
    client: TokenClient,
    keys: Option<SignedWith>,
    http: reqwest::Client,
    state: Mutex<State>,
}

/// What an assertion says beside its own number and times.
struct SignedWith {
    keys: PrivateKeys,
    client_id: String,
    audience: String,
}

#[derive(Default)]
struct State {
    bearer: Option<(Bearer, Instant)>,
    failed: Option<(Instant, Failure)>,
}

impl Tokens {
    pub(crate) fn new(login: Login) -> Result<Self, ConnectError> {
        let mut client = BasicClient::new(ClientId::new(login.client_id.clone()))
            .set_token_uri(TokenUrl::from_url(login.token_url.0.clone()));
        let keys = match login.credentials {
            Credentials::Secret(secret) => {
                client = client.set_client_secret(ClientSecret::new(secret.as_str().to_owned()));
                None
            }
            Credentials::PrivateKeyJwt(keys) => {
                client = client.set_auth_type(AuthType::RequestBody);
                let audience = keys.audience.clone().unwrap_or_else(|| login.token_url.0.to_string());
                Some(SignedWith { keys, client_id: login.client_id, audience })
            }
        };
        Ok(Self { client, keys, http: http(&login.token_url)?, state: Mutex::default() })
    }

    /// A token that is still good.
    pub(crate) async fn current(&self) -> Result<Bearer, Failure> {
        let asked = Instant::now();
        let mut state = self.state.lock().await;
        if let Some((bearer, until)) = &state.bearer
            && Instant::now() < *until
        {
            return Ok(bearer.clone());
        }
        // Whoever was waiting while the call failed does not make the same call again.
        if let Some((at, failure)) = state.failed
            && at >= asked
        {
            return Err(failure);
        }
        match self.ask().await {
            Ok((bearer, lifetime)) => {
                let margin = MARGIN.min(lifetime / 10);
                state.bearer = Some((bearer.clone(), asked + lifetime.saturating_sub(margin)));
                Ok(bearer)
            }
            Err(failure) => {
                state.failed = Some((Instant::now(), failure));
                Err(failure)
            }
        }
    }

    /// The partner does not know this token any more. A newer one stays.
    pub(crate) async fn forget(&self, old: &Bearer) {
        let mut state = self.state.lock().await;
        if state.bearer.as_ref().is_some_and(|(bearer, _)| bearer.0 == old.0) {
            state.bearer = None;
        }
    }

    /// Boxed: the compiler does not see through the crate's borrowed client that the future is `Send`.
    fn ask(&self) -> BoxFuture<'_, Result<(Bearer, Duration), Failure>> {
        Box::pin(async move {
            let Some(with) = &self.keys else {
                return self.exchange(None).await;
            };
            let mut last = Failure::refused();
            for assertion in with.keys.assertions(&with.client_id, &with.audience) {
                match self.exchange(Some((&assertion, with.keys.scope.as_deref()))).await {
                    // This key is not known there, or not any more: the next may be.
                    Err(failure) if failure.fault == Fault::Refused => last = failure,
                    answer => return answer,
                }
            }
            Err(last)
        })
    }

    /// One token call, with a signed assertion and a scope, or with the shared secret.
    async fn exchange(&self, signed: Option<(&str, Option<&str>)>) -> Result<(Bearer, Duration), Failure> {
        let call = |request| exchange(self.http.clone(), request);
        let mut question = self.client.exchange_client_credentials();
        if let Some((assertion, scope)) = signed {
            question = question
                .add_extra_param("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .add_extra_param("client_assertion", assertion.to_owned());
            if let Some(scope) = scope {
                question = question.add_scope(Scope::new(scope.to_owned()));
            }
        }
        match question.request_async(&call).await {
            Ok(token) => {
                let bearer = Zeroizing::new(token.access_token().secret().clone());
                Ok((Bearer(bearer), token.expires_in().unwrap_or(UNSAID)))
            }
            Err(RequestTokenError::ServerResponse(_)) => Err(Failure::refused()),
            Err(RequestTokenError::Request(TokenFault(failure))) => Err(failure),
            Err(_) => Err(Failure::BROKEN),
        }
    }
}

/// Why a token call gave no answer to read.
#[derive(Debug, thiserror::Error)]
#[error("no token")]
struct TokenFault(Failure);

/// The HTTP client that the oauth2 crate speaks through.
async fn exchange(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, TokenFault> {
    let request = reqwest::Request::try_from(request).map_err(|_| TokenFault(Failure::BROKEN))?;
    let response = send(&client, request).await.map_err(TokenFault)?;
    let status = response.status();
    let failure = Failure::of(status, response.headers(), Timestamp::now());
    // 400 and 401 carry an OAuth2 error, which the crate reads.
    if let Some(failure) = failure.filter(|f| f.counts || f.fault == Fault::Refused && status != 401) {
        return Err(TokenFault(failure));
    }
    let mut answer = HttpResponse::new(Vec::new());
    *answer.status_mut() = status;
    *answer.headers_mut() = response.headers().clone();
    *answer.body_mut() = plain_lifetime(body(response, MAX_BYTES).await.map_err(TokenFault)?);
    Ok(answer)
}

/// `"expires_in": "600"`, as the NHS sends it, becomes the number that the protocol asks for. A text that is no number
/// goes: the lifetime was not said.
fn plain_lifetime(body: Vec<u8>) -> Vec<u8> {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&body) else {
        return body;
    };
    let Some(Value::String(text)) = fields.get("expires_in") else {
        return body;
    };
    match text.trim().parse::<u64>() {
        Ok(seconds) => fields.insert("expires_in".to_owned(), seconds.into()),
        Err(_) => fields.remove("expires_in"),
    };
    serde_json::to_vec(&fields).unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_in_quotes_is_a_number() {
        let plain = |text: &str| String::from_utf8(plain_lifetime(text.as_bytes().to_vec())).unwrap();
        assert_eq!(plain(r#"{"expires_in":"600"}"#), r#"{"expires_in":600}"#);
        assert_eq!(plain(r#"{"expires_in":"soon"}"#), "{}");
        assert_eq!(plain(r#"{"expires_in": 600}"#), r#"{"expires_in": 600}"#);
        assert_eq!(plain("<html>"), "<html>");
    }
}
