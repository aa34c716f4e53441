//! One question, whatever the connector can be asked.

use std::time::{Duration, Instant};

use accord_federation::{Connector, Fault};
use accord_model::{Incident, Referral, ServiceQuery, Victim};

use super::{Bench, Kind};
use crate::checks::Stop;

/// What came of a question, whatever it was about.
pub(crate) struct Probe {
    pub(crate) records: usize,
    pub(crate) fault: Option<Fault>,
    pub(crate) took: Duration,
}

impl Bench<'_> {
    /// The one question that a check about failures asks: a few records of the first type that the connector serves, or
    /// a page of its feed.
    pub(crate) async fn probe(&self, connector: &dyn Connector) -> Result<Probe, Stop> {
        if let Some(probe) = self.probe_of::<Victim>(connector).await? {
            return Ok(probe);
        }
        if let Some(probe) = self.probe_of::<Incident>(connector).await? {
            return Ok(probe);
        }
        if let Some(probe) = self.probe_of::<Referral>(connector).await? {
            return Ok(probe);
        }
        if !connector.has_changes() {
            return self.probe_of_directory(connector).await;
        }
        let (order, began) = (self.own_order()?, Instant::now());
        let feed = self.read(connector, &order, None, 1).await?;
        Ok(Probe { records: feed.rows.len(), fault: feed.fault, took: began.elapsed() })
    }

    async fn probe_of_directory(&self, connector: &dyn Connector) -> Result<Probe, Stop> {
        let began = Instant::now();
        let listed = self.watched(connector.services(&ServiceQuery { limit: 50, ..ServiceQuery::default() })).await?;
        Ok(Probe { records: listed.services.len(), fault: listed.fault, took: began.elapsed() })
    }

    async fn probe_of<R: Kind>(&self, connector: &dyn Connector) -> Result<Option<Probe>, Stop> {
        let (few, fields) = (self.some::<R>(3), R::declared(connector));
        if few.is_empty() || fields.is_empty() {
            return Ok(None);
        }
        let answer = self.ask::<R>(connector, &few, fields).await?;
        Ok(Some(Probe { records: answer.records.len(), fault: answer.fault, took: answer.took }))
    }
}
