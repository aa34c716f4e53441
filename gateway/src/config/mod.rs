//! `accord.toml`: every mistake says file, line, key and what is allowed.

mod audit;
mod check;
mod file;
mod organisations;
mod section;
mod shape;
mod text;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use accord_consent::{Agreements, Organisations, Population};
use accord_model::{OrganisationId, PartnerId};
use jiff::SignedDuration;

use crate::alerts::Address;
use crate::audit::Unusual;
use crate::auth::Issuer;
use crate::http::Limits;
use crate::telemetry::{Format, Level};

pub(crate) use file::read as read_file;
use section::Section;
pub use shape::MediaContact;
pub use text::ConfigError;
pub(crate) use text::Text;

/// The whole configuration of a gateway. Whether it runs as a demo is not part of it: no file can switch that on.
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The gateway's own database: `sqlite://...` or `postgres://...`. It may hold a password: never logged.
    pub database_url: String,
    /// Where partners' wire bytes are cached.
    pub cache: Cache,
    /// The file that holds the master key: 64 hexadecimal digits.
    pub keys_file: PathBuf,
    /// Browser origins that may ask; none by default.
    pub origins: Vec<String>,
    /// How log lines look.
    pub log_format: Format,
    /// The least serious line that is written.
    pub log_level: Level,
    /// What a request may cost.
    pub limits: Limits,
    /// One partner's silence allowance in one request.
    pub patience: Duration,
    /// When a whole request ends: at least twice the patience.
    pub deadline: Duration,
    /// How many finds a user may make in an hour.
    pub finds_per_hour: usize,
    /// From when on the log's rows are unusual: `accord audit unusual`.
    pub unusual: Unusual,
    /// How long `serve` waits between two rounds of sync; none: it reads no partner by itself.
    pub sync_every: Option<Duration>,
    /// How long an exemption from a person's log may last at most.
    pub longest_exemption: SignedDuration,
    /// Where alerts of emergency access go, beside the log.
    pub alerts: Option<Address>,
    /// Whose tokens are believed.
    pub issuers: Vec<Issuer>,
    /// The members of the partnership.
    pub organisations: Organisations,
    /// The one contact for the media.
    pub media_contact: Option<MediaContact>,
    /// What the members have agreed.
    pub agreements: Agreements,
    /// The file that they were read from.
    pub(crate) agreed: Text,
    /// The folder that relative names of the configuration start at.
    pub folder: PathBuf,
    /// The partners' systems, in order of precedence.
    pub partners: Vec<Partner>,
    /// A digest of everything but the partners and the agreements: what takes effect at a start alone.
    pub at_start: [u8; 32],
}

/// Where partners' wire bytes are cached, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cache {
    /// In this process.
    Memory,
    /// In Redis: `redis://`, or `redis+unix://` and a socket's path. It may hold a password: never logged.
    Redis(String),
}

/// A partner's system, as configured.
pub struct Partner {
    /// Its name.
    pub id: PartnerId,
    /// Whose it is.
    pub owner: OrganisationId,
    /// Which kind of connector speaks to it.
    pub connector: String,
    /// Which records sync may ask for.
    pub population: Population,
    /// The connector's own settings.
    section: Section,
}

impl Config {
    /// Reads `accord.toml` and the files that it names; relative names start at its folder.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::read(path, &file::read)
    }

    /// As [`Config::load`], with files from elsewhere: the demo carries its own. `file` answers what is in a file, or
    /// why it cannot be read.
    pub fn read(path: &Path, file: &dyn Fn(&Path) -> Result<String, String>) -> Result<Self, ConfigError> {
        check::whole(path, file)
    }

    /// The same file's agreements, between these members: a gateway that serves takes up no new members.
    ///
    /// # Errors
    /// As at the start.
    pub(crate) fn agreements_between(&self, members: &Organisations) -> Result<Agreements, ConfigError> {
        Agreements::read(&self.agreed.text, members).map_err(|error| self.agreed.agreement_error(error))
    }

    /// Which records of each partner sync may ask for.
    pub fn populations(&self) -> Vec<(PartnerId, Population)> {
        self.partners.iter().map(|partner| (partner.id, partner.population.clone())).collect()
    }
}
