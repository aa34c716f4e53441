use std::path::{Path, PathBuf};

use accord_connector_kit::{Address, Client, ConnectError, Limits, Parts, SecretText, Terms};
use accord_model::PartnerId;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde::Deserialize;

use super::changes::Walking;
use super::map::{Mapper, SERVICE};
use super::send::Sending;

/// Ids in one list. The standard sets no number; the address that holds them stays below what servers take.
pub(super) const CAP: usize = 100;
/// Days that the standard lets one question span.
const MOST_DAYS: u16 = 90;

/// The section of an Open311 partner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The endpoint's address, without `/requests`. https, unless it is on this machine.
    pub base_url: String,
    /// Which jurisdiction, where the endpoint serves several.
    pub jurisdiction_id: Option<String>,
    /// The format that is asked for. Default `auto`: XML, which every server has, and whatever comes is read.
    #[serde(default)]
    pub format: Format,
    /// The services whose requests are of the agreed population, by their codes; each has its term in the map.
    pub services: Vec<String>,
    /// The questions of these services that are answered by codes. Default none: no answer is read.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// The map of words: lists `service`, `attribute` (`QUESTION:ANSWER`) and `status`. Starts at the folder of the
    /// configuration.
    pub terms: PathBuf,
    /// The district that the server is for: `leicester`. Without it the field `area` is not supported.
    pub area: Option<String>,
    /// The zone of times that are written without one. Default `Europe/London`.
    #[serde(default = "zone")]
    pub zone: String,
    /// The day before which nothing is read: `2024-01-01`.
    pub begins: String,
    /// Days that one window may span, 1 to 90. Default 90.
    #[serde(default = "window_days")]
    pub window_days: u16,
    /// Requests at which an answer counts as cut. Default 1,000, as in the standard; smaller where the server's cap is.
    #[serde(default = "page_cap")]
    pub page_cap: usize,
    /// How changes of requests are noticed. Default `requested`.
    #[serde(default)]
    pub changes_by: ChangesBy,
    /// With `changes_by = "requested"`: days that each sync reads again, for late entries and changes. Default 30.
    #[serde(default = "rewalk_days")]
    pub rewalk_days: u16,
    /// With `changes_by = "updated"`: seconds by which each sync reads back before the last. Default 300.
    #[serde(default = "overlap_seconds")]
    pub overlap_seconds: u32,
    /// Plain http to other machines, for a network that encrypts by itself. Default false.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// Sending reports in. Without it nothing is sent.
    pub report: Option<Report>,
    /// Patience, attempts, breaker and the like.
    #[serde(default)]
    pub limits: Limits,
}

/// The part of the section about sending reports in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The file whose first line is the key that the council gave us. Starts at the folder of the configuration.
    pub api_key_file: PathBuf,
    /// The only services that may be sent to, of those that are read.
    pub services: Vec<String>,
}

/// A format of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// XML is asked for, and either is read.
    #[default]
    Auto,
    /// JSON alone.
    Json,
    /// XML alone.
    Xml,
}

/// How changes of requests that are known already are noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangesBy {
    /// By reading the last days again: every server can.
    #[default]
    Requested,
    /// By `updated_after` and `updated_before`, where the server knows them (draft 2.1).
    Updated,
}

fn zone() -> String {
    "Europe/London".to_owned()
}

const fn window_days() -> u16 {
    MOST_DAYS
}

const fn page_cap() -> usize {
    1_000
}

const fn rewalk_days() -> u16 {
    30
}

const fn overlap_seconds() -> u32 {
    300
}

fn refuse<T>(key: &'static str, reason: impl Into<String>) -> Result<T, ConnectError> {
    Err(ConnectError::Key { key, reason: reason.into() })
}

impl Config {
    pub(super) fn client(&self, partner: PartnerId) -> Result<Client, ConnectError> {
        self.limits.check(CAP)?;
        let address = Address::read("base_url", &self.base_url, self.allow_plain_http)?;
        Client::new(partner, address, None, self.limits.clone())
    }

    pub(super) fn mapper(&self, partner: PartnerId, parts: &Parts) -> Result<Mapper, ConnectError> {
        let terms = read_terms(&parts.folder.join(&self.terms))?;
        if self.services.is_empty() {
            return refuse("services", "at least one service is needed: the whole book is never read");
        }
        for code in &self.services {
            if code.contains(',') || terms.find(SERVICE, code).is_none() {
                return refuse("services", format!("`{code}` needs a term in the list `{SERVICE}` of the map"));
            }
        }
        let area = self.area.as_ref().map(|area| area.parse()).transpose();
        let area = area.or_else(|_| refuse("area", "an area's code is needed: a-z, 0-9 and -"))?;
        Ok(Mapper {
            partner,
            terms,
            services: self.services.clone(),
            attributes: self.attributes.clone(),
            area,
            zone: self.zone()?,
        })
    }

    /// What may be sent in. A report that would not come back as an incident cannot be followed: only what is read is sent.
    pub(super) fn sending(&self, parts: &Parts) -> Result<Option<Sending>, ConnectError> {
        let Some(report) = &self.report else { return Ok(None) };
        if report.services.is_empty() {
            return refuse("report.services", "at least one service is needed");
        }
        if let Some(code) = report.services.iter().find(|code| !self.services.contains(code)) {
            return refuse("report.services", format!("`{code}` must stand in `services` too"));
        }
        let file = parts.folder.join(&report.api_key_file);
        let api_key = SecretText::from_either("report.api_key_file", None, Some(&file))?;
        Ok(Some(Sending { api_key, services: report.services.clone() }))
    }

    pub(super) fn walking(&self) -> Result<Walking, ConnectError> {
        if !(1..=MOST_DAYS).contains(&self.window_days) {
            return refuse("window_days", format!("1 to {MOST_DAYS} is allowed"));
        }
        if self.page_cap < 2 {
            return refuse("page_cap", "2 and more is allowed");
        }
        if self.rewalk_days == 0 {
            return refuse("rewalk_days", "1 and more is allowed: late entries would be missed");
        }
        Ok(Walking {
            begins: self.beginning()?.as_second(),
            longest: i64::from(self.window_days) * DAY - 1,
            cap: self.page_cap,
            by: self.changes_by,
            back: match self.changes_by {
                ChangesBy::Requested => i64::from(self.rewalk_days) * DAY,
                ChangesBy::Updated => i64::from(self.overlap_seconds),
            },
        })
    }

    fn zone(&self) -> Result<TimeZone, ConnectError> {
        TimeZone::get(&self.zone).or_else(|_| refuse("zone", "a zone's name is needed: `Europe/London`"))
    }

    fn beginning(&self) -> Result<Timestamp, ConnectError> {
        let day = self.begins.parse::<civil::Date>().ok();
        let zoned = day.map(|day| day.to_zoned(self.zone()?).map_err(|_| wrong_day())).transpose()?;
        zoned.map(|zoned| zoned.timestamp()).ok_or_else(wrong_day)
    }
}

/// Seconds.
const DAY: i64 = 86_400;

fn wrong_day() -> ConnectError {
    ConnectError::Key { key: "begins", reason: "a day is needed: `2024-01-01`".to_owned() }
}

fn read_terms(path: &Path) -> Result<Terms, ConnectError> {
    let text = std::fs::read_to_string(path).or_else(|_| refuse("terms", "the file cannot be read"))?;
    Terms::read(&text).or_else(|error| refuse("terms", error.to_string()))
}
