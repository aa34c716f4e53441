#![doc = include_str!("README.md")]

mod config;
mod consents;
mod cursor;
mod feed;
mod fields;
mod grounds;
mod map;
mod read;
mod referrals;
mod search;
mod wire;

#[cfg(test)]
mod examples;

use std::sync::Arc;

use accord_connector_kit::{Chunked, Client, Connect, ConnectError, Parts, RecordCache, Terms};
use accord_consent::{FieldSet, Permitted, Sealed, StandingOrder};
use accord_federation::{ChangeCursor, ChangePage, Connector, Fault, Gathered};
use accord_model::{Incident, PartnerId, Referral, Victim};
use async_trait::async_trait;
use futures_util::future::join_all;
use jiff::SignedDuration;

pub use config::{Config, ConsentPolicy, Paging};
use grounds::Ground;
use map::{Mapper, Notes};

/// A FHIR R4 server of the NHS.
pub struct Nhs {
    client: Client,
    cache: RecordCache,
    mapper: Mapper,
    style: Style,
    /// What puts a person into the agreed population, in the order in which it is walked.
    grounds: Vec<Ground>,
    overlap: SignedDuration,
    whole_after: SignedDuration,
}

/// How this server is asked.
struct Style {
    paging: Paging,
    page_size: u16,
    elements: bool,
    strict: bool,
    includes: bool,
    check_version: bool,
    ods_code: Option<String>,
}

impl Connect for Nhs {
    const NAME: &'static str = "nhs";
    type Config = Config;

    fn connect(partner: PartnerId, mut config: Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        let terms = Terms::read(include_str!("terms.toml"))
            .map_err(|error| ConnectError::Key { key: "terms", reason: error.to_string() })?;
        if let Some(code) = map::without_a_rule(&terms) {
            let reason = format!("{code} is proposed, and the list `candidate-rule` has no rule for it");
            return Err(ConnectError::Key { key: "terms", reason });
        }
        Ok(Arc::new(Self {
            client: config.client(partner, parts)?,
            cache: RecordCache::new(parts, partner, config.limits.cache_ttl_ms),
            mapper: Mapper {
                partner,
                terms,
                members: config.members()?,
                policies: config.consent_policies.clone(),
                base: config.base_url.clone(),
            },
            style: Style {
                paging: config.paging,
                page_size: config.page_size,
                elements: config.elements,
                strict: config.strict,
                includes: config.includes,
                check_version: config.check_version,
                ods_code: config.ods_code.take(),
            },
            grounds: Ground::all(&config),
            overlap: SignedDuration::from_secs(i64::from(config.overlap_seconds)),
            whole_after: SignedDuration::from_secs(i64::from(config.whole_after_seconds)),
        }))
    }
}

#[async_trait]
impl Connector for Nhs {
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
        let answers = groups.map(|(may, asked)| self.patients(asked, may));
        self.gathered(join_all(answers).await)
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        let groups = permit.by_fields(self.partner()).into_iter();
        let answers = groups.map(|(may, asked)| self.events(asked, may));
        self.gathered(join_all(answers).await.into_iter().flatten().collect())
    }

    async fn referrals(&self, permit: &Permitted<Referral>) -> Gathered<Referral> {
        let groups = permit.by_fields(self.partner()).into_iter();
        let answers = groups.map(|(may, asked)| self.requests(asked, may));
        self.gathered(join_all(answers).await)
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        self.page(order, since).await
    }
}

impl Nhs {
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
            tracing::debug!(partner = %self.partner(), noted, "elements were not taken in");
        }
        gathered
    }
}
