#![doc = include_str!("README.md")]

mod changes;
mod config;
mod cursor;
mod fields;
mod map;
mod read;
mod send;
mod wire;

use std::sync::Arc;

use accord_connector_kit::{Ask, Client, Connect, ConnectError, Parts, RecordCache};
use accord_consent::{FieldSet, Permitted, Sealed, StandingOrder};
use accord_federation::{ChangeCursor, ChangePage, Connector, Fault, Gathered, Receipt, ReportFault, ReportToken};
use accord_model::{Incident, LocalId, PartnerId, PlaceReport};
use async_trait::async_trait;
use futures_util::future::join_all;

use changes::Walking;
pub use config::{ChangesBy, Config, Format, Report};
use map::{Mapper, Notes};
use send::Sending;
use wire::Said;

/// A council's Open311 endpoint.
pub struct Open311 {
    client: Client,
    cache: RecordCache,
    mapper: Mapper,
    walking: Walking,
    jurisdiction: Option<String>,
    paths: Paths,
    format: Format,
    /// None: nothing is sent in.
    sending: Option<Sending>,
}

/// The format stands in the path.
struct Paths {
    requests: &'static str,
    services: &'static str,
    /// What ends the path of one thing of a list.
    end: &'static str,
    accept: &'static str,
}

const XML: Paths =
    Paths { requests: "/requests.xml", services: "/services.xml", end: ".xml", accept: "text/xml, application/xml" };
const JSON: Paths =
    Paths { requests: "/requests.json", services: "/services.json", end: ".json", accept: "application/json" };

impl Connect for Open311 {
    const NAME: &'static str = "open311";
    type Config = Config;

    fn connect(partner: PartnerId, config: Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        let paths = match config.format {
            Format::Auto | Format::Xml => XML,
            Format::Json => JSON,
        };
        Ok(Arc::new(Self {
            client: config.client(partner)?,
            cache: RecordCache::new(parts, partner, config.limits.cache_ttl_ms),
            mapper: config.mapper(partner, parts)?,
            walking: config.walking()?,
            sending: config.sending(parts)?,
            jurisdiction: config.jurisdiction_id,
            paths,
            format: config.format,
        }))
    }
}

#[async_trait]
impl Connector for Open311 {
    fn partner(&self) -> PartnerId {
        self.mapper.partner
    }

    fn kind(&self) -> &'static str {
        Self::NAME
    }

    /// None: what it holds is about nobody.
    fn victim_fields(&self) -> FieldSet {
        FieldSet::NONE
    }

    fn incident_fields(&self) -> FieldSet {
        fields::held(self.mapper.area.is_some())
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        let groups = permit.by_fields(self.partner()).into_iter();
        let answers = groups.map(|(may, asked)| self.incidents_of(asked, may));
        let mut gathered = Gathered::whole(Vec::new());
        for group in join_all(answers).await {
            gathered.fault = gathered.fault.or(group.fault);
            gathered.records.extend(group.found.into_iter().map(Sealed::new));
        }
        gathered
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        self.page(order, since).await
    }

    async fn report(&self, report: &PlaceReport) -> Result<Receipt, ReportFault> {
        self.send(report).await
    }

    async fn reported(&self, token: &ReportToken) -> Result<Option<LocalId>, Fault> {
        self.behind(token).await
    }
}

impl Open311 {
    /// `GET requests`, for this jurisdiction.
    fn requests(&self) -> Ask {
        self.asked(Ask::get(self.paths.requests))
    }

    /// Reads an answer in the format that the settings name.
    fn decode<T: Said>(&self) -> fn(&[u8]) -> Option<T> {
        match self.format {
            Format::Auto => wire::any::<T>,
            Format::Json => wire::json::<T>,
            Format::Xml => wire::xml::<T>,
        }
    }

    fn asked(&self, ask: Ask) -> Ask {
        let ask = ask.accept(self.paths.accept);
        match &self.jurisdiction {
            Some(jurisdiction) => ask.query("jurisdiction_id", jurisdiction.as_str()),
            None => ask,
        }
    }
}
