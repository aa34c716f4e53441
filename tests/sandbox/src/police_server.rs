//! The police server from a test's side.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::control::{Control, Entry, FaultKind};
use crate::http::{Running, Service, serve};
use crate::options::Options;
use crate::police::Police;
use crate::sandbox::County;
use crate::scene::Scene;

/// A running police server.
#[derive(Debug)]
pub struct PoliceServer {
    running: Running,
    service: Arc<Police>,
}

impl PoliceServer {
    /// Starts it alone.
    pub async fn start(options: &Options) -> io::Result<Self> {
        Self::over(County::open(options)?.scene, options).await
    }

    pub(crate) async fn over(scene: Arc<Scene>, options: &Options) -> io::Result<Self> {
        let lifetime = options.token_lifetime;
        let (running, service) = serve(options.police_port, |_| Arc::new(Police::new(scene, lifetime))).await?;
        Ok(Self { running, service })
    }

    /// `http://127.0.0.1:port`, without a slash at the end.
    pub fn url(&self) -> String {
        self.running.url()
    }

    /// What it was asked so far, in order.
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

    /// Opens or ends the maintenance window.
    pub fn nightly(&self, on: bool) {
        self.service.nightly(on);
    }

    /// Records (the county's too), faults, journal, tokens as at the start.
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
