use accord_model::{
    Audience, CategorySet, Incident, OrganisationId, PartialDate, PartnerId, Private, RecordRef, RecordScope, Referral,
    Reveals, Role, SourceDirective, SourceScope, SourceTerm, Strand, SubjectId, UserKey, Victim,
};
use jiff::Timestamp;

use super::Desk;
use crate::record::proposed;
use crate::{
    Candidate, Directive, Facts, Features, FieldSet, Grants, Identifier, IndexRow, LedgerFault, LogEntry, Population,
    Record, Relation, RelationKind, Request, Sealed, StandingOrder, UnmappedWord, standing,
};

/// A record that sync can index.
pub trait Indexed: Record {
    /// The index row of a record of that owner.
    #[doc(hidden)]
    fn row(&self, desk: &Desk, order: &StandingOrder) -> IndexRow;
}

impl Desk {
    /// What sync may ask this partner's system for; nothing where no agreement with purpose `RECORD_LINKAGE` names its
    /// owner.
    pub fn standing_order(
        &self,
        partner: PartnerId,
        owner: accord_model::OrganisationId,
        population: Population,
        at: Timestamp,
    ) -> Option<StandingOrder> {
        self.agreements().standing_order(partner, owner, population, at)
    }

    /// Door for sync: what the index may hold of a record. No name, no address, no narrative; and no fact of a category
    /// that the standing order's agreement does not name, also where the partner sent it.
    pub fn index<R: Indexed>(&self, order: &StandingOrder, sealed: &Sealed<R>) -> IndexRow {
        sealed.peek().row(self, order)
    }

    /// Door for sync: what linkage may know of a person, as far as the standing order's agreement goes.
    pub fn features(&self, order: &StandingOrder, sealed: &Sealed<Victim>) -> Features {
        let victim = agreed(sealed.peek(), order.victim_fields, order);
        standing::features(&self.keys, &victim, self.handle(&victim.at))
    }

    /// Writes to the log what sync may read under its standing order: one entry for each ground of the agreement.
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
        let entries = order.grounds.iter().map(|(categories, basis)| LogEntry {
            subject: None,
            partner: order.partner,
            categories: *categories,
            basis: *basis,
            agreement: order.agreement,
            regime: order.regime,
        });
        let entries: Vec<_> = entries.collect();
        self.ledger.append(&request, &entries).await.map(drop)
    }

    /// The person-handle of the record that lies there.
    pub fn handle(&self, at: &RecordRef) -> SubjectId {
        SubjectId(self.keys.handle(at))
    }

    fn unmapped(&self, partner: PartnerId, terms: &[Private<SourceTerm>]) -> Vec<UnmappedWord> {
        let unknown = terms.iter().map(Private::reveal).filter(|term| term.reveals == Reveals::Unknown);
        let words = unknown.map(|term| UnmappedWord {
            system: term.system.clone(),
            fingerprint: self.keys.word(partner, &term.system, &term.text),
            sealed: self.keys.seal(format!("word {partner} {}", term.system).as_bytes(), term.text.as_bytes()),
        });
        words.collect()
    }

    /// A partner's unmapped word, for that partner's integrators, where five records share it: a word that fewer share
    /// may be about one person. `records` is the number of different records.
    pub fn word(&self, partner: PartnerId, word: &UnmappedWord, records: usize) -> Option<String> {
        if records < 5 {
            return None;
        }
        let plain = self.keys.unseal(format!("word {partner} {}", word.system).as_bytes(), &word.sealed)?;
        Some(String::from_utf8_lossy(&plain).into_owned())
    }

    /// Both persons' identifiers, side by side, for `accord links review`. Logged by the caller.
    pub fn identifiers(&self, subject: SubjectId, sealed: &[u8]) -> Option<Vec<(Identifier, String)>> {
        standing::unseal(&self.keys, subject, sealed)
    }
}

/// The record as far as the agreement of the order goes.
fn agreed<R: Record + Clone>(record: &R, fields: FieldSet, order: &StandingOrder) -> R {
    record.clone().keep(fields, &Grants::agreed(order.categories))
}

