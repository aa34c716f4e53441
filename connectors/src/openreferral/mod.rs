#![doc = include_str!("README.md")]

mod config;
mod map;
mod read;
mod wire;

use std::sync::Arc;

use accord_connector_kit::{Client, Connect, ConnectError, Parts};
use accord_consent::FieldSet;
use accord_federation::{Connector, Listed};
use accord_model::{PartnerId, ServiceQuery};
use async_trait::async_trait;
use jiff::Timestamp;

pub use config::Config;
use map::Mapper;
use read::Details;

/// A directory of support services that speaks Open Referral UK 3.0.
pub struct OpenReferral {
    client: Client,
    details: Details,
    mapper: Mapper,
    default_metres: u32,
}

impl Connect for OpenReferral {
    const NAME: &'static str = "openreferral";
    type Config = Config;

    fn connect(partner: PartnerId, config: Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        Ok(Arc::new(Self {
            client: config.client(partner)?,
            details: Details::new(config.details_ttl_seconds),
            mapper: Mapper { partner, terms: config.terms(parts)?, organisations: config.organisations()? },
            default_metres: config.default_metres,
        }))
    }
}

#[async_trait]
impl Connector for OpenReferral {
    fn partner(&self) -> PartnerId {
        self.mapper.partner
    }

    fn kind(&self) -> &'static str {
        Self::NAME
    }

    fn victim_fields(&self) -> FieldSet {
        FieldSet::NONE
    }

    fn incident_fields(&self) -> FieldSet {
        FieldSet::NONE
    }

    fn has_changes(&self) -> bool {
        false
    }

    async fn services(&self, query: &ServiceQuery) -> Listed {
        let found = self.find(query).await;
        let now = Timestamp::now();
        let count = found.found.len();
        let services: Vec<_> = found
            .found
            .into_iter()
            .filter_map(|(service, places)| self.mapper.service(&service, places, now))
            .collect();
        let unread = count - services.len() + found.unreadable;
        if unread > 0 {
            // Code and count alone.
            tracing::debug!(partner = %self.partner(), code = "SERVICE_UNREADABLE", unread, "services were left out");
        }
        Listed { services, fault: found.fault }
    }
}
