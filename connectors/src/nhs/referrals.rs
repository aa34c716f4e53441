//! Referrals by reference, with their tasks and parties.

use std::collections::HashMap;

use accord_connector_kit::{Chunked, Pace, gather};
use accord_consent::FieldSet;
use accord_federation::Fault;
use accord_model::{LocalId, RecordRef, Referral};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::grounds::joined;
use super::map::Parties;
use super::read::{mapped, packed, part};
use super::search::{Kind, Search};
use super::wire::{Resource, ServiceRequest, Task};
use super::{Nhs, Notes, fields};

impl Nhs {
    /// These fields of these referrals.
    pub(super) async fn requests(&self, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<(Referral, Notes)> {
        let cap = self.client.limits().cap;
        let projection = fields::projection::<Referral>(may);
        let wire = gather(Some(&self.cache), asked, &projection, cap, |ids| self.requests_of(ids, may)).await;
        let today = self.today(self.subjects_in(wire.found.iter(), "request")).await;
        let read_at = Timestamp::now();
        let requests = mapped(wire, "ServiceRequest", |at, value, notes| {
            let request: ServiceRequest = part(value, "request")?.parse()?;
            let said = today.of(&self.subject_in(value, "request"))?;
            let with = value.get("with").and_then(Value::as_array).into_iter().flatten();
            let with = self.parties(with.filter_map(|row| Resource::read(row.clone())));
            let mut referral = self.mapper.referral(at, read_at, &request, &with, may, notes);
            referral.said_today = said;
            Some(referral)
        });
        Chunked { fault: requests.fault.or(today.fault), ..requests }
    }

    async fn requests_of(&self, ids: Vec<LocalId>, may: FieldSet) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let ids: Vec<&str> = ids.iter().map(LocalId::as_str).collect();
        let elements = fields::name_referral(may, &self.beside(&[]));
        let rows = self.search_requests(Pace::Viewer, ("_id", joined(&ids)), may, &elements).await?;
        let (requests, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.kind == "ServiceRequest");
        let packed_rows = requests.into_iter().filter(|row| ids.contains(&row.id.as_str())).map(|row| {
            let with = others.iter().filter(|other| self.belongs(other, &row)).map(|other| other.clone().value());
            let with: Vec<Value> = with.collect();
            (LocalId::new(row.id.as_str()), packed(&json!({ "request": row.value(), "with": with })))
        });
        Ok(packed_rows.collect())
    }

    /// Referrals by one parameter, and what comes along with them for these fields.
    pub(super) async fn search_requests(
        &self,
        pace: Pace,
        by: (&'static str, String),
        may: FieldSet,
        elements: &[&'static str],
    ) -> Result<Vec<Resource>, Fault> {
        let has = |name: &str| may.has::<Referral>(name);
        let mut by = vec![by];
        if self.style.includes && (has("status") || has("history")) {
            by.push(("_revinclude", "Task:focus".to_owned()));
        }
        if self.style.includes && has("recipient") {
            by.push(("_include", "ServiceRequest:performer".to_owned()));
        }
        if self.style.includes && has("sender") {
            by.push(("_include", "ServiceRequest:requester".to_owned()));
        }
        let rows = self.all(pace, &Search { kind: Kind::ServiceRequest, by, elements }).await?;
        let known = rows.into_iter().flatten().filter_map(|row| match row.kind.as_str() {
            "ServiceRequest" => Some(row.only(elements)),
            "Task" => Some(row.only(fields::TASK)),
            "Organization" => Some(row.only(fields::ORGANIZATION)),
            _ => None,
        });
        Ok(known.collect())
    }

    /// Whether a task or an organisation came along for this request.
    fn belongs(&self, other: &Resource, request: &Resource) -> bool {
        if other.kind == "Task" {
            return self.focus(other).is_some_and(|focus| focus == request.id);
        }
        let Some(from) = request.parse::<ServiceRequest>() else {
            return false;
        };
        let parties = from.requester.known().into_iter().chain(&from.performer.items);
        parties.filter_map(|party| self.mapper.id_of("Organization", party)).any(|id| id == other.id)
    }

    fn focus(&self, task: &Resource) -> Option<String> {
        self.mapper.id_of("ServiceRequest", task.parse::<Task>()?.focus.known()?)
    }

    /// Tasks by the request they are about, organisations by id.
    pub(super) fn parties(&self, rows: impl Iterator<Item = Resource>) -> Parties {
        let mut parties = Parties { organizations: HashMap::new(), tasks: HashMap::new() };
        for row in rows {
            if row.kind == "Organization" {
                if let Some(organization) = row.parse() {
                    parties.organizations.insert(row.id.clone(), organization);
                }
            } else if let (Some(request), Some(task)) = (self.focus(&row), row.parse()) {
                parties.tasks.entry(request).or_default().push(task);
            }
        }
        parties
    }
}