impl Indexed for Victim {
    fn row(&self, desk: &Desk, order: &StandingOrder) -> IndexRow {
        let subject = desk.handle(&self.at);
        let agreed = agreed(self, order.victim_fields, order);
        let papers = self.papers.iter().map(|paper| {
            let id = desk.keys.named(&format!("paper {} {:?}", self.at.partner, paper.id.as_str()));
            let says = directives((&self.at, self.as_of), &paper.says, desk, order, subject);
            (id, says.collect::<Vec<_>>())
        });
        let papers: Vec<_> = papers.collect();
        IndexRow {
            candidate: Candidate {
                id: subject.0,
                at: self.at.clone(),
                owner: order.owner,
                subjects: vec![subject],
                accused: Vec::new(),
                accused_elsewhere: Vec::new(),
                same_incident: Vec::new(),
                restricted: self.restricted,
                proposed: proposed(self),
                facts: Facts {
                    area: agreed.address.as_ref().and_then(|a| a.reveal().district),
                    exists: agreed.exists(),
                    ..Facts::default()
                },
            },
            as_of: self.as_of,
            reference: None,
            quoted: Vec::new(),
            directives: directives((&self.at, self.as_of), &self.directives, desk, order, subject)
                .chain(papers.iter().flat_map(|(_, says)| says.iter().cloned()))
                .chain(bar(desk, order, self))
                .collect(),
            papers: papers.iter().map(|(id, says)| (*id, says.iter().map(|one| one.id).collect())).collect(),
            relations: Vec::new(),
            unmapped: desk.unmapped(self.at.partner, &self.terms),
        }
    }
}

impl Indexed for Incident {
    fn row(&self, desk: &Desk, order: &StandingOrder) -> IndexRow {
        let partner = self.at.partner;
        let agreed = agreed(self, order.incident_fields, order);
        let subjects: Vec<_> = self.victims.iter().map(|at| desk.handle(at)).collect();
        let quoted = self.quoted.iter().filter_map(|quoted| {
            Some((quoted.partner, desk.keys.reference(quoted.partner, quoted.reference.reveal())?))
        });
        IndexRow {
            candidate: Candidate {
                id: desk.keys.handle(&self.at),
                at: self.at.clone(),
                owner: order.owner,
                accused: self.accused.clone(),
                accused_elsewhere: Vec::new(),
                same_incident: Vec::new(),
                restricted: self.restricted,
                proposed: proposed(self),
                facts: facts(&agreed, strands(self, order)),
                subjects: subjects.clone(),
            },
            as_of: self.as_of,
            reference: self.reference.as_ref().and_then(|r| desk.keys.reference(partner, &r.reveal().0)),
            quoted: quoted.collect(),
            directives: subjects
                .iter()
                .flat_map(|subject| directives((&self.at, self.as_of), &self.directives, desk, order, *subject))
                .collect(),
            papers: Vec::new(),
            relations: Vec::new(),
            unmapped: desk.unmapped(partner, &self.terms),
        }
    }
}

impl Indexed for Referral {
    fn row(&self, desk: &Desk, order: &StandingOrder) -> IndexRow {
        let agreed = agreed(self, order.referral_fields, order);
        let subjects: Vec<_> = self.victims.iter().map(|at| desk.handle(at)).collect();
        IndexRow {
            candidate: Candidate {
                id: desk.keys.handle(&self.at),
                at: self.at.clone(),
                owner: order.owner,
                subjects: subjects.clone(),
                accused: self.accused.clone(),
                accused_elsewhere: Vec::new(),
                same_incident: Vec::new(),
                restricted: self.restricted,
                proposed: proposed(self),
                facts: Facts {
                    reported: agreed.sent.as_ref().map(|sent| sent.reveal().earliest),
                    status: agreed.status.as_ref().map(|status| *status.reveal()),
                    exists: agreed.exists(),
                    ..Facts::default()
                },
            },
            as_of: self.as_of,
            reference: self.reference.as_ref().and_then(|r| desk.keys.reference(self.at.partner, &r.reveal().0)),
            quoted: Vec::new(),
            directives: Vec::new(),
            papers: Vec::new(),
            relations: referred(desk, order, self, &subjects),
            unmapped: desk.unmapped(self.at.partner, &self.terms),
        }
    }
}

