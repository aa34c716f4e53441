//! What puts a person into the population that the agreement names, and what takes her out of it.

use std::collections::HashSet;

use accord_connector_kit::Pace;
use accord_federation::Fault;

use super::config::Config;
use super::map::{Mapper, coded_as, is_id};
use super::search::{Kind, Search};
use super::wire::{Concept, Grounds, Resource};
use super::{Nhs, fields};

/// One kind of ground: a type, the parameter that cuts to it, and the codes.
pub(super) struct Ground {
    pub(super) kind: Kind,
    parameter: &'static str,
    codes: Vec<String>,
}

/// What one resource says of somebody.
pub(super) struct Said {
    pub(super) patient: String,
    stands: Stands,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// She is in the population.
    In,
    /// She has refused: whatever else stands, she is out of it.
    Refused,
    /// Nothing, or nothing any more.
    Nothing,
}

/// Who is in, and who has refused.
#[derive(Default)]
pub(super) struct Standing {
    within: HashSet<String>,
    refused: HashSet<String>,
}

/// Why a row of the population says nothing.
pub(super) type Unreadable = &'static str;

impl Ground {
    /// The grounds that the configuration names.
    pub(super) fn all(config: &Config) -> Vec<Self> {
        let all = [
            (Kind::Flag, "code", &config.flag_codes),
            (Kind::ServiceRequest, "category", &config.referral_categories),
            (Kind::Consent, "category", &config.consent_categories),
        ];
        let named = all.into_iter().filter(|(_, _, codes)| !codes.is_empty());
        named.map(|(kind, parameter, codes)| Self { kind, parameter, codes: codes.clone() }).collect()
    }

    /// The parameter that cuts to the agreed codes.
    pub(super) fn by(&self) -> (&'static str, String) {
        (self.parameter, self.codes.join(","))
    }

    /// Whether a resource is of the agreed codes: a server that does not know a parameter answers with everybody's.
    pub(super) fn covers(&self, row: &Resource) -> bool {
        let Some(from) = row.parse::<Grounds>().filter(|_| row.kind == self.kind.as_str()) else {
            return false;
        };
        let concepts: Vec<&Concept> = from.code.known().filter(|_| self.kind == Kind::Flag).into_iter().collect();
        let categories = from.category.items.iter().filter(|_| self.kind != Kind::Flag);
        concepts.into_iter().chain(categories).any(|concept| coded_as(concept, &self.codes))
    }

    /// What a resource of the agreed codes says, and of whom.
    pub(super) fn read(&self, mapper: &Mapper, row: &Resource) -> Result<Said, Unreadable> {
        let from: Grounds = row.parse().ok_or("ENTRY_UNREADABLE")?;
        let whom = if self.kind == Kind::Consent { &from.patient } else { &from.subject };
        let patient = whom.known().and_then(|whom| mapper.id_of("Patient", whom)).ok_or("SUBJECT_UNREADABLE")?;
        let provision = from.provision.known().and_then(|provision| provision.kind.text());
        let stands = match (self.kind, from.status.text()) {
            // A consent of which the kind cannot be read is a refusal: it is never more than was said.
            (Kind::Consent, Some("active")) if from.provision.unreadable() || provision == Some("deny") => {
                Stands::Refused
            }
            (Kind::Flag | Kind::Consent, Some("active")) => Stands::In,
            (Kind::ServiceRequest, Some("active" | "on-hold" | "completed")) => Stands::In,
            _ => Stands::Nothing,
        };
        Ok(Said { patient, stands })
    }

    /// The elements that are read.
    pub(super) const fn elements(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Flag => fields::FLAG,
            Kind::Consent => fields::CONSENT,
            _ => fields::REFERRAL_FACTS,
        }
    }
}

impl Standing {
    /// Whether somebody who has these ids is in the population.
    pub(super) fn has(&self, ids: &[&str]) -> bool {
        ids.iter().any(|id| self.within.contains(*id)) && !ids.iter().any(|id| self.refused.contains(*id))
    }

    fn add(&mut self, said: Said) {
        match said.stands {
            Stands::In => drop(self.within.insert(said.patient)),
            Stands::Refused => drop(self.refused.insert(said.patient)),
            Stands::Nothing => {}
        }
    }
}

impl Nhs {
    /// How each of these people stands, by every ground at once: one that ended may not be the only one.
    pub(super) async fn standing(&self, ids: &[String]) -> Result<Standing, Fault> {
        let mut standing = Standing::default();
        for chunk in ids.chunks(self.client.limits().cap) {
            for ground in &self.grounds {
                let by = vec![ground.by(), ("patient", joined(chunk))];
                let elements = ground.elements();
                let rows = self.all(Pace::Sync, &Search { kind: ground.kind, by, elements }).await?;
                let ours = rows.into_iter().flatten().filter(|row| ground.covers(row));
                let said = ours.filter_map(|row| ground.read(&self.mapper, &row).ok());
                said.filter(|said| chunk.contains(&said.patient)).for_each(|said| standing.add(said));
            }
        }
        Ok(standing)
    }
}

/// Ids as one parameter. What is no id is not asked for.
pub(super) fn joined(ids: &[impl AsRef<str>]) -> String {
    let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).filter(|id| is_id(id)).collect();
    ids.join(",")
}
