//! What the directory lists: first who is near, then each service by its id.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use accord_connector_kit::{Ask, Pace};
use accord_federation::Fault;
use accord_model::{ServiceLocation, ServiceQuery};
use futures_util::{StreamExt as _, stream};
use moka::future::Cache;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::wire::{Page, PlacedService, Service};
use super::{OpenReferral, map};

/// Entries on a page.
const PER_PAGE: usize = 100;
/// Pages of one list, at most: a list that goes on after that goes in a circle, or is no county's.
const MOST_PAGES: usize = 20;
/// Services of one question whose entries are read, at most.
const MOST_DETAILS: usize = 500;
/// Services in memory, at most.
const MOST_KEPT: u64 = 5_000;

const SERVICES: &str = "/services";
const AT_LOCATIONS: &str = "/service_at_locations";
const NOT_THERE: &[(u16, Option<&str>)] = &[(404, None), (410, None)];

/// Public entries by their ids, kept for a while. No question is kept: a postcode stays nowhere.
pub(super) struct Details(Cache<String, Arc<Service>>);

impl Details {
    pub(super) fn new(ttl_seconds: u32) -> Self {
        let ttl = Duration::from_secs(u64::from(ttl_seconds));
        Self(Cache::builder().max_capacity(MOST_KEPT).time_to_live(ttl).build())
    }
}

/// What a question found.
#[derive(Default)]
pub(super) struct Found {
    /// Each service once, in the directory's order, with the places near the postcode, where one was named.
    pub(super) found: Vec<(Arc<Service>, Vec<ServiceLocation>)>,
    /// Entries that could not be read.
    pub(super) unreadable: usize,
    /// The first thing that went wrong.
    pub(super) fault: Option<Fault>,
}

impl OpenReferral {
    /// The place alone is asked for. Need, strand, age and language stay here: together with a postcode they would tell
    /// the directory who was attacked, and for what.
    pub(super) async fn find(&self, query: &ServiceQuery) -> Found {
        let mut found = Found::default();
        let end = Instant::now() + Duration::from_millis(self.client.limits().patience_ms);
        let near = match query.postcode.as_deref() {
            Some(postcode) => self.near(postcode, query.within_metres, &mut found).await,
            None => self.all(&mut found).await,
        };
        if near.len() > MOST_DETAILS {
            found.fault = found.fault.or(Some(Fault::Broken));
        }
        let mut answers = stream::iter(near.into_iter().take(MOST_DETAILS))
            .map(|(id, places)| async move { (self.service(&id).await, places) })
            .buffered(self.client.limits().bulkhead);
        loop {
            match timeout_at(end, answers.next()).await {
                Ok(None) => break,
                Ok(Some((Ok(Some(service)), places))) => found.found.push((service, places)),
                Ok(Some((Ok(None), _))) => found.unreadable += 1,
                // Listed, and gone since.
                Ok(Some((Err(Fault::Stale), _))) => {}
                Ok(Some((Err(fault), _))) => found.fault = found.fault.or(Some(fault)),
                // What was read until now is shown, and is in memory for the next question.
                Err(_) => {
                    found.fault = found.fault.or(Some(Fault::Silent));
                    break;
                }
            }
        }
        found
    }

    async fn near(
        &self,
        postcode: &str,
        within: Option<u32>,
        found: &mut Found,
    ) -> Vec<(String, Vec<ServiceLocation>)> {
        let metres = within.unwrap_or(self.default_metres).to_string();
        let ask = |page| {
            Ask::get(AT_LOCATIONS)
                .query("postcode", postcode)
                .query("proximity", metres.as_str())
                .query("page", page)
                .query("per_page", PER_PAGE.to_string())
        };
        let entries: Vec<PlacedService> = self.pages(ask, |entry: &PlacedService| place_key(entry), found).await;
        let mut order: BTreeMap<String, usize> = BTreeMap::new();
        let mut near: Vec<(String, Vec<ServiceLocation>)> = Vec::new();
        for entry in entries {
            let place = map::placed(&entry.location.0.unwrap_or_default(), entry.distance.0);
            let at = *order.entry(entry.service.id.clone()).or_insert(near.len());
            match near.get_mut(at) {
                Some((_, places)) => places.push(place),
                None => near.push((entry.service.id, vec![place])),
            }
        }
        near
    }

    async fn all(&self, found: &mut Found) -> Vec<(String, Vec<ServiceLocation>)> {
        let ask = |page| Ask::get(SERVICES).query("page", page).query("per_page", PER_PAGE.to_string());
        let entries = self.pages(ask, |entry: &Service| entry.id.clone(), found).await;
        entries.into_iter().map(|entry| (entry.id, Vec::new())).collect()
    }

    /// The pages of a list, until one is the last or brings nothing new. What was read before a fault stays.
    async fn pages<T: DeserializeOwned>(
        &self,
        ask: impl Fn(String) -> Ask,
        key: impl Fn(&T) -> String,
        found: &mut Found,
    ) -> Vec<T> {
        let (mut all, mut seen) = (Vec::new(), HashSet::new());
        for number in 1..=MOST_PAGES {
            let page: Page<T> = match self.client.read(&ask(number.to_string()), Pace::Viewer).await {
                Ok(page) => page,
                Err(fault) => {
                    found.fault = found.fault.or(Some(fault));
                    return all;
                }
            };
            let before = all.len();
            let is_empty = page.contents.is_empty();
            for entry in page.contents {
                match entry {
                    Some(entry) if seen.insert(key(&entry)) => all.push(entry),
                    Some(_) => {}
                    None => found.unreadable += 1,
                }
            }
            if page.last || is_empty {
                return all;
            }
            if all.len() == before {
                break;
            }
        }
        // The same page again and again, or no end.
        found.fault = found.fault.or(Some(Fault::Broken));
        all
    }

    /// One service. Nothing where it cannot be read, or is another one than was asked for.
    async fn service(&self, id: &str) -> Result<Option<Arc<Service>>, Fault> {
        if let Some(kept) = self.details.0.get(id).await {
            return Ok(Some(kept));
        }
        let Some(ask) = Ask::one(SERVICES, id) else { return Ok(None) };
        let whole: serde_json::Value = self.client.read(&ask.gone_on(NOT_THERE), Pace::Viewer).await?;
        let Ok(service) = serde_json::from_value::<Service>(whole) else { return Ok(None) };
        if service.id != id {
            return Ok(None);
        }
        let service = Arc::new(service);
        self.details.0.insert(id.to_owned(), Arc::clone(&service)).await;
        Ok(Some(service))
    }
}

/// A service may be at several places: a place of a service is what comes once.
fn place_key(entry: &PlacedService) -> String {
    let location = entry.location.0.as_ref();
    let name = location.and_then(|l| l.name.text()).unwrap_or_default();
    let postcode = location.and_then(|l| l.addresses.iter().find_map(|a| a.postal_code.text())).unwrap_or_default();
    format!("{}\n{name}\n{postcode}", entry.service.id)
}
