#![doc = include_str!("README.md")]

mod changes;
mod config;
mod cursor;
mod fields;
mod map;
mod read;
mod wire;

use std::sync::Arc;

use accord_connector_kit::{Chunked, Client, Connect, ConnectError, Pace, Parts, RecordCache};
use accord_consent::{FieldSet, Permitted, Sealed, StandingOrder};
use accord_federation::{ChangeCursor, ChangePage, Connector, Fault, Gathered};
use accord_model::{Incident, PartnerId, Referral, Victim};
use async_trait::async_trait;
use futures_util::future::join_all;
use jiff::SignedDuration;

pub use config::Config;
use map::{Mapper, Notes};

/// A police force's records system.
pub struct Police {
    client: Client,
    cache: RecordCache,
    mapper: Mapper,
    page_size: u16,
    overlap: SignedDuration,
}

impl Connect for Police {
    const NAME: &'static str = "police";
    type Config = Config;

    fn connect(partner: PartnerId, mut config: Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        let terms = config.terms(parts)?;
        Ok(Arc::new(Self {
            client: config.client(partner, parts)?,
            cache: RecordCache::new(parts, partner, config.limits.cache_ttl_ms),
            mapper: Mapper { partner, terms, systems: config.systems()?, organisations: config.organisations()? },
            page_size: config.page_size,
            overlap: SignedDuration::from_secs(i64::from(config.overlap_seconds)),
        }))
    }
}

#[async_trait]
impl Connector for Police {
    fn partner(&self) -> PartnerId {
        self.mapper.partner
    }

    fn kind(&self) -> &'static str {
        Self::NAME
    }

    fn victim_fields(&self) -> FieldSet {
        fields::of_victim()
    }

    fn incident_fields(&self) -> FieldSet {
        fields::of_incident()
    }

    fn referral_fields(&self) -> FieldSet {
        fields::of_referral()
    }

    async fn victims(&self, permit: &Permitted<Victim>) -> Gathered<Victim> {
        let groups = permit.by_fields(self.partner()).into_iter();
        let answers = groups.map(|(may, asked)| self.persons(Pace::Viewer, asked, may));
        self.gathered(join_all(answers).await)
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        let groups = permit.by_fields(self.partner()).into_iter();
        let answers = groups.map(|(may, asked)| self.occurrences(asked, may));
        self.gathered(join_all(answers).await)
    }

    async fn referrals(&self, permit: &Permitted<Referral>) -> Gathered<Referral> {
        let groups = permit.by_fields(self.partner()).into_iter();
        let answers = groups.map(|(may, asked)| self.passed_on(asked, may));
        self.gathered(join_all(answers).await)
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        self.page(order, since).await
    }
}

impl Police {
    /// Seals what the groups gave.
    fn gathered<R>(&self, groups: Vec<Chunked<(R, Notes)>>) -> Gathered<R> {
        let mut gathered = Gathered::whole(Vec::new());
        let mut noted = 0;
        for group in groups {
            gathered.fault = gathered.fault.or(group.fault);
            for (record, notes) in group.found {
                noted += notes.into_notes().len();
                gathered.records.push(Sealed::new(record));
            }
        }
        if noted > 0 {
            tracing::debug!(partner = %self.partner(), noted, "fields were not taken in");
        }
        gathered
    }
}
