//! Takes a changed configuration up while the gateway serves.
//!
//! Partners, their settings, and the files that these name (mappings, terms, secrets) are read again and their connectors
//! made anew; a request that has begun ends over the systems that it began with. Everything else of the configuration,
//! the agreements above all, takes effect at a start alone: what is shared is not to change in passing.

use std::path::{Path, PathBuf};

use accord_connector_kit::{Parts, Registry};
use accord_consent::Population;
use accord_federation::House;
use accord_model::PartnerId;

use crate::config::Config;
use crate::house::{self, StartError};

/// Where the configuration lies, and what of it was read at the start.
pub struct Reload {
    path: PathBuf,
    at_start: [u8; 32],
}

impl Reload {
    /// Of the configuration that this gateway was started with.
    pub fn of(path: &Path, config: &Config) -> Self {
        Self { path: path.to_owned(), at_start: config.at_start }
    }

    /// The house over the partners of the configuration as it is now, and what sync may ask them for. Nothing where the
    /// configuration is wrong: the gateway goes on as it is, and the log says what is wrong and where.
    pub fn take_up(
        &self,
        house: &House,
        registry: &Registry,
        parts: &Parts,
    ) -> Option<(House, Vec<(PartnerId, Population)>)> {
        match self.read(house, registry, parts) {
            Ok((config, next)) => {
                let restart_needed = config.at_start != self.at_start;
                let partners = next.systems.len();
                if restart_needed {
                    tracing::warn!(code = "RESTART_NEEDED", partners, "reload");
                } else {
                    tracing::info!(code = "OK", partners, "reload");
                }
                Some((next, config.populations()))
            }
            Err(error) => {
                // Words of our own configuration: file, line, key and what is allowed.
                tracing::error!(code = "CONFIGURATION_REFUSED", what = %error, "reload");
                None
            }
        }
    }

    fn read(&self, house: &House, registry: &Registry, parts: &Parts) -> Result<(Config, House), StartError> {
        let config = Config::load(&self.path)?;
        // A configuration that is refused halfway must not have moved a door.
        let staged = Parts { doors: parts.doors.next(), ..parts.clone() };
        let next = house.over(house::systems(&config.partners, registry, &staged)?);
        parts.doors.take_over(&staged.doors);
        Ok((config, next))
    }
}
