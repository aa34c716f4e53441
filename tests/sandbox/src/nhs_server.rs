//! The trust's server from a test's side.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::control::{Control, Entry, FaultKind};
use crate::http::{Running, Service, serve};
use crate::nhs::{NHS_KEY_ID, Trust};
use crate::options::{NhsOptions, Options};
use crate::sandbox::County;
use crate::scene::Scene;

/// A running FHIR server of an NHS trust.
#[derive(Debug)]
pub struct NhsServer {
    running: Running,
    service: Arc<Trust>,
    private_key: Option<String>,
}

impl NhsServer {
    /// Starts it alone; without [`Options::nhs`] as its default says.
    pub async fn start(options: &Options) -> io::Result<Self> {
        let mut options = options.clone();
        let nhs = options.nhs.get_or_insert_default().clone();
        Self::over(County::open(&options)?.scene, &nhs).await
    }

    pub(crate) async fn over(scene: Arc<Scene>, options: &NhsOptions) -> io::Result<Self> {
        let NhsOptions { port, token_lifetime, requests_per_second, client_keys } = options.clone();
        let make = |address| {
            let origin = format!("http://{address}");
            Arc::new(Trust::new(scene, origin, token_lifetime, requests_per_second, client_keys.clone()))
        };
        let (running, service) = serve(port, make).await?;
        let private_key = if client_keys.is_empty() { Some(service.register_key(NHS_KEY_ID)?) } else { None };
        Ok(Self { running, service, private_key })
    }

    /// `http://127.0.0.1:port`, without a slash at the end.
    pub fn url(&self) -> String {
        self.running.url()
    }

    /// The base of the FHIR server, without a slash at the end.
    pub fn fhir_url(&self) -> String {
        format!("{}/fhir/R4", self.url())
    }

    /// The token endpoint: also what assertions are addressed to.
    pub fn token_url(&self) -> String {
        format!("{}/oauth2/token", self.url())
    }

    /// The client's private key, PKCS #8 PEM, named [`NHS_KEY_ID`]; none where the options gave public keys.
    pub fn private_key(&self) -> Option<&str> {
        self.private_key.as_deref()
    }

    /// Every resource as a `Bundle`: what another FHIR server is loaded with.
    pub fn bundle(&self) -> Value {
        self.service.bundle()
    }

    /// A token without an assertion, for a test that looks at the fake itself.
    pub fn token(&self) -> String {
        self.service.token()
    }

    /// Makes one more key pair of the client's under a name, and gives the private half. Older keys stay.
    pub fn register_key(&self, kid: &str) -> io::Result<String> {
        self.service.register_key(kid)
    }

    /// Forgets a public key of the client's. False when it was not known.
    pub fn retire_key(&self, kid: &str) -> bool {
        self.service.retire_key(kid)
    }

    /// Allows so many requests a second; any number for none.
    pub fn limit(&self, per_second: Option<usize>) {
        self.service.limit(per_second);
    }

    /// What it was asked so far, in order. The form of a search counts as its query.
    pub fn requests(&self) -> Vec<Entry> {
        self.control().entries()
    }

    /// How often a token was asked for.
    pub fn token_calls(&self) -> usize {
        self.control().token_calls()
    }

    /// How many calls are not over: neither answered nor given up by their callers.
    pub fn open_calls(&self) -> usize {
        self.control().open_calls()
    }

    /// Forgets what it was asked.
    pub fn clear_requests(&self) {
        self.control().forget_requests();
    }

    /// Fails the next `times` requests (all, if none is given) whose path begins so.
    pub fn fault(&self, kind: FaultKind, path_prefix: &str, times: Option<usize>) {
        self.control().order(kind, path_prefix, times);
    }

    /// Delays the next `times` requests (all, if none is given) whose path begins so.
    pub fn slow(&self, delay: Duration, path_prefix: &str, times: Option<usize>) {
        self.control().delay(delay, path_prefix, times);
    }

    /// Records (the other partners' too), faults, journal, tokens as at the start; keys and limit stay.
    pub fn reset(&self) {
        self.service.reset();
    }

    /// Stops and waits until the port is free.
    pub async fn stop(self) {
        self.running.stop().await;
    }

    fn control(&self) -> &Control {
        self.service.control()
    }
}
