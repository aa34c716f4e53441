use accord_model::{
    AreaCode, CategorySet, Channel, OrganisationId, PartnerId, Recognition, RecordKind, RecordRef, ReferralStatus,
    Strand, SubjectId,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Directive, FieldSet, Fingerprint, Relation};

/// An index row at the time of a question: every fact that can hide the record. It never leaves the federation room.
#[derive(Clone)]
pub struct Candidate {
    /// The record's handle: a `SubjectId` of a person record, an `IncidentId` of an incident record, a `ReferralId` of a
    /// referral.
    pub id: Uuid,
    /// Where the record lies.
    pub at: RecordRef,
    /// The organisation whose record it is.
    pub owner: OrganisationId,
    /// Whom it is about; nobody, for an anonymous or community report.
    pub subjects: Vec<SubjectId>,
    /// Organisations named as the alleged perpetrator.
    pub accused: Vec<OrganisationId>,
    /// Organisations that another report of the same incident names: for them this report does not exist either, unless it is
    /// their own. One's own report that vanished would tell of the other.
    pub accused_elsewhere: Vec<OrganisationId>,
    /// The handles of the other reports of the same incident.
    pub same_incident: Vec<Uuid>,
    /// The source marked it restricted: location and contact stay shut.
    pub restricted: bool,
    /// Of an incident that a rule alone proposes as hate: what the rule tells of the person. That the incident is here
    /// tells that the rule fits, so it exists for whoever may know all of this. None where nothing hangs on a rule.
    pub proposed: CategorySet,
    /// What can be filtered and ordered by, as far as granted.
    pub facts: Facts,
}

impl Candidate {
    /// Reports of one incident shut out the same people: what one of them says of the accused counts for all.
    pub fn of_one_incident(reports: &mut [Self]) {
        let named: Vec<(Uuid, Vec<OrganisationId>)> =
            reports.iter().map(|report| (report.id, report.accused.clone())).collect();
        for report in reports {
            let others = named.iter().filter(|(id, _)| *id != report.id);
            report.same_incident = others.clone().map(|(id, _)| *id).collect();
            report.accused_elsewhere = others.flat_map(|(_, accused)| accused.iter().copied()).collect();
        }
    }
}

/// Facts for filters and orders. Personal data: they leave only inside a `Disclosed`.
#[derive(Clone, Default)]
pub struct Facts {
    /// Crime, non-crime, ...
    pub kind: Option<RecordKind>,
    /// How hate was recognised.
    pub recognition: Option<Recognition>,
    /// Monitored strands.
    pub strands: Vec<Strand>,
    /// Not before this instant.
    pub occurred: Option<Timestamp>,
    /// When it was reported; of a referral, when it was sent.
    pub reported: Option<Timestamp>,
    /// District.
    pub area: Option<AreaCode>,
    /// How it came in.
    pub channel: Option<Channel>,
    /// Where a referral stands.
    pub status: Option<ReferralStatus>,
    /// Which fields the record has.
    pub exists: FieldSet,
}

/// What sync writes for one record. Only [`crate::Desk::index`] makes one.
#[non_exhaustive]
pub struct IndexRow {
    /// The candidate that a question will find.
    pub candidate: Candidate,
    /// The partner's version of the record.
    pub as_of: Timestamp,
    /// Fingerprint of the partner's own reference.
    pub reference: Option<Fingerprint>,
    /// Fingerprints of other partners' references quoted in it.
    pub quoted: Vec<(PartnerId, Fingerprint)>,
    /// What the record says of the victim's consent: the whole of it. A directive that an earlier row of the same record
    /// had and this one has not is to be withdrawn; one that it has again is in force again.
    pub directives: Vec<Directive>,
    /// Of the papers on her consent that the partner holds and that were understood, each by itself: which of the directives it
    /// says. What a paper refused that is not among them any more stays refused.
    pub papers: Vec<(Uuid, Vec<Uuid>)>,
    /// Relationships that the record opens as long as it says so: a member's, to which an open referral went.
    pub relations: Vec<Relation>,
    /// The partner's words that no map has.
    pub unmapped: Vec<UnmappedWord>,
}

/// A partner's word that no map has: counted by its fingerprint, shown in words only when five records share it.
#[derive(Clone)]
pub struct UnmappedWord {
    /// The partner's list.
    pub system: String,
    /// The same for the same word of the same partner's list.
    pub fingerprint: Fingerprint,
    /// The word, sealed with the linkage key.
    pub sealed: Vec<u8>,
}
