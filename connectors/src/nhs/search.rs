//! One search, page by page: by form, so that no id stands in an address.

use std::collections::HashSet;

use accord_connector_kit::{Ask, Pace};
use accord_federation::Fault;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Nhs;
use super::config::Paging;
use super::wire::{self, Bundle, Capability, Field, Resource, Text};

const MEDIA_TYPE: &str = "application/fhir+json";
/// Pages of one answer to a question by ids, at most: more of them go in a circle.
const MOST_PAGES: usize = 200;

/// The types of resources that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Patient,
    Encounter,
    Condition,
    Flag,
    ServiceRequest,
    Consent,
}

/// What leads to the next page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Next {
    /// The server's link, word for word.
    Link(String),
    /// So many entries are behind.
    Offset(u64),
}

/// One search.
#[derive(Clone)]
pub(super) struct Search<'a> {
    pub(super) kind: Kind,
    /// Parameters in order.
    pub(super) by: Vec<(&'static str, String)>,
    /// The elements that are wanted; none: all.
    pub(super) elements: &'a [&'a str],
}

/// One page of an answer.
pub(super) struct Page {
    pub(super) rows: Vec<Option<Resource>>,
    pub(super) next: Option<Next>,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "Patient",
            Self::Encounter => "Encounter",
            Self::Condition => "Condition",
            Self::Flag => "Flag",
            Self::ServiceRequest => "ServiceRequest",
            Self::Consent => "Consent",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Patient => "/Patient/_search",
            Self::Encounter => "/Encounter/_search",
            Self::Condition => "/Condition/_search",
            Self::Flag => "/Flag/_search",
            Self::ServiceRequest => "/ServiceRequest/_search",
            Self::Consent => "/Consent/_search",
        }
    }
}

impl Nhs {
    /// Every page of a search.
    pub(super) async fn all(&self, pace: Pace, search: &Search<'_>) -> Result<Vec<Option<Resource>>, Fault> {
        let mut rows = Vec::new();
        let mut seen = HashSet::new();
        let mut next = None;
        for _ in 0..MOST_PAGES {
            let page = self.page_of(pace, search, next.as_ref()).await?;
            rows.extend(page.rows);
            match page.next {
                None => return Ok(rows),
                Some(link) if seen.insert(link.clone()) => next = Some(link),
                Some(_) => break,
            }
        }
        Err(Fault::Broken)
    }

    /// One page of a search: the first, or the one that `next` leads to.
    pub(super) async fn page_of(&self, pace: Pace, search: &Search<'_>, next: Option<&Next>) -> Result<Page, Fault> {
        let offset = match next {
            Some(Next::Offset(offset)) => *offset,
            _ => 0,
        };
        let ask = match next {
            Some(Next::Link(link)) => Ask::link(link.as_str()),
            _ => Ask::form(search.kind.path(), &self.form(search, offset)),
        };
        let bundle: Bundle = self.client.read(&self.dressed(ask), pace).await?;
        let own = bundle.entries.iter().flatten().filter(|row| row.kind == search.kind.as_str()).count();
        // A server that cuts a page and gives no link: fewer than there are is not the end.
        let cut = bundle.next.is_none() && bundle.total.is_some_and(|total| total > bundle.entries.len() as u64);
        if self.style.paging == Paging::Links && next.is_none() && cut {
            return Err(Fault::Broken);
        }
        let next = match self.style.paging {
            Paging::Links => bundle.next.map(Next::Link),
            Paging::Offset => {
                let behind = offset + own as u64;
                // A server may cut its pages shorter than was asked: where it says how many there are, that decides.
                let more = own >= usize::from(self.style.page_size) || bundle.total.is_some_and(|total| total > behind);
                (own > 0 && more).then_some(Next::Offset(behind))
            }
        };
        Ok(Page { rows: bundle.entries, next })
    }

    fn form(&self, search: &Search<'_>, offset: u64) -> Vec<(&'static str, String)> {
        let mut form = search.by.clone();
        form.push(("_count", self.style.page_size.to_string()));
        if self.style.elements && !search.elements.is_empty() {
            form.push(("_elements", search.elements.join(",")));
        }
        if offset > 0 {
            form.push(("_offset", offset.to_string()));
        }
        form
    }

    fn dressed(&self, ask: Ask) -> Ask {
        let mut ask =
            ask.accept(MEDIA_TYPE).header("x-correlation-id", Uuid::new_v4().to_string()).explained(wire::fault);
        if self.style.strict {
            ask = ask.header("prefer", "handling=strict");
        }
        match &self.style.ods_code {
            Some(code) => ask.header("nhsd-end-user-organisation-ods", code.as_str()),
            None => ask,
        }
    }

    /// Refuses a server of another version than FHIR R4: its resources have other shapes under the same names.
    pub(super) async fn check_version(&self) -> Result<(), Fault> {
        if !self.style.check_version {
            return Ok(());
        }
        let capability: Capability = self.client.read(&self.dressed(Ask::get("/metadata")), Pace::Sync).await?;
        if is_r4(&capability.fhir_version) {
            return Ok(());
        }
        tracing::warn!(partner = %self.mapper.partner, code = "FHIR_VERSION", "a server of another version than R4");
        Err(Fault::NotSupported)
    }
}

fn is_r4(version: &Field<Text>) -> bool {
    version.text().is_some_and(|version| version == "4.0" || version.starts_with("4.0."))
}
