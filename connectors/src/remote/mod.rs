#![doc = include_str!("README.md")]

mod changes;
mod config;
mod cursor;
mod fields;
mod known;
mod map;
mod read;
mod seen;
mod wire;

use std::sync::Arc;

use accord_connector_kit::{Client, Connect, ConnectError, Parts, RecordCache};
use accord_consent::{FieldSet, Permitted, StandingOrder};
use accord_federation::{ChangeCursor, ChangePage, Connector, Fault, Gathered};
use accord_model::{Incident, PartnerId, Referral, Victim};
use async_trait::async_trait;
use parking_lot::Mutex;

pub use config::Config;
use known::Learned;
use map::Mapper;
use read::Kind;
use seen::Seen;

/// Every question says which version it is of.
const PROTOCOL: (&str, &str) = ("Accord-Protocol", "1");

/// A partner's own program that speaks the connector protocol, called or dialling in.
pub struct Remote {
    client: Client,
    cache: RecordCache,
    mapper: Mapper,
    learned: Learned,
    seen: Mutex<Seen>,
    page_size: u16,
}

impl Connect for Remote {
    const NAME: &'static str = "remote";
    type Config = Config;

    fn connect(partner: PartnerId, mut config: Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        Ok(Arc::new(Self {
            client: config.client(partner, parts)?,
            cache: RecordCache::new(parts, partner, config.limits.cache_ttl_ms),
            mapper: Mapper::new(partner, config.terms(parts)?, config.systems()?)?,
            learned: Learned::default(),
            seen: Mutex::default(),
            page_size: config.page_size,
        }))
    }
}

#[async_trait]
impl Connector for Remote {
    fn partner(&self) -> PartnerId {
        self.mapper.partner
    }

    fn kind(&self) -> &'static str {
        Self::NAME
    }

    fn victim_fields(&self) -> FieldSet {
        self.learned.fields::<Victim>(|known| known.victim)
    }

    fn incident_fields(&self) -> FieldSet {
        self.learned.fields::<Incident>(|known| known.incident)
    }

    fn referral_fields(&self) -> FieldSet {
        self.learned.fields::<Referral>(|known| known.referral)
    }

    async fn victims(&self, permit: &Permitted<Victim>) -> Gathered<Victim> {
        let kind = Kind {
            name: "victim",
            path: "/victims:batchGet",
            frame: fields::OF_VICTIM,
            held: |known| known.victim,
            map: Mapper::victim,
        };
        self.records(permit, &kind).await
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        let kind = Kind {
            name: "incident",
            path: "/incidents:batchGet",
            frame: fields::OF_INCIDENT,
            held: |known| known.incident,
            map: Mapper::incident,
        };
        self.records(permit, &kind).await
    }

    async fn referrals(&self, permit: &Permitted<Referral>) -> Gathered<Referral> {
        let kind = Kind {
            name: "referral",
            path: "/referrals:batchGet",
            frame: fields::OF_REFERRAL,
            held: |known| known.referral,
            map: Mapper::referral,
        };
        self.records(permit, &kind).await
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        self.page(order, since).await
    }
}
