use std::collections::BTreeMap;
use std::path::PathBuf;

use accord_connector_kit::{Address, Client, ConnectError, Credentials, Limits, Login, Parts, SecretText, Terms};
use accord_model::PartnerId;
use serde::Deserialize;

/// What one batch may name, whatever the program offers.
const CAP: usize = 500;
/// What one page of the feed may hold.
const MOST_PAGE: u16 = 1_000;
/// A secret that opens a mailbox is not to be guessed.
const SHORTEST_SECRET: usize = 32;

/// The section of a partner that speaks the connector protocol.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The program's address. https, unless it is on this machine. Left out where the program dials in.
    pub base_url: Option<String>,
    /// The program calls the gateway; nothing is called.
    #[serde(default)]
    pub dials_in: bool,
    /// A secret that both sides keep; or else `token_file`. With `base_url` we show it, with `dials_in` the program does.
    pub token: Option<SecretText>,
    /// A file whose first line is the secret.
    pub token_file: Option<PathBuf>,
    /// Where tokens are given, instead of `token`. With `base_url` alone.
    pub token_url: Option<String>,
    /// Our name there.
    pub client_id: Option<String>,
    /// The secret itself; or else `client_secret_file`.
    pub client_secret: Option<SecretText>,
    /// A file whose first line is the secret.
    pub client_secret_file: Option<PathBuf>,
    /// Plain http to other machines, for a network that encrypts by itself. Default false.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// The map of the partner's own words; the unified codes need none.
    pub terms: Option<PathBuf>,
    /// The partner's name for another partner's system, and that partner's name here.
    #[serde(default)]
    pub reference_systems: BTreeMap<String, String>,
    /// Changes on one page, 1 to 1,000. Default 200.
    #[serde(default = "page_size")]
    pub page_size: u16,
    /// Patience, attempts, breaker and the like.
    #[serde(default)]
    pub limits: Limits,
}

const fn page_size() -> u16 {
    200
}

impl Config {
    pub(super) fn client(&mut self, partner: PartnerId, parts: &Parts) -> Result<Client, ConnectError> {
        self.limits.check(CAP)?;
        if !(1..=MOST_PAGE).contains(&self.page_size) {
            return Err(refused("page_size", format!("1 to {MOST_PAGE} is allowed")));
        }
        match (self.base_url.take(), self.dials_in) {
            (Some(url), false) => self.called(partner, &url, parts),
            (None, true) => self.dialled(partner, parts),
            _ => Err(refused("base_url", "exactly one of base_url and dials_in = true is needed")),
        }
    }

    fn called(&mut self, partner: PartnerId, url: &str, parts: &Parts) -> Result<Client, ConnectError> {
        let address = Address::read("base_url", url, self.allow_plain_http)?;
        let Some(token_url) = self.token_url.take() else {
            let secret = self.token(parts)?;
            return Client::with_secret(partner, address, &secret, self.limits.clone());
        };
        if self.token.is_some() || self.token_file.is_some() {
            return Err(refused("token", "either token or token_url is allowed"));
        }
        let file = self.client_secret_file.as_ref().map(|file| parts.folder.join(file));
        let secret = SecretText::from_either("client_secret", self.client_secret.take(), file.as_deref())?;
        let login = Login {
            token_url: Address::read("token_url", &token_url, self.allow_plain_http)?,
            client_id: self.client_id.take().ok_or_else(|| refused("client_id", "needed with token_url"))?,
            credentials: Credentials::Secret(secret),
        };
        Client::new(partner, address, Some(login), self.limits.clone())
    }

    fn dialled(&mut self, partner: PartnerId, parts: &Parts) -> Result<Client, ConnectError> {
        if self.token_url.is_some() {
            return Err(refused("token_url", "a program that dials in shows a token; token_file is allowed"));
        }
        let secret = self.token(parts)?;
        if !secret.has_at_least(SHORTEST_SECRET) {
            let what = format!("{SHORTEST_SECRET} characters at least are needed, as of `openssl rand -hex 32`");
            return Err(refused("token", what));
        }
        let mailbox = parts.doors.open(partner, &secret, self.limits.max_body_bytes);
        Ok(Client::dialled(partner, mailbox, self.limits.clone()))
    }

    fn token(&mut self, parts: &Parts) -> Result<SecretText, ConnectError> {
        let file = self.token_file.as_ref().map(|file| parts.folder.join(file));
        SecretText::from_either("token", self.token.take(), file.as_deref())
    }

    /// The partner's own words; none where no file is named.
    pub(super) fn terms(&self, parts: &Parts) -> Result<Option<Terms>, ConnectError> {
        let Some(file) = &self.terms else { return Ok(None) };
        let text = std::fs::read_to_string(parts.folder.join(file));
        let text = text.map_err(|_| refused("terms", "the file cannot be read"))?;
        Terms::read(&text).map(Some).map_err(|error| refused("terms", error.to_string()))
    }

    pub(super) fn systems(&self) -> Result<BTreeMap<String, PartnerId>, ConnectError> {
        let read = self.reference_systems.iter().map(|(theirs, ours)| {
            let wrong = |_| refused("reference_systems", format!("`{theirs}` needs a partner's name: a-z, 0-9 and -"));
            Ok((theirs.clone(), ours.parse().map_err(wrong)?))
        });
        read.collect()
    }
}

fn refused(key: &'static str, reason: impl Into<String>) -> ConnectError {
    ConnectError::Key { key, reason: reason.into() }
}
