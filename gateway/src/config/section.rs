use std::ops::Range;
use std::sync::Arc;

use accord_connector_kit::{ConnectError, Parts, Registry};
use accord_federation::Connector;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::Partner;
use super::text::{ConfigError, Text};

/// A connector's own part of the file, with its places, so that a mistake in it has a line too.
pub(super) struct Section {
    pub(super) text: Text,
    /// Which of the partners.
    pub(super) index: usize,
    /// Where the kind of connector is named.
    pub(super) connector: Range<usize>,
}

impl Partner {
    /// The connector's settings, as they are written: for `accord connector check`, which changes addresses and limits.
    pub fn settings(&self) -> toml::Table {
        let Section { text, index, .. } = &self.section;
        // The text has been read before.
        let whole: toml::Table = text.text.parse().unwrap_or_default();
        let partner = whole.get("partners").and_then(|partners| partners.get(*index));
        partner.and_then(|partner| partner.get("settings")?.as_table().cloned()).unwrap_or_default()
    }

    /// Makes the connector that the partner's settings describe.
    pub fn connect(&self, registry: &Registry, parts: &Parts) -> Result<Arc<dyn Connector>, ConfigError> {
        let Section { text, index, connector } = &self.section;
        let settings = settings(&text.text, *index);
        let whole = settings.as_ref().map_or_else(|| connector.clone(), Spanned::span);
        let settings = settings.unwrap_or_else(|| Spanned::new(connector.clone(), DeValue::Table(DeTable::new())));
        let made = registry.connect(&self.connector, self.id, ValueDeserializer::from(settings), parts);
        let key = format!("partners[{index}].settings");
        made.map_err(|error| match error {
            ConnectError::UnknownKind { allowed, .. } => text.error(
                connector,
                &format!("partners[{index}].connector"),
                format!("there is no such kind of connector; allowed: {allowed}"),
            ),
            ConnectError::Section { message, span } => text.error(&span.unwrap_or(whole), &key, message),
            ConnectError::Key { key: one, reason } => text.error(&whole, &format!("{key}.{one}"), reason),
        })
    }
}

impl Partner {
    /// A setting of the partner's connector that is a text: where its map lies.
    pub fn setting(&self, key: &str) -> Option<String> {
        let settings = settings(&self.section.text.text, self.section.index)?.into_inner();
        let DeValue::Table(mut settings) = settings else { return None };
        match settings.remove(key)?.into_inner() {
            DeValue::String(text) => Some(text.into_owned()),
            _ => None,
        }
    }
}

/// The settings of one of the partners. The text has been read before, so what is not there was left out.
fn settings(text: &str, index: usize) -> Option<Spanned<DeValue<'_>>> {
    let mut document = DeTable::parse(text).ok()?.into_inner();
    let DeValue::Array(partners) = document.remove("partners")?.into_inner() else { return None };
    let DeValue::Table(mut partner) = partners.into_iter().nth(index)?.into_inner() else { return None };
    partner.remove("settings")
}
