use std::collections::BTreeMap;
use std::path::PathBuf;

use accord_connector_kit::{Address, Client, ConnectError, Limits, Parts, Terms};
use accord_model::{OrganisationId, PartnerId};
use serde::Deserialize;

/// The section of a directory.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server's address, up to what comes before `/services`. https, unless it is on this machine.
    pub base_url: String,
    /// Plain http to other machines, for a network that encrypts by itself. Default false.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// Patience, attempts, breaker and the like.
    #[serde(default)]
    pub limits: Limits,
    /// What this directory's taxonomy and languages mean, in place of the map that the connector brings.
    pub terms: Option<PathBuf>,
    /// The directory's name or id of an organisation, and that of the member of the partnership that it is.
    #[serde(default)]
    pub organisations: BTreeMap<String, String>,
    /// Metres around a postcode where a question names none, 1 to 200,000. Default 16,000.
    #[serde(default = "default_metres")]
    pub default_metres: u32,
    /// Seconds that a service's public entry is kept in memory, 0 to 3,600. Default 600.
    #[serde(default = "details_ttl_seconds")]
    pub details_ttl_seconds: u32,
}

const fn default_metres() -> u32 {
    16_000
}

const fn details_ttl_seconds() -> u32 {
    600
}

impl Config {
    pub(super) fn client(&self, partner: PartnerId) -> Result<Client, ConnectError> {
        let refuse = |key, reason: &str| Err(ConnectError::Key { key, reason: reason.to_owned() });
        self.limits.check(100)?;
        if !(1..=200_000).contains(&self.default_metres) {
            return refuse("default_metres", "1 to 200000 is allowed");
        }
        if self.details_ttl_seconds > 3_600 {
            return refuse("details_ttl_seconds", "0 to 3600 is allowed");
        }
        let address = Address::read("base_url", &self.base_url, self.allow_plain_http)?;
        // Open Referral UK is open data: there is no login.
        Client::new(partner, address, None, self.limits.clone())
    }

    pub(super) fn terms(&self, parts: &Parts) -> Result<Terms, ConnectError> {
        let refuse = |reason: String| ConnectError::Key { key: "terms", reason };
        let text = match &self.terms {
            None => include_str!("terms.toml").to_owned(),
            Some(file) => std::fs::read_to_string(parts.folder.join(file)).map_err(|e| refuse(e.kind().to_string()))?,
        };
        let terms = Terms::read(&text).map_err(|error| refuse(error.to_string()))?;
        super::map::check(&text, &terms).map_err(refuse)?;
        Ok(terms)
    }

    pub(super) fn organisations(&self) -> Result<BTreeMap<String, OrganisationId>, ConnectError> {
        let named = self.organisations.iter().map(|(theirs, ours)| {
            let ours = ours.parse().map_err(|_| ConnectError::Key {
                key: "organisations",
                reason: format!("`{theirs}` needs a member's short name: a-z, 0-9 and -"),
            })?;
            Ok((theirs.trim().to_lowercase(), ours))
        });
        named.collect()
    }
}
