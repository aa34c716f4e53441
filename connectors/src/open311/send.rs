//! Sending a report in, and asking for the reference of one that was given a token.

use accord_connector_kit::{Ask, Pace, SecretText, Submission, SubmitFault};
use accord_federation::{Fault, Given, Receipt, ReportFault, ReportToken};
use accord_model::{LocalId, PlaceReport};

use super::Open311;
use super::map::{check, form};
use super::wire::{self, Definition, Sent, Services};

/// A token that the council does not know, or no longer.
const GONE: &[(u16, Option<&str>)] = &[(404, None), (410, None)];

/// What may be sent in.
pub(super) struct Sending {
    /// Shows the council that we may. In the form alone.
    pub(super) api_key: SecretText,
    /// The only services that are sent to.
    pub(super) services: Vec<String>,
}

impl Open311 {
    /// Sends a report, once. What can be checked before is: the service, its questions, the answers.
    pub(super) async fn send(&self, report: &PlaceReport) -> Result<Receipt, ReportFault> {
        let Some(sending) = &self.sending else { return Err(ReportFault::NotTaken(Fault::NotSupported)) };
        if !sending.services.iter().any(|service| service == report.service()) {
            return Err(ReportFault::ServiceNotNamed);
        }
        let definition = self.definition(report.service()).await?;
        check(report, &definition)?;
        let fields = form(report, &definition);
        let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        fields.push(("api_key", sending.api_key.as_str().to_owned()));
        fields.extend(self.jurisdiction.iter().map(|jurisdiction| ("jurisdiction_id", jurisdiction.clone())));
        let submission = Submission::form(self.paths.requests, &fields, wire::error_code).accept(self.paths.accept);
        let sent = self.client.submit(&submission, self.decode::<Sent>()).await;
        receipt(sent.map_err(|fault| match fault {
            SubmitFault::NotTaken(fault) => ReportFault::NotTaken(fault),
            SubmitFault::Declined { code } => ReportFault::Declined { code },
            SubmitFault::Unknown => ReportFault::Unknown,
        })?)
    }

    /// The reference behind a token; nothing as long as the council has given none.
    pub(super) async fn behind(&self, token: &ReportToken) -> Result<Option<LocalId>, Fault> {
        if self.sending.is_none() {
            return Err(Fault::NotSupported);
        }
        let ask = self.one("/tokens", token.as_str()).ok_or(Fault::Stale)?.gone_on(GONE);
        let sent = self.client.read_by(&ask, Pace::Sync, self.decode::<Sent>()).await?;
        Ok(sent.id.map(LocalId::new))
    }

    /// The questions of a service: none where the council's list says that it has none.
    async fn definition(&self, service: &str) -> Result<Definition, ReportFault> {
        let ask = self.asked(Ask::get(self.paths.services));
        let services = self.client.read_by(&ask, Pace::Sync, self.decode::<Services>()).await;
        match services.map_err(ReportFault::NotTaken)?.asks(service) {
            None => Err(ReportFault::ServiceUnknown),
            Some(false) => Ok(Definition(Vec::new())),
            Some(true) => {
                let ask = self.one("/services", service).ok_or(ReportFault::ServiceUnknown)?;
                let read = self.client.read_by(&ask, Pace::Sync, self.decode::<Definition>()).await;
                read.map_err(ReportFault::NotTaken)
            }
        }
    }

    /// One thing of a list. The format stands at the end of the path.
    fn one(&self, list: &'static str, name: &str) -> Option<Ask> {
        Ask::one(list, &format!("{name}{}", self.paths.end)).map(|ask| self.asked(ask))
    }
}

/// An answer with neither a usable id nor a usable token says nothing of a report that was sent.
fn receipt(sent: Sent) -> Result<Receipt, ReportFault> {
    let token = || sent.token.as_deref().and_then(ReportToken::new);
    let given = match sent.id {
        Some(id) => Given::Reference(LocalId::new(id)),
        None => Given::Token(token().ok_or(ReportFault::Unknown)?),
    };
    Ok(Receipt { given, notice: sent.notice })
}
