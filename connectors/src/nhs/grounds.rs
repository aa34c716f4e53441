//! What puts a person into the population that the agreement names, and what takes her out of it.

use std::collections::{HashMap, HashSet};

use accord_connector_kit::Pace;
use accord_federation::{Fault, Note};
use accord_model::SourceDirective;
use jiff::Timestamp;

use super::config::Config;
use super::map::{Mapper, coded_as, is_id, refuses_everything};
use super::search::{Kind, Search};
use super::wire::{Concept, Grounds, Resource};
use super::{Nhs, Notes, fields};

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
    /// Of a consent: what it says of sharing.
    words: Vec<SourceDirective>,
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
    words: HashMap<String, Vec<SourceDirective>>,
    /// A consent of one of these people cannot be read, and nobody can tell whose.
    unread: bool,
    /// What was not understood of their consents.
    pub(super) notes: Vec<Note>,
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
    pub(super) fn read(
        &self,
        mapper: &Mapper,
        row: &Resource,
        at: Timestamp,
        notes: &mut Notes,
    ) -> Result<Said, Unreadable> {
        let from: Grounds = row.parse().ok_or("ENTRY_UNREADABLE")?;
        let whom = if self.kind == Kind::Consent { &from.patient } else { &from.subject };
        let patient = whom.known().and_then(|whom| mapper.id_of("Patient", whom)).ok_or("SUBJECT_UNREADABLE")?;
        let (words, not_understood) = match self.kind {
            Kind::Consent => mapper.consent(row),
            _ => (Vec::new(), Vec::new()),
        };
        for Note { code, place } in not_understood {
            notes.field(code, &place);
        }
        let provision = from.provision.known().map(|provision| provision.kind.text());
        let stands = match (self.kind, from.status.text()) {
            (Kind::Consent, _) if refuses_everything(&words, at) => Stands::Refused,
            // A consent that refuses a part, or of which the kind cannot be read, is no leave to read her.
            (Kind::Consent, Some("active")) if from.provision.unreadable() => Stands::Refused,
            (Kind::Consent, Some("active")) if provision.flatten().is_some_and(|kind| kind != "permit") => {
                Stands::Nothing
            }
            (Kind::Flag | Kind::Consent, Some("active")) => Stands::In,
            (Kind::ServiceRequest, Some("active" | "on-hold" | "completed")) => Stands::In,
            _ => Stands::Nothing,
        };
        Ok(Said { patient, stands, words })
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

    /// What somebody who has these ids said of sharing.
    pub(super) fn words(&self, ids: &[&str]) -> Vec<SourceDirective> {
        let mut all: Vec<SourceDirective> = Vec::new();
        for one in ids.iter().filter_map(|id| self.words.get(*id)).flatten() {
            // What nobody can read may take back what somebody said.
            let taken_back = self.unread && one.permit;
            if !taken_back && !all.contains(one) {
                all.push(one.clone());
            }
        }
        all
    }

    fn add(&mut self, said: Said) {
        self.words.entry(said.patient.clone()).or_default().extend(said.words);
        match said.stands {
            Stands::In => drop(self.within.insert(said.patient)),
            Stands::Refused => drop(self.refused.insert(said.patient)),
            Stands::Nothing => {}
        }
    }
}

impl Nhs {
    /// How each of these people stands, by every ground at once: one that ended may not be the only one.
    pub(super) async fn standing(&self, ids: &[String], at: Timestamp) -> Result<Standing, Fault> {
        let mut standing = Standing::default();
        for chunk in ids.chunks(self.client.limits().cap) {
            for ground in &self.grounds {
                let by = vec![ground.by(), ("patient", joined(chunk))];
                let elements = ground.elements();
                let rows = self.all(Pace::Sync, &Search { kind: ground.kind, by, elements }).await?;
                for (number, row) in rows.into_iter().enumerate() {
                    let consent = ground.kind == Kind::Consent;
                    let mut notes = Notes::on(ground.kind.as_str(), number);
                    let said = row.map(|row| (ground.covers(&row), ground.read(&self.mapper, &row, at, &mut notes)));
                    match said {
                        Some((true, Ok(said))) if chunk.contains(&said.patient) => {
                            standing.add(said);
                            standing.notes.extend(notes.into_notes());
                        }
                        None | Some((true, Err(_))) if consent => {
                            standing.unread = true;
                            notes.entry("CONSENT_UNREADABLE");
                            standing.notes.extend(notes.into_notes());
                        }
                        _ => {}
                    }
                }
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
