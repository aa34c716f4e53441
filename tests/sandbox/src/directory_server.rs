//! The directory from a test's side.

use std::io;
use std::sync::Arc;

use crate::control::{Control, Entry, FaultKind};
use crate::directory::Directory;
use crate::http::{Running, Service, serve};

/// A running directory of support services.
#[derive(Debug)]
pub struct DirectoryServer {
    running: Running,
    service: Arc<Directory>,
}

impl DirectoryServer {
    /// Starts it on a loopback port, any for 0.
    pub async fn start(port: u16) -> io::Result<Self> {
        let (running, service) = serve(port, |_| Arc::new(Directory::new())).await?;
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

    /// Faults and journal as at the start.
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
