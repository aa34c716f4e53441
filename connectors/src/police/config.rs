use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

use accord_connector_kit::{Address, Client, ConnectError, Credentials, Limits, Login, Parts, SecretText, Terms};
use accord_model::{OrganisationId, PartnerId};
use serde::Deserialize;

/// What one batch may name (the contract of the police's system).
pub(super) const CAP: usize = 100;
/// What one page of the feed may hold.
const MOST_PAGE: u16 = 200;

/// The section of a police partner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server's address, without `/v1`. https, unless it is on this machine.
    pub base_url: String,
    /// Where tokens are given.
    pub token_url: String,
    /// Our name at the police.
    pub client_id: String,
    /// The secret itself; or else `client_secret_file`.
    pub client_secret: Option<SecretText>,
    /// A file whose first line is the secret.
    pub client_secret_file: Option<PathBuf>,
    /// Plain http to other machines, for a network that encrypts by itself. Default false.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// Patience, attempts, breaker and the like.
    #[serde(default)]
    pub limits: Limits,
    /// Entries on one page of the change feed, 1 to 200. Default 200.
    #[serde(default = "page_size")]
    pub page_size: u16,
    /// Seconds by which each sync reads back before the latest change it knows. Default 300.
    #[serde(default = "overlap_seconds")]
    pub overlap_seconds: u32,
    /// A map of the police's words in place of the built-in one; beside the configuration file.
    pub terms: Option<PathBuf>,
    /// The police's name for another partner's system, and that partner's name here: `COUNTY_PROJECT = "county"`.
    #[serde(default)]
    pub reference_systems: BTreeMap<String, String>,
    /// The police's code of whoever is referred to, and the member of the partnership that it names: `SH = "safe-haven-llr"`.
    #[serde(default)]
    pub organisations: BTreeMap<String, String>,
}

const fn page_size() -> u16 {
    MOST_PAGE
}

const fn overlap_seconds() -> u32 {
    300
}

impl Config {
    pub(super) fn client(&mut self, partner: PartnerId, parts: &Parts) -> Result<Client, ConnectError> {
        self.limits.check(CAP)?;
        if !(1..=MOST_PAGE).contains(&self.page_size) {
            return Err(ConnectError::Key { key: "page_size", reason: format!("1 to {MOST_PAGE} is allowed") });
        }
        let file = self.client_secret_file.as_ref();
        let file = file.map(|file| parts.folder.join(file));
        let secret = SecretText::from_either("client_secret", self.client_secret.take(), file.as_deref())?;
        let plain = self.allow_plain_http;
        let login = Login {
            token_url: Address::read("token_url", &self.token_url, plain)?,
            client_id: self.client_id.clone(),
            credentials: Credentials::Secret(secret),
        };
        let address = Address::read("base_url", &self.base_url, plain)?;
        Client::new(partner, address, Some(login), self.limits.clone())
    }

    /// The map of the police's words.
    pub(super) fn terms(&self, parts: &Parts) -> Result<Terms, ConnectError> {
        let error = |reason: String| ConnectError::Key { key: "terms", reason };
        match &self.terms {
            None => Terms::read(include_str!("terms.toml")).map_err(|e| error(e.to_string())),
            Some(file) => {
                let text = std::fs::read_to_string(parts.folder.join(file));
                let text = text.map_err(|e| error(format!("`{}` cannot be read: {}", file.display(), e.kind())))?;
                Terms::read(&text).map_err(|e| error(e.to_string()))
            }
        }
    }

    pub(super) fn systems(&self) -> Result<BTreeMap<String, PartnerId>, ConnectError> {
        named("reference_systems", "a partner's name", &self.reference_systems)
    }

    pub(super) fn organisations(&self) -> Result<BTreeMap<String, OrganisationId>, ConnectError> {
        named("organisations", "a member's name", &self.organisations)
    }
}

/// Their names with ours beside them.
fn named<T: FromStr>(
    key: &'static str,
    what: &str,
    names: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, T>, ConnectError> {
    let read = names.iter().map(|(theirs, ours)| {
        let reason = || format!("`{theirs}` needs {what}: a-z, 0-9 and -");
        let ours = ours.parse().map_err(|_| ConnectError::Key { key, reason: reason() })?;
        Ok((theirs.clone(), ours))
    });
    read.collect()
}
