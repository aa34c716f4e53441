use accord_model::{
    CategorySet, Incident, LocalId, PartialDate, PartnerId, Private, RecordRef, RecordType,
    Reveals, Role, SourceTerm, SubjectId, UserKey, Victim,
};
use jiff::Timestamp;

use super::Desk;
use crate::{
    Audience, Candidate, Directive, Effect, Facts, Features, Given, Identifier, IndexRow,
    LedgerFault, LogEntry, Population, Record, RecordScope, Request, Sealed, StandingOrder,
    UnmappedWord, standing,
};

/// A record that sync can index.
pub trait Indexed: Record {
    /// The index row of a record of that owner.
    #[doc(hidden)]
    fn row(&self, desk: &Desk, order: &StandingOrder) -> IndexRow;
}

impl Desk {
    /// What sync may ask this partner's system for; nothing where no agreement with purpose RECORD_LINKAGE names its
    /// owner.
    pub fn standing_order(
        &self,
        partner: PartnerId,
        owner: accord_model::OrganisationId,
        population: Population,
        at: Timestamp,
    ) -> Option<StandingOrder> {
        self.agreements
            .standing_order(partner, owner, population, at)
    }

    /// Door for sync: what the index may hold of a record. No name, no address, no narrative.
    pub fn index<R: Indexed>(&self, order: &StandingOrder, sealed: &Sealed<R>) -> IndexRow {
        sealed.peek().row(self, order)
    }

    /// Door for sync: what linkage may know of a person.
    pub fn features(&self, _order: &StandingOrder, sealed: &Sealed<Victim>) -> Features {
        standing::features(&self.keys, sealed.peek(), self.handle(sealed.peek().at()))
    }

    /// Writes to the log that sync read these many records under its standing order.
    pub async fn log_sync(&self, order: &StandingOrder) -> Result<(), LedgerFault> {
        let request = Request {
            at: order.at,
            since: u64::MAX,
            organisation: order.owner,
            user: UserKey([0; 16]),
            role: Role::Integrator,
            purpose: accord_model::Purpose::RecordLinkage,
            query_hash: [0; 32],
            activity: "SYNC".to_owned(),
            asked: vec![order.partner],
            spared: Vec::new(),
        };
        let entry = LogEntry {
            subject: None,
            partner: order.partner,
            categories: CategorySet::NONE,
            basis: accord_model::Basis::PublicTask,
            agreement: order.agreement,
            regime: accord_model::Regime::General,
        };
        self.ledger.append(&request, &[entry]).await.map(drop)
    }

    /// The person-handle of the record that lies there.
    pub fn handle(&self, at: &RecordRef) -> SubjectId {
        SubjectId(self.keys.handle(at))
    }

    fn unmapped(&self, partner: PartnerId, terms: &[Private<SourceTerm>]) -> Vec<UnmappedWord> {
        let unknown = terms
            .iter()
            .map(Private::reveal)
            .filter(|term| term.reveals == Reveals::Unknown);
        let words = unknown.map(|term| UnmappedWord {
            system: term.system.clone(),
            fingerprint: self.keys.word(partner, &term.system, &term.text),
            sealed: self.keys.seal(
                format!("word {partner} {}", term.system).as_bytes(),
                term.text.as_bytes(),
            ),
        });
        words.collect()
    }

    /// A partner's unmapped word, for that partner's integrators, where five records share it.
    pub fn word(&self, partner: PartnerId, word: &UnmappedWord, records: usize) -> Option<String> {
        let plain = self.keys.unseal(
            format!("word {partner} {}", word.system).as_bytes(),
            &word.sealed,
        )?;
        (records >= 5).then(|| String::from_utf8_lossy(&plain).into_owned())
    }

    /// Both persons' identifiers, side by side, for `accord links review`. Logged by the caller.
    pub fn identifiers(
        &self,
        subject: SubjectId,
        sealed: &[u8],
    ) -> Option<Vec<(Identifier, String)>> {
        standing::unseal(&self.keys, subject, sealed)
    }
}

