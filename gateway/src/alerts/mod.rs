//! Somebody is told of every emergency access, without a word about whom: a line of the log, and a `CloudEvent` to the address
//! of the privacy officers where one is configured. What has not been told when the process ends is told by the next.

mod event;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use accord_consent::{Accesses, AskedAccess};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use zeroize::Zeroizing;

use crate::Clock;

/// How often it is looked for what has not been told: well within the five seconds in which somebody must know.
const LOOK: Duration = Duration::from_secs(1);

/// Somebody has been told.
const TOLD: u32 = u32::MAX;

/// How long the address may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where alerts go, beside the log.
pub struct Address {
    /// Takes a POST of a `CloudEvent`.
    pub url: reqwest::Url,
    /// A bearer token for it.
    pub token: Option<Zeroizing<String>>,
}

/// Tells of emergencies as long as the gateway serves.
pub struct Alerts {
    accesses: Arc<dyn Accesses>,
    address: Option<Address>,
    client: reqwest::Client,
    clock: Clock,
}

impl Alerts {
    /// Over these emergencies.
    ///
    /// # Errors
    /// Where no HTTP client can be made.
    pub fn new(accesses: Arc<dyn Accesses>, address: Option<Address>, clock: Clock) -> reqwest::Result<Self> {
        let client =
            reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { accesses, address, client, clock })
    }

    /// Looks, tells and looks again.
    pub async fn run(self) {
        let mut tries = HashMap::new();
        let mut ticks = tokio::time::interval(LOOK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // A database that does not answer is reported by everything else.
            for access in self.accesses.untold().await.unwrap_or_default() {
                self.tell(&access, tries.entry(access.id).or_insert(0)).await;
                if tries.get(&access.id) == Some(&TOLD) {
                    tries.remove(&access.id);
                }
            }
        }
    }

    /// Counts the tries: the log has the first, and every doubling of those that failed.
    async fn tell(&self, access: &AskedAccess, tries: &mut u32) {
        let name = event::name(access.id);
        *tries = tries.saturating_add(1);
        if *tries == 1 {
            let (organisation, role) = (access.organisation, access.role);
            tracing::warn!(code = "EMERGENCY_ACCESS", access = %name, %organisation, %role, "alert");
        }
        if !self.delivered(access).await {
            if tries.is_power_of_two() {
                tracing::error!(code = "ALERT_NOT_TAKEN", access = %name, tries, "alert");
            }
            return;
        }
        // Where this is not written, somebody is told twice.
        if self.accesses.told(access.id, (self.clock)()).await.is_ok() {
            *tries = TOLD;
        }
    }

    /// Whether the address has taken it; true where there is none.
    async fn delivered(&self, access: &AskedAccess) -> bool {
        let Some(address) = &self.address else { return true };
        let mut request = self
            .client
            .post(address.url.clone())
            .header(CONTENT_TYPE, "application/cloudevents+json")
            .body(event::of(access));
        if let Some(token) = &address.token {
            request = request.header(AUTHORIZATION, format!("Bearer {}", token.as_str()));
        }
        request.send().await.is_ok_and(|response| response.status().is_success())
    }
}
