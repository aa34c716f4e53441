use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use accord_model::{OrganisationId, ServiceQuery, SupportService};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use tokio::time::{Instant, timeout};

use crate::load::Shared;
use crate::{Fault, Listed, System};

/// What the directories of the partnership list.
#[derive(Clone, Default)]
pub struct Services {
    /// What fits, nearest first; services whose distance nobody says come after, in the order of the directories.
    pub services: Vec<SupportService>,
    /// The directories that gave nothing, or not all.
    pub silent: Vec<SilentDirectory>,
}

/// A directory that gave nothing, or not all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilentDirectory {
    /// Whose it is.
    pub owner: OrganisationId,
    /// Why.
    pub cause: Fault,
}

/// Asks every directory at once. A system that is no directory is no gap.
pub(crate) async fn gather(shared: &Shared, query: &ServiceQuery) -> Services {
    let asked =
        shared.house.systems.iter().map(|system| async move { (system.owner, ask(shared, system, query).await) });
    let mut all = Services::default();
    for (owner, listed) in join_all(asked).await {
        match listed.fault {
            Some(Fault::NotSupported) => continue,
            Some(cause) => all.silent.push(SilentDirectory { owner, cause }),
            None => {}
        }
        all.services.extend(listed.services);
    }
    all.services = chosen(all.services, query);
    all
}

/// What fits, each service of a directory once, nearest first. Two directories that list one service both stay: each
/// speaks for its own entry, and a guess that two names are one service would hide one of them.
fn chosen(services: Vec<SupportService>, query: &ServiceQuery) -> Vec<SupportService> {
    let mut seen = HashSet::new();
    let mut fitting: Vec<_> = services
        .into_iter()
        .filter(|service| query.fits(service) && seen.insert((service.partner, service.local.clone())))
        .collect();
    // Stable: at one distance the order of precedence of the directories stays, and each directory's own.
    fitting.sort_by_key(|service| service.nearest().unwrap_or(u32::MAX));
    fitting.truncate(usize::from(query.limit));
    fitting
}

async fn ask(shared: &Shared, system: &System, query: &ServiceQuery) -> Listed {
    let connector = Arc::clone(&system.connector);
    let partner = connector.partner();
    if let Some(fault) = shared.silence.of(partner) {
        return Listed::failed(fault);
    }
    let patience = shared.house.patience.min(shared.until.saturating_duration_since(Instant::now()));
    // A connector that panics is a partner that is broken, and nobody else's trouble.
    let asked = AssertUnwindSafe(connector.services(query)).catch_unwind();
    let listed = match timeout(patience.max(Duration::from_millis(1)), asked).await {
        Ok(Ok(listed)) => listed,
        Ok(Err(_)) => Listed::failed(Fault::Broken),
        Err(_) => Listed::failed(Fault::Silent),
    };
    if listed.fault == Some(Fault::NotSupported) {
        return listed;
    }
    shared.trail.asked(partner);
    shared.house.reached.note(partner, listed.fault.is_none());
    if listed.fault == Some(Fault::Silent) {
        shared.silence.note(partner);
    }
    listed
}
