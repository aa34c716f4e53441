//! The council's requests in memory, found by id and in the order of their making.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// One service request.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// `service_request_id`.
    pub id: String,
    /// `service_code`.
    pub service: String,
    /// `requested_datetime`.
    pub requested: Timestamp,
    /// `updated_datetime`.
    pub updated: Timestamp,
    /// `open` or `closed`.
    pub status: String,
    /// As told.
    pub description: String,
    /// Street address.
    pub address: Option<String>,
    /// Postcode.
    pub zipcode: Option<String>,
    /// Latitude and longitude (WGS 84).
    pub position: Option<(f64, f64)>,
    /// Answers to the service's questions, by the question's code.
    pub attributes: Vec<(String, String)>,
    /// Where a picture lies.
    pub media_url: Option<String>,
    /// Given name, e-mail address and telephone of whoever reported it.
    pub reporter: Option<[String; 3]>,
    /// The council shows it to nobody.
    pub hidden: bool,
}

impl Report {
    /// An open request with nothing in it but what it must have.
    pub fn new(id: impl Into<String>, service: &str, requested: Timestamp) -> Self {
        Self {
            id: id.into(),
            service: service.to_owned(),
            requested,
            updated: requested,
            status: "open".to_owned(),
            description: String::new(),
            address: None,
            zipcode: None,
            position: None,
            attributes: Vec::new(),
            media_url: None,
            reporter: None,
            hidden: false,
        }
    }
}

/// All requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    by_id: BTreeMap<String, Report>,
    requested: BTreeSet<(Timestamp, String)>,
    updated: BTreeSet<(Timestamp, String)>,
}

impl Register {
    /// Puts a request in, or another state of it.
    pub(crate) fn put(&mut self, report: Report) {
        self.remove(&report.id);
        self.requested.insert((report.requested, report.id.clone()));
        self.updated.insert((report.updated, report.id.clone()));
        self.by_id.insert(report.id.clone(), report);
    }

    /// Takes a request away without a trace.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Report> {
        let before = self.by_id.remove(id)?;
        self.requested.remove(&(before.requested, before.id.clone()));
        self.updated.remove(&(before.updated, before.id.clone()));
        Some(before)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Report> {
        self.by_id.get(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Made, or changed, between these instants, both included; the newest first.
    pub(crate) fn between(&self, updated: bool, from: Timestamp, to: Timestamp) -> impl Iterator<Item = &Report> {
        let order = if updated { &self.updated } else { &self.requested };
        let range = order.range((from, String::new())..);
        let end = range.take_while(move |(at, _)| *at <= to).collect::<Vec<_>>();
        end.into_iter().rev().filter_map(|(_, id)| self.by_id.get(id))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Report> {
        self.by_id.values()
    }
}
