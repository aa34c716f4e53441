//! What puts a person into the population that the agreement names, and what takes her out of it.

use std::collections::{HashMap, HashSet};

use accord_connector_kit::Pace;
use accord_consent::StandingOrder;
use accord_federation::{Fault, Note};
use accord_model::{ConsentPaper, LocalId, SourceDirective};
use jiff::Timestamp;

use super::config::Config;
use super::consents::{Paper, Papers};
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
    /// Of a consent that was understood: what it says of sharing.
    paper: Option<ConsentPaper>,
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
    papers: HashMap<String, Vec<ConsentPaper>>,
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

    /// Whom a resource of the agreed codes is about.
    pub(super) fn whom(&self, mapper: &Mapper, row: &Resource) -> Result<String, Unreadable> {
        let consent = self.kind == Kind::Consent;
        let from: Grounds = row.parse().ok_or("ENTRY_UNREADABLE")?;
        let whom = if consent { &from.patient } else { &from.subject };
        let unreadable = if consent { "CONSENT_UNREADABLE" } else { "SUBJECT_UNREADABLE" };
        whom.known().and_then(|whom| mapper.id_of("Patient", whom)).ok_or(unreadable)
    }

    /// What a flag or a referral of the agreed codes says.
    fn read(&self, mapper: &Mapper, row: &Resource) -> Result<Said, Unreadable> {
        let patient = self.whom(mapper, row)?;
        let from: Grounds = row.parse().ok_or("ENTRY_UNREADABLE")?;
        let stands = match (self.kind, from.status.text()) {
            (Kind::Flag, Some("active")) => Stands::In,
            (Kind::ServiceRequest, Some("active" | "on-hold" | "completed")) => Stands::In,
            _ => Stands::Nothing,
        };
        Ok(Said { patient, stands, paper: None })
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

    /// The papers on sharing of somebody who has these ids.
    pub(super) fn papers(&self, ids: &[&str]) -> Vec<ConsentPaper> {
        ids.iter().filter_map(|id| self.papers.get(*id)).flatten().cloned().collect()
    }

    fn add(&mut self, said: Said) {
        self.papers.entry(said.patient.clone()).or_default().extend(said.paper);
        match said.stands {
            Stands::In => drop(self.within.insert(said.patient)),
            Stands::Refused => drop(self.refused.insert(said.patient)),
            Stands::Nothing => {}
        }
    }
}

impl Nhs {
    /// How each of these people stands, by every ground at once: one that ended may not be the only one.
    pub(super) async fn standing(
        &self,
        ids: &[String],
        order: &StandingOrder,
        at: Timestamp,
    ) -> Result<Standing, Fault> {
        let mut standing = Standing::default();
        for chunk in ids.chunks(self.client.limits().cap) {
            for ground in &self.grounds {
                if ground.kind == Kind::Consent {
                    self.hear(ground, chunk, order, at, &mut standing).await?;
                    continue;
                }
                for row in self.of_people(ground, chunk).await?.into_iter().flatten().filter(|row| ground.covers(row)) {
                    let said = ground.read(&self.mapper, &row).ok();
                    said.into_iter().filter(|said| chunk.contains(&said.patient)).for_each(|said| standing.add(said));
                }
            }
        }
        Ok(standing)
    }

    async fn of_people(&self, ground: &Ground, people: &[String]) -> Result<Vec<Option<Resource>>, Fault> {
        let by = vec![ground.by(), ("patient", joined(people))];
        self.all(Pace::Sync, &Search { kind: ground.kind, by, elements: ground.elements() }).await
    }

    /// What the Consents of these people say. Where one cannot be read at all, the people are asked about by halves until it is
    /// known whose it is: she is out, for it may refuse everything, and what she refused before stays refused.
    async fn hear(
        &self,
        ground: &Ground,
        people: &[String],
        order: &StandingOrder,
        at: Timestamp,
        standing: &mut Standing,
    ) -> Result<(), Fault> {
        let mut open = vec![people];
        while let Some(asked) = open.pop() {
            let papers = self.papers(ground, self.of_people(ground, asked).await?);
            match asked {
                asked if !papers.unread => self.heard(papers, asked, order, at, standing),
                [one] if papers.all.iter().all(|paper| paper.patient.as_ref().is_none_or(|patient| patient == one)) => {
                    let mut notes = Notes::on("Consent of a patient asked for", 0);
                    notes.entry("CONSENT_UNREADABLE");
                    standing.notes.extend(notes.into_notes());
                    standing.refused.insert(one.clone());
                }
                // The server answers with everybody's: whose it is, nobody can tell. The earlier words stay, all of them.
                [] | [_] => {
                    tracing::warn!(partner = %self.mapper.partner, code = "CONSENT_UNREADABLE", "nobody can tell whose");
                    return Err(Fault::Broken);
                }
                many => {
                    let (first, second) = many.split_at(many.len() / 2);
                    open.extend([first, second]);
                }
            }
        }
        Ok(())
    }

    fn heard(&self, papers: Papers, asked: &[String], order: &StandingOrder, at: Timestamp, standing: &mut Standing) {
        for (number, paper) in papers.all.into_iter().enumerate() {
            let Some(patient) = paper.patient.clone().filter(|patient| asked.contains(patient)) else {
                continue;
            };
            let mut notes = Notes::on("Consent", number);
            let mut says = self.said(&paper, &mut notes);
            if says.iter().any(|one| !one.is_own(order.partner(), order.owner())) {
                notes.field("CONSENT_NOT_OURS", "Consent.provision");
                says.retain(|one| one.is_own(order.partner(), order.owner()));
            }
            let notes = notes.into_notes();
            let stands = stands(&paper, &says, at);
            // One that says nothing because it is not understood takes back nothing that was refused before.
            let understood = !says.is_empty() || notes.is_empty();
            let paper = ConsentPaper { id: LocalId::new(paper.row.id), says };
            standing.notes.extend(notes);
            standing.add(Said { patient, stands, paper: Some(paper).filter(|_| understood) });
        }
    }
}

/// Whether a Consent that says this puts somebody into the population, or takes her out of it.
fn stands(paper: &Paper, says: &[SourceDirective], at: Timestamp) -> Stands {
    let from = paper.row.parse::<Grounds>().unwrap_or_default();
    let provision = from.provision.known().map(|provision| provision.kind.text());
    match from.status.text() {
        _ if refuses_everything(says, at) => Stands::Refused,
        // A consent of which the kind cannot be read, and one that refuses a part, is no leave to read her.
        Some("active") if from.provision.unreadable() => Stands::Refused,
        Some("active") if provision.flatten().is_some_and(|kind| kind != "permit") => Stands::Nothing,
        Some("active") if paper.sure => Stands::In,
        _ => Stands::Nothing,
    }
}

/// Ids as one parameter. What is no id is not asked for.
pub(super) fn joined(ids: &[impl AsRef<str>]) -> String {
    let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).filter(|id| is_id(id)).collect();
    ids.join(",")
}
