use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use accord_connector_kit::Terms;
use accord_connectors::shipped_terms;
use accord_connectors::table::Mapping;
use serde::Serialize;

use crate::config::{Config, Partner};
use crate::house::StartError;

/// A map as it is compared: of its own file, or with the rules of the mapping that names it.
pub(super) enum Map {
    Terms(Terms),
    Mapping(Box<Mapping>),
}

/// A rule that proposes candidates, and is not what it was.
#[derive(Serialize)]
pub(super) struct RuleChange {
    pub(super) rule: String,
    /// What it was, in words; none: there was none.
    pub(super) old: Option<String>,
    /// What it would be.
    pub(super) new: Option<String>,
}

impl Map {
    pub(super) fn load(path: &Path) -> Result<Self, StartError> {
        let named = |what: String| StartError::Io(format!("{}: {what}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| named(error.kind().to_string()))?;
        let shape: toml::Table = toml::from_str(&text).map_err(|error| named(error.message().to_owned()))?;
        // A mapping names its map; a map has no such key.
        if shape.contains_key("terms") {
            let mapping = Mapping::load(path).map_err(|error| StartError::Io(error.to_string()))?;
            return Ok(Self::Mapping(Box::new(mapping)));
        }
        Terms::read(&text).map(Self::Terms).map_err(|error| named(error.to_string()))
    }

    /// The map that a partner has now: the file that its settings name, or the one that its connector brings along.
    pub(super) fn configured(config: &Config, partner: &Partner) -> Result<Self, StartError> {
        if let Some(file) = ["terms", "mapping"].iter().find_map(|key| partner.setting(key)) {
            return Self::load(&config.folder.join(file));
        }
        let shipped = shipped_terms(&partner.connector);
        let shipped = shipped.ok_or_else(|| StartError::Io(format!("{} has no map of terms", partner.id)))?;
        Terms::read(shipped).map(Self::Terms).map_err(|error| StartError::Io(error.to_string()))
    }

    pub(super) fn terms(&self) -> &Terms {
        match self {
            Self::Terms(terms) => terms,
            Self::Mapping(mapping) => mapping.terms(),
        }
    }

    /// The rules: of a mapping those that it writes down. Those of a map of terms are words of its list and are compared
    /// as words.
    fn rules(&self) -> BTreeMap<String, String> {
        match self {
            Self::Terms(_) => BTreeMap::new(),
            Self::Mapping(mapping) => mapping.rules(),
        }
    }

    pub(super) fn rules_to(&self, new: &Self) -> Vec<RuleChange> {
        let (old, new) = (self.rules(), new.rules());
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let changed = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
        let change =
            |name: &String| RuleChange { rule: name.clone(), old: old.get(name).cloned(), new: new.get(name).cloned() };
        changed.map(change).collect()
    }
}
