//! A small town for the step-by-step tests: its organisations, its agreements, one person known to the police.

use std::sync::Arc;

use accord_consent::{
    Agreements, Audience, Candidate, Desk, DeskSetup, Directive, Effect, Facts, Given, Grants, Keys, Link, LinkBasis,
    LinkState, Organisations, PolicyWrite, RecordScope, Relation, RelationKind, Viewer,
};
use accord_model::{
    Area, CategorySet, LocalId, Organisation, OrganisationId, OrganisationKind, Purpose, RecordRef, RecordType, Role,
    SubjectId, UserKey,
};
use futures_util::FutureExt as _;
use jiff::Timestamp;
use uuid::Uuid;

use crate::memory::Memory;

/// The agreements of the golden table, as a data-protection officer would sign them.
pub(crate) const AGREEMENTS: &str = include_str!("agreements.toml");

pub(crate) fn organisation(id: &str, kind: OrganisationKind, parent: Option<&str>, areas: &[&str]) -> Organisation {
    Organisation {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        kind,
        parent: parent.map(|p| p.parse().unwrap()),
        ods_code: None,
        areas: areas.iter().map(|code| Area { code: code.parse().unwrap(), name: (*code).to_owned() }).collect(),
        contacts: Vec::new(),
    }
}

pub(crate) fn organisations() -> Organisations {
    use OrganisationKind as Kind;
    Organisations::new(vec![
        organisation("police", Kind::Police, None, &["north", "south"]),
        organisation("council", Kind::Council, None, &["north"]),
        organisation("housing", Kind::Council, Some("council"), &["north"]),
        organisation("repairs", Kind::Council, Some("housing"), &["north"]),
        organisation("trust", Kind::Nhs, None, &["north", "south"]),
        organisation("charity", Kind::Charity, None, &["north", "south"]),
        organisation("public", Kind::Public, None, &["north", "south"]),
    ])
}

/// The ports in memory never wait.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().unwrap()
}

pub(crate) fn id(name: &str) -> OrganisationId {
    name.parse().unwrap()
}

pub(crate) fn second(n: i64) -> Timestamp {
    Timestamp::from_second(n).unwrap()
}

/// The instant of most questions.
pub(crate) fn noon() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

pub(crate) fn person(n: u128) -> SubjectId {
    SubjectId(Uuid::from_u128(n))
}

pub(crate) fn user(n: u8) -> UserKey {
    UserKey([n; 16])
}

pub(crate) fn viewer(organisation: &str, role: Role, purpose: Purpose, who: u8) -> Viewer {
    Viewer::assertion(id(organisation), user(who), role, purpose, vec![purpose]).unwrap()
}

pub(crate) fn at(partner: &str, kind: RecordType, local: &str) -> RecordRef {
    RecordRef { partner: partner.parse().unwrap(), kind, local: LocalId::new(local) }
}

/// The record of a person.
pub(crate) fn person_record(owner: &str, subject: SubjectId) -> Candidate {
    Candidate {
        id: subject.0,
        at: at(owner, RecordType::Victim, "p1"),
        owner: id(owner),
        subjects: vec![subject],
        accused: Vec::new(),
        accused_elsewhere: Vec::new(),
        same_incident: Vec::new(),
        restricted: false,
        proposed: CategorySet::NONE,
        facts: Facts::default(),
    }
}

/// The record of an incident that happened to these people.
pub(crate) fn incident_record(owner: &str, subjects: &[SubjectId]) -> Candidate {
    Candidate {
        id: Uuid::from_u128(900),
        at: at(owner, RecordType::Incident, "i1"),
        subjects: subjects.to_vec(),
        ..person_record(owner, person(0))
    }
}

/// The record of a referral of these people.
pub(crate) fn referral_record(owner: &str, subjects: &[SubjectId]) -> Candidate {
    Candidate {
        id: Uuid::from_u128(901),
        at: at(owner, RecordType::Referral, "r1"),
        ..incident_record(owner, subjects)
    }
}

pub(crate) fn directive(n: u128, subject: SubjectId, effect: Effect) -> Directive {
    Directive {
        id: Uuid::from_u128(n),
        subject,
        effect,
        to: Audience::Anyone,
        purpose: None,
        categories: CategorySet::ALL,
        action: None,
        records: RecordScope::All,
        start: Timestamp::UNIX_EPOCH,
        end: None,
        firm: false,
        given: given(),
        recorded_by: id("charity"),
        recorded_at: Timestamp::UNIX_EPOCH,
        withdrawn_at: None,
        lapsed: false,
    }
}

pub(crate) fn given() -> Given {
    Given {
        by: "SELF".to_owned(),
        method: "IN_PERSON".to_owned(),
        wording_version: "1".to_owned(),
        language: "en".to_owned(),
    }
}

pub(crate) fn relation(organisation: &str, who: Option<u8>, subject: SubjectId) -> Relation {
    Relation {
        categories: CategorySet::ALL,
        owner: None,
        id: Uuid::from_u128(
            organisation
                .bytes()
                .chain([who.unwrap_or(0)])
                .fold(subject.0.as_u128(), |n, byte| (n << 8) | u128::from(byte)),
        ),
        organisation: id(organisation),
        user: who.map(user),
        subject,
        kind: RelationKind::Assigned,
        start: Timestamp::UNIX_EPOCH,
        end: None,
    }
}

pub(crate) fn link(a: SubjectId, b: SubjectId, owners: (&str, &str), state: LinkState) -> Link {
    Link { a, b, owners: (id(owners.0), id(owners.1)), state, basis: LinkBasis::Review }
}

/// The desk and what it stands on.
pub(crate) struct Town {
    pub(crate) desk: Desk,
    pub(crate) memory: Arc<Memory>,
}

impl Town {
    pub(crate) fn new(writes: impl IntoIterator<Item = PolicyWrite>) -> Self {
        Self::under(AGREEMENTS, writes)
    }

    pub(crate) fn under(text: &str, writes: impl IntoIterator<Item = PolicyWrite>) -> Self {
        Self::made(Keys::new([7; 32]), text, writes)
    }

    /// The same town under another master key.
    pub(crate) fn with_keys(keys: Keys) -> Self {
        Self::made(keys, AGREEMENTS, [])
    }

    fn made(keys: Keys, text: &str, writes: impl IntoIterator<Item = PolicyWrite>) -> Self {
        let organisations = organisations();
        let memory = Memory::new();
        memory.put(writes);
        let desk = Desk::new(DeskSetup {
            keys,
            agreements: Agreements::read(text, &organisations).unwrap(),
            organisations,
            ledger: memory.clone(),
            directives: memory.clone(),
        });
        desk.refresh().now_or_never().unwrap().unwrap();
        Self { desk, memory }
    }

    pub(crate) fn put(&self, write: PolicyWrite) {
        self.memory.put([write]);
        self.desk.refresh().now_or_never().unwrap().unwrap();
    }

    pub(crate) fn sees(&self, viewer: &Viewer, candidate: &Candidate) -> Grants {
        self.desk.grants(viewer, candidate, noon())
    }
}
