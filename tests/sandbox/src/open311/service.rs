//! Which request goes where.

use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};

use super::form::Desk;
use super::options::ReportsOptions;
use super::query;
use super::register::{Register, Report};
use super::render::{self, Format};
use super::services;
use crate::control::{Control, Edit};
use crate::http::{Ask, Reply, Service};

/// The endpoint.
#[derive(Debug)]
pub(crate) struct Reports {
    control: Control,
    options: ReportsOptions,
    first: Arc<Register>,
    now: Mutex<Arc<Register>>,
    desk: Mutex<Desk>,
}

impl Reports {
    pub(crate) fn new(register: Register, options: ReportsOptions) -> Self {
        let first = Arc::new(register);
        let now = Mutex::new(Arc::clone(&first));
        Self { control: Control::default(), options, first, now, desk: Mutex::default() }
    }

    /// Puts a request in, or another state of it.
    pub(crate) fn put(&self, report: Report) {
        Arc::make_mut(&mut self.now.lock()).put(report);
    }

    /// Takes a request away without a trace. False where there is none.
    pub(crate) fn remove(&self, id: &str) -> bool {
        Arc::make_mut(&mut self.now.lock()).remove(id).is_some()
    }

    /// Applies an edit. False when there is no such request or field.
    pub(crate) fn edit(&self, edit: &Edit) -> bool {
        Arc::make_mut(&mut self.now.lock()).edit(edit)
    }

    /// Every request.
    pub(crate) fn all(&self) -> Vec<Report> {
        self.now.lock().all().cloned().collect()
    }

    /// Everything as at the start.
    pub(crate) fn reset(&self) {
        *self.now.lock() = Arc::clone(&self.first);
        *self.desk.lock() = Desk::default();
        self.control.reset();
    }

    fn get(&self, path: &str, ask: &Ask, format: Format) -> Reply {
        let register = Arc::clone(&self.now.lock());
        match path.split_once('/') {
            None if path == "services" => services::list(format, self.options.quirks.text_booleans),
            None if path == "requests" => match query::found(&register, ask, &self.options, format) {
                Ok(found) => self.list(&found, format),
                Err(refusal) => refusal,
            },
            Some(("services", code)) => services::definition(code, format, self.options.quirks.text_booleans),
            Some(("requests", id)) => match register.get(id) {
                Some(report) => self.list(&[report], format),
                None => format.error(404, "service_request_id was not found"),
            },
            Some(("tokens", token)) => self.desk.lock().look(token, self.options.quirks, format),
            _ => format.error(404, "no such thing"),
        }
    }

    fn list(&self, found: &[&Report], format: Format) -> Reply {
        let quirks = self.options.quirks;
        let rows = found.iter().map(|report| render::request(report, services::name(&report.service), quirks));
        let mut rows: Vec<Value> = rows.collect();
        if quirks.doubled {
            rows = rows.into_iter().flat_map(|row| [row.clone(), row]).collect();
        }
        format.list(200, "service_requests", "request", &rows)
    }
}

impl Service for Reports {
    fn control(&self) -> &Control {
        &self.control
    }

    fn answer(&self, ask: &Ask) -> Reply {
        let path = ask.path.trim_start_matches('/');
        let (path, format) = match path.rsplit_once('.') {
            Some((path, "json")) => (path, Format::Json),
            Some((path, "xml")) => (path, Format::Xml),
            _ => return Format::Xml.error(400, "no such format"),
        };
        match ask.method.as_str() {
            "GET" => self.get(path, ask, format),
            "POST" if path == "requests" => {
                let mut now = self.now.lock();
                self.desk.lock().accept(Arc::make_mut(&mut now), ask, &self.options, format)
            }
            _ => format.error(400, "no such method"),
        }
    }

    fn command(&self, path: &str, ask: &Ask) -> Reply {
        match (ask.method.as_str(), path) {
            ("POST", "reset") => {
                self.reset();
                Reply::json(200, &json!({"ok": true}))
            }
            _ => Reply::not_found(),
        }
    }
}
