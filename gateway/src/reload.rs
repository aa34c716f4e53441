//! Takes a changed configuration up while the gateway serves.
//!
//! Partners, their settings, and the files that these name (mappings, terms, secrets) are read again and their connectors
//! made anew; a request that has begun ends over the systems that it began with. Agreements come into force by their
//! versions, and nothing that was decided under the old ones leaves afterwards. Everything else of the configuration takes
//! effect at a start alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use accord_connector_kit::{Doors, Parts, Registry};
use accord_consent::{Agreements, Population, Renewal};
use accord_federation::House;
use accord_model::PartnerId;
use jiff::Timestamp;

use crate::config::{Config, ConfigError, Text};
use crate::house::{self, Standing, StartError};

/// Where the configuration lies, and what of it was read at the start.
pub struct Reload {
    path: PathBuf,
    at_start: [u8; 32],
}

/// A changed configuration that was read and found right. Nothing of it is in force yet.
pub struct Next {
    populations: Vec<(PartnerId, Population)>,
    house: House,
    doors: Doors,
    agreements: Agreements,
    agreed: Text,
    restart_needed: bool,
}

impl Reload {
    /// Of the configuration that this gateway was started with.
    pub fn of(path: &Path, config: &Config) -> Self {
        Self { path: path.to_owned(), at_start: config.at_start }
    }

    /// The configuration as it is now. Nothing where it is wrong: the gateway goes on as it is, and the log says what is
    /// wrong and where.
    pub fn read(&self, house: &House, registry: &Registry, parts: &Parts) -> Option<Next> {
        match self.next(house, registry, parts) {
            Ok(next) => Some(next),
            Err(refused) => {
                refused.say();
                None
            }
        }
    }

    fn next(&self, house: &House, registry: &Registry, parts: &Parts) -> Result<Next, Refused> {
        let config = Config::load(&self.path).map_err(StartError::from)?;
        let agreements = config.agreements_between(house.desk.organisations()).map_err(StartError::from)?;
        let renewed = agreements.renews(&house.desk.agreements());
        renewed.map_err(|error| Refused::Agreements(config.agreed.agreement_error(error)))?;
        // A configuration that is refused halfway must not have moved a door.
        let staged = Parts { doors: parts.doors.next(), ..parts.clone() };
        Ok(Next {
            populations: config.populations(),
            house: house.over(house::systems(&config.partners, registry, &staged)?),
            doors: staged.doors,
            agreements,
            restart_needed: config.at_start != self.at_start,
            agreed: config.agreed,
        })
    }
}

/// Why nothing is taken up. It holds words of the configuration alone: file, line, key and what is allowed.
enum Refused {
    Configuration(StartError),
    /// Right in itself, and not beside the agreements in force.
    Agreements(ConfigError),
}

impl From<StartError> for Refused {
    fn from(error: StartError) -> Self {
        Self::Configuration(error)
    }
}

impl Refused {
    fn say(&self) {
        match self {
            Self::Configuration(what) => tracing::error!(code = "CONFIGURATION_REFUSED", %what, "reload"),
            Self::Agreements(what) => tracing::error!(code = "AGREEMENTS_REFUSED", %what, "reload"),
        }
    }
}

impl Next {
    /// Puts it in force, the agreements first, and gives what sync may now ask for; nothing where these are refused after
    /// all. When the line of the log is written, no answer leaves any more that was decided under the old agreements.
    #[expect(clippy::disallowed_methods, reason = "this is the reload that puts them in force")]
    pub async fn put_in_force(
        self,
        standing: &Standing,
        parts: &Parts,
        at: Timestamp,
    ) -> Option<Vec<(PartnerId, Population)>> {
        let Self { populations, house, doors, agreements, agreed, restart_needed } = self;
        let renewal = match house.desk.renew(agreements).await {
            Ok(renewal) => renewal,
            Err(error) => {
                Refused::Agreements(agreed.agreement_error(error)).say();
                return None;
            }
        };
        parts.doors.take_over(&doors);
        say(&renewal);
        say_expired(&house.desk.agreements(), at);
        let partners = house.systems.len();
        standing.store(Arc::new(house));
        if restart_needed {
            tracing::warn!(code = "RESTART_NEEDED", partners, "reload");
        } else {
            tracing::info!(code = "OK", partners, "reload");
        }
        Some(populations)
    }
}

/// One line for each version that begins, ends earlier or is gone.
fn say(renewal: &Renewal) {
    let Renewal { begun, shortened, gone } = renewal;
    for (code, all) in [("BEGUN", begun), ("SHORTENED", shortened), ("GONE", gone)] {
        for (agreement, version) in all {
            tracing::info!(code, agreement = agreement.as_str(), version, "agreement");
        }
    }
}

/// One line for each agreement that is over: it opens nothing, and its people will ask why.
pub(crate) fn say_expired(agreements: &Agreements, at: Timestamp) {
    for (line, one) in agreements.expired(at) {
        let ended = one.valid_until;
        tracing::warn!(code = "EXPIRED", agreement = one.id.as_str(), version = one.version, line, %ended, "agreement");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_up_is_not_part_of_what_waits_for_a_start() {
        let config = |more: &str, agreements: &str, members: &str| {
            let files = |path: &Path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Ok(match name.as_str() {
                    "a.toml" => agreements.to_owned(),
                    "o.toml" => members.to_owned(),
                    _ => format!(
                        "{more}\n[database]\nurl = \"sqlite://x\"\n[keys]\nfile = \"k\"\n[partnership]\n\
                         organisations = \"o.toml\"\nagreements = \"a.toml\"\n[[issuers]]\nissuer = \"i\"\n\
                         audience = \"a\"\njwks_url = \"https://login.example/jwks\"\n"
                    ),
                })
            };
            Config::read(Path::new("accord.toml"), &files).unwrap().at_start
        };
        let member = "[[organisation]]\nid = \"police\"\nname = \"Police\"\nkind = \"POLICE\"\n";
        let at_start = config("", "", member);
        assert_eq!(config("", "# another file of agreements\n", member), at_start);
        assert_ne!(config("", "", &member.replace("Police\"", "Constabulary\"")), at_start);
        assert_ne!(config("[sync]\nevery_seconds = 1", "", member), at_start);
    }
}
