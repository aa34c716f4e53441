use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use accord_federation::Connector;
use accord_model::PartnerId;
use serde::de::{Deserialize as _, DeserializeOwned};
use toml::de::ValueDeserializer;

use crate::{Doors, Secret, Spool, WireCache};

/// A kind of connector, as the registration list names it.
pub trait Connect {
    /// The word in the configuration: `police`, `table`.
    const NAME: &'static str;

    /// The connector's section of the configuration. Give it `deny_unknown_fields`.
    type Config: DeserializeOwned;

    /// Makes a connector for one partner. It does not speak to the partner yet: a partner that is down at start is a
    /// partner that is silent.
    fn connect(partner: PartnerId, config: Self::Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError>;
}

/// What every connector may build on.
#[derive(Clone)]
pub struct Parts {
    /// Where wire bytes are cached, sealed.
    pub cache: Arc<dyn WireCache>,
    /// Where snapshots rest, sealed.
    pub spool: Arc<dyn Spool>,
    /// What the keys of cache and spool are derived from.
    pub secret: Secret,
    /// The folder of the configuration file: relative paths in a connector's section start here.
    pub folder: PathBuf,
    /// Where partners that dial in find their questions.
    pub doors: Doors,
}

/// Why a connector cannot be made. It holds words of our own configuration, never a secret and never a partner's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// No connector of that kind.
    #[error("no kind of connector is called `{kind}`; there are: {allowed}")]
    UnknownKind {
        /// The word in the configuration.
        kind: String,
        /// What is allowed, by commas.
        allowed: String,
    },
    /// The section does not fit. `span` is its place in bytes, where the section was read from text.
    #[error("{message}")]
    Section {
        /// What does not fit, and what is allowed.
        message: String,
        /// Where.
        span: Option<Range<usize>>,
    },
    /// The value of one key is not usable.
    #[error("`{key}`: {reason}")]
    Key {
        /// The key.
        key: &'static str,
        /// What is wrong, and what is allowed.
        reason: String,
    },
}

type Maker = fn(PartnerId, ValueDeserializer<'_>, &Parts) -> Result<Arc<dyn Connector>, ConnectError>;

/// The visible list of connectors: nothing registers itself.
#[derive(Default)]
pub struct Registry {
    makers: Vec<(&'static str, Maker)>,
}

impl Registry {
    /// An empty list.
    pub const fn new() -> Self {
        Self { makers: Vec::new() }
    }

    /// Adds a kind; a kind of the same name that is there already is replaced.
    #[must_use]
    pub fn with<C: Connect>(mut self) -> Self {
        self.makers.retain(|(name, _)| *name != C::NAME);
        self.makers.push((C::NAME, make::<C>));
        self
    }

    /// The names, in the order of the list.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.makers.iter().map(|(name, _)| *name)
    }

    /// Makes the connector of this kind for this partner. `section` is its part of the configuration:
    /// `ValueDeserializer::from(spanned)` keeps the places for errors, `ValueDeserializer::parse(text)` takes a text.
    pub fn connect(
        &self,
        kind: &str,
        partner: PartnerId,
        section: ValueDeserializer<'_>,
        parts: &Parts,
    ) -> Result<Arc<dyn Connector>, ConnectError> {
        let Some((_, maker)) = self.makers.iter().find(|(name, _)| *name == kind) else {
            return Err(ConnectError::UnknownKind {
                kind: kind.to_owned(),
                allowed: self.names().collect::<Vec<_>>().join(", "),
            });
        };
        maker(partner, section, parts)
    }
}

fn make<C: Connect>(
    partner: PartnerId,
    section: ValueDeserializer<'_>,
    parts: &Parts,
) -> Result<Arc<dyn Connector>, ConnectError> {
    // The message alone: the whole error would quote the line, and the line may hold a secret.
    let config = C::Config::deserialize(section)
        .map_err(|error| ConnectError::Section { message: error.message().to_owned(), span: error.span() })?;
    C::connect(partner, config, parts)
}
