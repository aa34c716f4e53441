use std::path::PathBuf;
use std::time::Duration;

use accord_connector_kit::{BreakerLimits, ConnectError, Parts, SecretText};
use serde::Deserialize;

use super::config::Mapping;
use super::connector::Origin;
use super::read::{Database, Patience};

/// The section of the configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Path of the mapping, from the configuration file's folder.
    pub(super) mapping: PathBuf,
    /// The folder that the partner's files are dropped into.
    folder: Option<PathBuf>,
    /// The address of the partner's database, with a login that may read alone; or else `database_url_file`.
    database_url: Option<SecretText>,
    /// A file whose first line is the address.
    database_url_file: Option<PathBuf>,
    /// How many questions the database is asked at once.
    #[serde(default = "four")]
    connections: u32,
    /// The longest that it may take over a viewer's question, in milliseconds; below the house's patience.
    #[serde(default = "below_two_seconds")]
    patience_ms: u64,
    /// The longest that it may take over one statement of sync, in milliseconds.
    #[serde(default = "five_seconds")]
    sync_patience_ms: u64,
    /// When it is left alone, and for how long.
    #[serde(default)]
    breaker: BreakerLimits,
}

const fn four() -> u32 {
    4
}

const fn below_two_seconds() -> u64 {
    1_800
}

const fn five_seconds() -> u64 {
    5_000
}

impl Section {
    /// Where the rows come from: what the mapping's sources say, with what this section says of it.
    pub(super) fn origin(self, mapping: &Mapping, parts: &Parts) -> Result<Origin, ConnectError> {
        let wrong = |key, reason: &str| Err(ConnectError::Key { key, reason: reason.to_owned() });
        let read = mapping.sources.iter().any(|source| source.sql.is_some());
        let written = self.database_url.is_some() || self.database_url_file.is_some();
        match self.folder {
            Some(_) if written || read => {
                wrong("folder", "the sources of the mapping are read from a database, or none is")
            }
            Some(folder) => Ok(Origin::Folder(parts.folder.join(folder))),
            None if !read => {
                wrong("folder", "the sources of the mapping are files: the folder they arrive in is needed")
            }
            None => {
                let file = self.database_url_file.map(|file| parts.folder.join(file));
                let address = SecretText::from_either("database_url", self.database_url, file.as_deref())?;
                if self.breaker.failures == 0 {
                    return wrong("breaker.failures", "1 and more is allowed");
                }
                let wait = |ms: u64| Duration::from_millis(ms.max(1));
                let patience = Patience { viewer: wait(self.patience_ms), sync: wait(self.sync_patience_ms) };
                let zone = mapping.zone.iana_name().unwrap_or("UTC");
                let database = Database::open(&address, &parts.folder, self.connections, patience, &self.breaker, zone);
                let refused =
                    |error: super::DatabaseError| ConnectError::Key { key: "database_url", reason: error.to_string() };
                Ok(Origin::Database(database.map_err(refused)?))
            }
        }
    }
}
