use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use accord_consent::{Permitted, Record, Trail};
use accord_model::{Incident, PartnerId, Referral, Victim};
use async_trait::async_trait;
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use parking_lot::Mutex;
use tokio::time::{Instant, timeout};

use crate::{Connector, Fault, Gathered, House};

/// A record type that partners can be asked for.
#[async_trait]
pub(crate) trait Asked: Record {
    async fn ask(connector: &dyn Connector, permit: &Permitted<Self>) -> Gathered<Self>;

    fn held(connector: &dyn Connector) -> accord_consent::FieldSet;
}

#[async_trait]
impl Asked for Victim {
    async fn ask(connector: &dyn Connector, permit: &Permitted<Self>) -> Gathered<Self> {
        connector.victims(permit).await
    }

    fn held(connector: &dyn Connector) -> accord_consent::FieldSet {
        connector.victim_fields()
    }
}

#[async_trait]
impl Asked for Incident {
    async fn ask(connector: &dyn Connector, permit: &Permitted<Self>) -> Gathered<Self> {
        connector.incidents(permit).await
    }

    fn held(connector: &dyn Connector) -> accord_consent::FieldSet {
        connector.incident_fields()
    }
}

#[async_trait]
impl Asked for Referral {
    async fn ask(connector: &dyn Connector, permit: &Permitted<Self>) -> Gathered<Self> {
        connector.referrals(permit).await
    }

    fn held(connector: &dyn Connector) -> accord_consent::FieldSet {
        connector.referral_fields()
    }
}

/// Who has been silent in this request: such a partner is not asked again in it.
#[derive(Default)]
pub(crate) struct Silence(Mutex<HashMap<PartnerId, Fault>>);

impl Silence {
    /// Why this partner is not asked again.
    pub(crate) fn of(&self, partner: PartnerId) -> Option<Fault> {
        self.0.lock().get(&partner).copied()
    }

    /// Notes that it was silent.
    pub(crate) fn note(&self, partner: PartnerId) {
        self.0.lock().insert(partner, Fault::Silent);
    }
}

/// Asks every partner of the permit at once. Each has one silence allowance a request, and the request its deadline.
pub(crate) async fn gather<R: Asked>(
    house: &House,
    permit: &Permitted<R>,
    silence: &Silence,
    trail: &Trail,
    until: Instant,
) -> HashMap<PartnerId, Gathered<R>> {
    let partners = permit.partners();
    let answers = join_all(partners.iter().map(|partner| async move {
        trail.asked(*partner);
        (*partner, ask(house, permit, silence, *partner, until).await)
    }));
    answers.await.into_iter().collect()
}

async fn ask<R: Asked>(
    house: &House,
    permit: &Permitted<R>,
    silence: &Silence,
    partner: PartnerId,
    until: Instant,
) -> Gathered<R> {
    if let Some(fault) = silence.of(partner) {
        return Gathered::failed(fault);
    }
    let Some(system) = house.system(partner) else {
        return Gathered::failed(Fault::NotSupported);
    };
    let patience = house.patience.min(until.saturating_duration_since(Instant::now()));
    let connector = Arc::clone(&system.connector);
    // A connector that panics is a partner that is broken, and nobody else's trouble.
    let asked = AssertUnwindSafe(R::ask(&*connector, permit)).catch_unwind();
    let gathered = match timeout(patience.max(Duration::from_millis(1)), asked).await {
        Ok(Ok(gathered)) => gathered,
        Ok(Err(_)) => Gathered::failed(Fault::Broken),
        Err(_) => Gathered::failed(Fault::Silent),
    };
    house.reached.note(partner, gathered.fault.is_none());
    if gathered.fault == Some(Fault::Silent) {
        silence.note(partner);
    }
    gathered
}