impl Indexed for Victim {
    fn row(&self, desk: &Desk, order: &StandingOrder) -> IndexRow {
        let subject = desk.handle(&self.at);
        IndexRow {
            candidate: Candidate {
                id: subject.0,
                at: self.at.clone(),
                owner: order.owner,
                subjects: vec![subject],
                accused: Vec::new(),
                restricted: self.restricted,
                facts: Facts {
                    area: self.address.as_ref().and_then(|a| a.reveal().district),
                    exists: self.exists(),
                    ..Facts::default()
                },
            },
            as_of: self.as_of,
            reference: None,
            quoted: Vec::new(),
            directives: Vec::new(),
            unmapped: desk.unmapped(self.at.partner, &self.terms),
        }
    }
}

impl Indexed for Incident {
    fn row(&self, desk: &Desk, order: &StandingOrder) -> IndexRow {
        let partner = self.at.partner;
        let subjects: Vec<_> = self.victims.iter().map(|at| desk.handle(at)).collect();
        let quoted = self.quoted.iter().filter_map(|quoted| {
            Some((
                quoted.partner,
                desk.keys
                    .reference(quoted.partner, quoted.reference.reveal())?,
            ))
        });
        IndexRow {
            candidate: Candidate {
                id: desk.keys.handle(&self.at),
                at: self.at.clone(),
                owner: order.owner,
                accused: self.accused.clone(),
                restricted: self.restricted,
                facts: facts(self),
                subjects: subjects.clone(),
            },
            as_of: self.as_of,
            reference: self
                .reference
                .as_ref()
                .and_then(|r| desk.keys.reference(partner, &r.reveal().0)),
            quoted: quoted.collect(),
            directives: subjects
                .iter()
                .flat_map(|subject| directives(self, desk, order, *subject))
                .collect(),
            unmapped: desk.unmapped(partner, &self.terms),
        }
    }
}

fn facts(incident: &Incident) -> Facts {
    Facts {
        kind: incident.record_kind.as_ref().map(|k| *k.reveal()),
        recognition: incident.recognition.as_ref().map(|r| *r.reveal()),
        strands: incident.strands.iter().map(|s| s.reveal().strand).collect(),
        occurred: incident.occurred.as_ref().map(|t| t.reveal().earliest),
        reported: incident.reported.as_ref().map(|t| t.reveal().earliest),
        area: incident.area.as_ref().map(|a| *a.reveal()),
        channel: incident.channel.as_ref().map(|c| *c.reveal()),
        exists: incident.exists(),
    }
}

/// What the record says of consent, as directives for that record alone.
fn directives<'a>(
    incident: &'a Incident,
    desk: &'a Desk,
    order: &'a StandingOrder,
    subject: SubjectId,
) -> impl Iterator<Item = Directive> + 'a {
    incident
        .directives
        .iter()
        .enumerate()
        .map(move |(number, from)| Directive {
            id: desk
                .keys
                .named(&format!("source {} {} {number}", subject.0, incident.as_of)),
            subject,
            effect: if from.permit {
                Effect::Permit
            } else {
                Effect::Deny
            },
            to: from.to.map_or(Audience::Anyone, Audience::Kind),
            purpose: None,
            categories: from.categories,
            action: None,
            records: RecordScope::Record(RecordRef {
                partner: incident.at.partner,
                kind: RecordType::Incident,
                local: LocalId::new(incident.at.local.as_str()),
            }),
            start: Timestamp::UNIX_EPOCH,
            end: None,
            given: Given {
                by: "SOURCE_RECORD".to_owned(),
                method: "SOURCE_RECORD".to_owned(),
                wording_version: "unknown".to_owned(),
                language: "und".to_owned(),
            },
            recorded_by: order.owner,
            recorded_at: incident.as_of,
            withdrawn_at: None,
        })
}

/// A whole date as text; a partial one identifies nobody.
pub(crate) fn whole_date(date: &PartialDate) -> Option<String> {
    matches!(date, PartialDate::Day(_)).then(|| date.iso())
}
