use std::collections::BTreeMap;

use accord_connector_kit::{
    Address, Client, ConnectError, Credentials, KeyFile, Limits, Login, Parts, PrivateKeys, SigningAlgorithm,
};
use accord_model::{OrganisationId, PartnerId};
use serde::Deserialize;

/// What one search may name, and what one page may hold.
pub(super) const CAP: usize = 100;

/// The section of a FHIR R4 partner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server's base: `https://host/fhir/R4`. https, unless it is on this machine.
    pub base_url: String,
    /// Where tokens are given; left out for a server without a login.
    pub token_url: Option<String>,
    /// The audience of our assertions, where the partner's token endpoint knows itself by another address than
    /// `token_url`: behind a gateway. Default `token_url`.
    pub audience: Option<String>,
    /// Our name at the partner.
    pub client_id: Option<String>,
    /// Our private keys, newest first: `{ key_id, private_key_file }`.
    #[serde(default)]
    pub keys: Vec<KeyFile>,
    /// How assertions are signed. Default RS512.
    #[serde(default)]
    pub algorithm: SigningAlgorithm,
    /// Asked for with each token, where the partner wants one.
    pub scope: Option<String>,
    /// ODS code of the organisation on whose behalf is asked: the header `NHSD-End-User-Organisation-ODS`.
    pub ods_code: Option<String>,
    /// `system|code` of a `Flag` that puts a person into the agreed population.
    #[serde(default)]
    pub flag_codes: Vec<String>,
    /// `system|code` of the category of a `ServiceRequest` that does.
    #[serde(default)]
    pub referral_categories: Vec<String>,
    /// `system|code` of the category of a `Consent` that does.
    #[serde(default)]
    pub consent_categories: Vec<String>,
    /// What a policy text that Consents name (`policy.uri`) says of all that their provisions do not name.
    #[serde(default)]
    pub consent_policies: BTreeMap<String, ConsentPolicy>,
    /// ODS code, or `Organization` id, of a party of a referral, and the member of the partnership that it is.
    #[serde(default)]
    pub organisations: BTreeMap<String, String>,
    /// Entries on one page, 1 to 100. Default 50.
    #[serde(default = "page_size")]
    pub page_size: u16,
    /// Seconds by which each sync reads back before the latest change it knows. Default 300.
    #[serde(default = "overlap_seconds")]
    pub overlap_seconds: u32,
    /// Seconds after which the whole agreed population is read again, and not what changed of it alone: a server tells
    /// of a flag that changed, not of the flagged person's new attendance. Default 3,600.
    #[serde(default = "whole_after_seconds")]
    pub whole_after_seconds: u32,
    /// How the pages of a search are turned. Default `links`.
    #[serde(default)]
    pub paging: Paging,
    /// Send `_elements`. Default true; false for a server that does not know it. What comes unasked is dropped either way.
    #[serde(default = "yes")]
    pub elements: bool,
    /// Send `Prefer: handling=strict`. Default true.
    #[serde(default = "yes")]
    pub strict: bool,
    /// Ask for the `CapabilityStatement` before the population is read, and refuse another version than R4. Default true.
    #[serde(default = "yes")]
    pub check_version: bool,
    /// Send `_revinclude=Task:focus` and `_include=ServiceRequest:performer` with referrals. Default true.
    #[serde(default = "yes")]
    pub includes: bool,
    /// Plain http to other machines, for a network that encrypts by itself. Default false.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// Patience, attempts, breaker and the like.
    #[serde(default)]
    pub limits: Limits,
}

/// The base rule of a policy text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentPolicy {
    /// What is not refused is permitted.
    OptIn,
    /// What is not permitted is refused.
    OptOut,
    /// The provisions are all that was said.
    AsWritten,
}

/// How the pages of a search are turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paging {
    /// By `Bundle.link` `next`, word for word: what FHIR says.
    #[default]
    Links,
    /// By `_offset`, for a server that gives no links.
    Offset,
}

const fn page_size() -> u16 {
    50
}

const fn overlap_seconds() -> u32 {
    300
}

const fn whole_after_seconds() -> u32 {
    3_600
}

const fn yes() -> bool {
    true
}

impl Config {
    pub(super) fn client(&mut self, partner: PartnerId, parts: &Parts) -> Result<Client, ConnectError> {
        self.limits.check(CAP)?;
        let refuse = |key, reason: &str| Err(ConnectError::Key { key, reason: reason.to_owned() });
        if !(1..=CAP).contains(&usize::from(self.page_size)) {
            return refuse("page_size", "1 to 100 is allowed");
        }
        let codes = [
            ("flag_codes", &self.flag_codes),
            ("referral_categories", &self.referral_categories),
            ("consent_categories", &self.consent_categories),
        ];
        if codes.iter().all(|(_, codes)| codes.is_empty()) {
            return refuse("flag_codes", "a code of the agreed population is needed: nobody's whole book is read");
        }
        if let Some((key, _)) = codes.into_iter().find(|(_, codes)| !codes.iter().all(|code| is_one_code(code))) {
            return refuse(key, "each code is system|code");
        }
        if self.ods_code.as_ref().is_some_and(|code| !code.bytes().all(|b| b.is_ascii_alphanumeric())) {
            return refuse("ods_code", "letters and digits are allowed");
        }
        let login = self.login(parts)?;
        let address = Address::read("base_url", &self.base_url, self.allow_plain_http)?;
        Client::new(partner, address, login, self.limits.clone())
    }

    fn login(&mut self, parts: &Parts) -> Result<Option<Login>, ConnectError> {
        let Some(token_url) = &self.token_url else {
            return Ok(None);
        };
        let client_id = self.client_id.clone();
        let client_id = client_id.ok_or_else(|| ConnectError::Key {
            key: "client_id",
            reason: "our name at the partner is needed".to_owned(),
        })?;
        let keys = PrivateKeys::new(std::mem::take(&mut self.keys), self.algorithm, self.scope.take(), &parts.folder)?;
        let keys = keys.for_audience(self.audience.take());
        Ok(Some(Login {
            token_url: Address::read("token_url", token_url, self.allow_plain_http)?,
            client_id,
            credentials: Credentials::PrivateKeyJwt(keys),
        }))
    }

    /// The parties of referrals that are members.
    pub(super) fn members(&self) -> Result<BTreeMap<String, OrganisationId>, ConnectError> {
        let read = self.organisations.iter().map(|(theirs, ours)| {
            let member = ours.parse().map_err(|_| ConnectError::Key {
                key: "organisations",
                reason: format!("`{theirs}` needs an organisation's id: a-z, 0-9 and -"),
            })?;
            Ok((theirs.clone(), member))
        });
        read.collect()
    }
}

/// Whether this is one `system|code`. A comma would be a second code, a bar or a backslash another system (FHIR R4,
/// search: escaping).
fn is_one_code(text: &str) -> bool {
    let parts = text.split_once('|').filter(|(system, code)| !system.is_empty() && !code.is_empty());
    parts.is_some_and(|(_, code)| !code.contains('|')) && !text.contains([',', '\\', '$'])
}