/// The relationship of the member to which an open referral went. Which organisation it is is kept, and nothing of the name.
fn referred(desk: &Desk, order: &StandingOrder, referral: &Referral, subjects: &[SubjectId]) -> Vec<Relation> {
    use accord_model::ReferralStatus::{Accepted, InProgress, OnHold, Requested};
    let may = order.referral_fields.has::<Referral>("status") && order.referral_fields.has::<Referral>("recipient");
    let status = referral.status.as_ref().filter(|_| may).map(|status| *status.reveal());
    let open = matches!(status, Some(Requested | Accepted | InProgress | OnHold));
    let to = referral.recipient.as_ref().and_then(|party| party.reveal().organisation).filter(|_| open);
    let relation = |organisation: OrganisationId, subject: SubjectId| Relation {
        id: desk.keys.named(&format!(
            "referred {} {:?} {organisation} {}",
            referral.at.partner,
            referral.at.local.as_str(),
            subject.0
        )),
        organisation,
        user: None,
        subject,
        kind: RelationKind::Referred,
        categories: CategorySet::ALL,
        owner: None,
        start: referral.sent.as_ref().map_or(Timestamp::UNIX_EPOCH, |sent| sent.reveal().earliest),
        end: None,
    };
    to.map(|to| subjects.iter().map(|subject| relation(to, *subject)).collect()).unwrap_or_default()
}

/// What a restricted person record shuts, on every record of hers.
fn bar(desk: &Desk, order: &StandingOrder, victim: &Victim) -> Option<Directive> {
    let subject = desk.handle(&victim.at);
    let id = desk.keys.named(&format!("bar {} {:?}", victim.at.partner, victim.at.local.as_str()));
    victim.restricted.then(|| Directive::bar(id, (victim.as_of, order.owner), subject))
}

/// The coded strands, as far as the agreement names what they reveal.
fn strands(incident: &Incident, order: &StandingOrder) -> Vec<Strand> {
    let may = order.categories | order.strands;
    let all = incident.strands.iter().map(|mark| mark.reveal().strand);
    all.filter(|strand| may.covers(strand.reveals())).collect()
}

fn facts(incident: &Incident, strands: Vec<Strand>) -> Facts {
    Facts {
        kind: incident.record_kind.as_ref().map(|k| *k.reveal()),
        recognition: incident.recognition.as_ref().map(|r| *r.reveal()),
        strands,
        occurred: incident.occurred.as_ref().map(|t| t.reveal().earliest),
        reported: incident.reported.as_ref().map(|t| t.reveal().earliest),
        area: incident.area.as_ref().map(|a| *a.reveal()),
        channel: incident.channel.as_ref().map(|c| *c.reveal()),
        status: None,
        exists: incident.exists(),
    }
}

/// What the record says of consent, as directives on the handle of whom it is about.
fn directives<'a>(
    (at, as_of): (&'a RecordRef, Timestamp),
    said: &'a [SourceDirective],
    desk: &'a Desk,
    order: &'a StandingOrder,
    subject: SubjectId,
) -> impl Iterator<Item = Directive> + 'a {
    said.iter().filter_map(move |from| {
        let id = desk.keys.named(&source_name(at, subject, from));
        Directive::of_source(id, (at, order.owner, as_of), subject, from)
    })
}

/// What a directive of this record is named by: its record and its words, so that the same words on the same record are
/// the same directive at every sync, and other words are another.
fn source_name(at: &RecordRef, subject: SubjectId, from: &SourceDirective) -> String {
    let SourceDirective { permit, to, purpose, categories, action, records, start, end, firm, by } = from;
    let kind = match to {
        Audience::Kind(kind) => Some(kind),
        Audience::Anyone | Audience::Organisation(_) => None,
    };
    let (local, bits) = (at.local.as_str(), categories.bits());
    let name = format!("source {} {local:?} {} {kind:?} {permit:?} {bits:#x}", at.partner, subject.0);
    // The words of a row have this name since before there were others.
    if *from == SourceDirective::of_row(*permit, kind.copied(), *categories) {
        return name;
    }
    let scope = match records {
        SourceScope::Of(RecordScope::Record(record)) => format!("{record:?} {:?}", record.local.as_str()),
        SourceScope::Row | SourceScope::Holder | SourceScope::Of(_) => format!("{records:?}"),
    };
    format!("{name} {to:?} {purpose:?} {action:?} {scope} {start:?} {end:?} {firm} {by}")
}

/// A whole date as text; a partial one identifies nobody.
pub(crate) fn whole_date(date: &PartialDate) -> Option<String> {
    matches!(date, PartialDate::Day(_)).then(|| date.iso())
}
