//! The Open311 endpoint from a test's side.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::control::{Control, Edit, Entry, FaultKind};
use crate::http::{Running, Service, serve};
use crate::open311::{Register, Report, Reports, ReportsOptions};

/// A running Open311 endpoint.
#[derive(Debug)]
pub struct ReportsServer {
    running: Running,
    service: Arc<Reports>,
}

impl ReportsServer {
    /// Starts one with these requests.
    pub async fn start(options: ReportsOptions, reports: impl IntoIterator<Item = Report>) -> io::Result<Self> {
        let mut register = Register::default();
        reports.into_iter().for_each(|report| register.put(report));
        Self::over(register, options).await
    }

    pub(crate) async fn over(register: Register, options: ReportsOptions) -> io::Result<Self> {
        let port = options.port;
        let (running, service) = serve(port, |_| Arc::new(Reports::new(register, options))).await?;
        Ok(Self { running, service })
    }

    /// `http://127.0.0.1:port`, without a slash at the end.
    pub fn url(&self) -> String {
        self.running.url()
    }

    /// Puts a request in, or another state of it.
    pub fn put(&self, report: Report) {
        self.service.put(report);
    }

    /// Takes a request away without a trace. False where there is none.
    pub fn remove(&self, id: &str) -> bool {
        self.service.remove(id)
    }

    /// Changes a request. False when there is no such request or field.
    pub fn edit(&self, edit: &Edit) -> bool {
        self.service.edit(edit)
    }

    /// Every request that it holds.
    pub fn reports(&self) -> Vec<Report> {
        self.service.all()
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

    /// Delays the next `times` requests (all, if none is given) whose path begins so.
    pub fn slow(&self, delay: Duration, path_prefix: &str, times: Option<usize>) {
        self.control().delay(delay, path_prefix, times);
    }

    /// Requests, faults and journal as at the start.
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
