//! From the directory's entry to a support service.

mod capacity;
mod check;
mod hours;
mod meaning;
mod place;

use std::collections::BTreeMap;

use accord_connector_kit::Terms;
use accord_model::{CapacityStatus, Eligibility, LocalId, OrganisationId, PartnerId, ServiceLocation, SupportService};
use jiff::Timestamp;

use super::wire::{Field, Service};
use meaning::Meaning;

pub(super) use check::check;
pub(super) use place::placed;

/// Maps entries of one directory.
pub(super) struct Mapper {
    pub(super) partner: PartnerId,
    pub(super) terms: Terms,
    /// The directory's name or id of an organisation, in small letters, and the member that it is.
    pub(super) organisations: BTreeMap<String, OrganisationId>,
}

impl Mapper {
    /// The service, at the places that a question found, or at all of its own. Nothing where it has no name or is no
    /// longer given. `now` says what is stale.
    pub(super) fn service(&self, from: &Service, near: Vec<ServiceLocation>, now: Timestamp) -> Option<SupportService> {
        let status = from.status.text().map(str::to_lowercase);
        if matches!(status.as_deref(), Some("inactive" | "defunct")) {
            return None;
        }
        let mut meaning = Meaning::of(&self.terms, from.attributes.iter());
        let languages = meaning.languages(&self.terms, from.languages.iter());
        let mut capacity = capacity::capacity(from.capacities.iter(), now);
        if status.as_deref() == Some("temporarily closed") {
            capacity.status = CapacityStatus::Closed;
        }
        let own = || from.service_at_locations.iter().filter_map(|at| at.location.0.clone());
        let locations = if near.is_empty() { own().map(|l| placed(&l, None)).collect() } else { near };
        let organisation = from.organization.0.as_ref();
        let theirs = organisation.map_or([None, None], |one| [one.id.text(), one.name.text()]);
        let member = |word: &str| self.organisations.get(&word.to_lowercase()).copied();
        Some(SupportService {
            partner: self.partner,
            local: LocalId::new(from.id.as_str()),
            name: from.name.text()?.to_owned(),
            description: owned(&from.description),
            organisation_name: theirs[1].map(str::to_owned),
            organisation: theirs.into_iter().flatten().find_map(member),
            phone: from.phones.iter().find_map(|phone| owned(&phone.number)),
            email: owned(&from.email).filter(|mail| mail.contains('@') && !mail.contains(char::is_whitespace)),
            url: owned(&from.url).filter(|url| is_web(url)),
            settings: meaning.settings,
            needs: meaning.needs,
            roles: meaning.roles,
            strands: meaning.strands,
            capacity,
            eligibility: Eligibility {
                text: owned(&from.eligibility_description),
                minimum_age: from.minimum_age.0.and_then(years),
                maximum_age: from.maximum_age.0.and_then(years),
            },
            languages,
            hours: from.schedules.iter().map(hours::hours).collect(),
            locations,
            unmapped: meaning.unmapped,
            as_of: from.last_modified.text().and_then(|text| text.parse().ok()),
        })
    }
}

fn owned(field: &Field<String>) -> Option<String> {
    field.text().map(str::to_owned)
}

/// A page of the web, and nothing that a browser would run.
fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("https" | "http"))
}

/// Whole years; an age that no person has is none.
fn years(age: f64) -> Option<u8> {
    (0..=130).rev().find(|whole| f64::from(*whole) <= age).filter(|_| age <= 130.0)
}

#[cfg(test)]
mod tests;
