//! The identity provider from a test's side.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::control::{Control, Entry, FaultKind};
use crate::http::{Running, Service, serve};
use crate::idp::{Mint, Persona, Provider, SigningKey};

/// A running identity provider.
#[derive(Debug)]
pub struct IdentityServer {
    running: Running,
    service: Arc<Provider>,
}

impl IdentityServer {
    /// Starts it on a loopback port, any free one for 0.
    pub async fn start(port: u16) -> io::Result<Self> {
        let key = SigningKey::generate("k1".to_owned())?;
        let (running, service) =
            serve(port, |address| Arc::new(Provider::new(format!("http://{address}"), key))).await?;
        Ok(Self { running, service })
    }

    /// The issuer: `http://127.0.0.1:port`, without a slash at the end.
    pub fn url(&self) -> String {
        self.running.url()
    }

    /// A persona's token, as `POST /token` gives it.
    pub fn token(&self, persona: &Persona) -> io::Result<String> {
        self.service.token(persona)
    }

    /// A token to order, forged if need be.
    pub fn mint(&self, order: &Mint) -> io::Result<String> {
        self.service.mint(order)
    }

    /// A new signing key and its `kid`; the old ones go from the JWKS when `retire`.
    pub fn rotate(&self, retire: bool) -> io::Result<String> {
        self.service.rotate(retire)
    }

    /// What it was asked so far, in order.
    pub fn requests(&self) -> Vec<Entry> {
        self.control().entries()
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

    /// Faults and journal as at the start; keys stay.
    pub fn reset(&self) {
        self.control().reset();
    }

    /// Stops and waits until the port is free.
    pub async fn stop(self) {
        self.running.stop().await;
    }

    fn control(&self) -> &Control {
        self.service.control()
    }
}
