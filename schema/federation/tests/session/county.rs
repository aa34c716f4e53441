//! A county in memory: people of two partners, an index over them, and connectors that can hang, panic or lie.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use accord_consent::{
    Agreements, Candidate, Desk, DeskSetup, FieldSet, Keys, Organisations, Permitted, RelationKind, Sealed, Viewer,
};
use accord_federation::{Connector, Gathered, House, Session, System};
use accord_model::{
    Area, Category, CategorySet, HumanName, Incident, IncidentId, LocalId, Need, Organisation, OrganisationId,
    OrganisationKind, PartnerId, Private, Purpose, Recognition, RecordRef, RecordType, Referral, ReferralId,
    ReferralParty, ReferralStatus, Reveals, Role, SubjectId, UserKey, Victim,
};
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::memory::Memory;
use crate::rights_memory::RightsMemory;
use crate::rows::Rows;

/// The charity may see names by agreement, of the police's records alone; the rest nobody has agreed to.
const AGREEMENTS: &str = r#"
[[agreement]]
id = "isa-1"
version = 1
title = "Support"
regime = "GENERAL"
valid_from = "2020-01-01T00:00:00Z"
valid_until = "2040-01-01T00:00:00Z"

[[agreement.permits]]
organisations = ["charity"]
sources = ["police", "project"]
roles = ["SUPPORT_WORKER"]
purposes = ["SUPPORT"]
actions = ["VIEW"]
categories = ["IDENTITY", "OFFENCE"]
basis = "PUBLIC_TASK"

# Referrals of the police alone: the project's do not exist for the charity.
[[agreement.permits]]
organisations = ["charity"]
sources = ["police"]
roles = ["SUPPORT_WORKER"]
purposes = ["SUPPORT"]
actions = ["VIEW"]
categories = ["SUPPORT"]
basis = "PUBLIC_TASK"

# All that is made of it, of its own.
[[agreement.permits]]
organisations = ["charity"]
sources = ["charity"]
roles = ["SUPPORT_WORKER"]
purposes = ["SUPPORT"]
actions = ["VIEW"]
categories = ["IDENTITY", "OFFENCE", "SUPPORT"]
basis = "PUBLIC_TASK"

# Of one council's records where, and nothing of what.
[[agreement.permits]]
organisations = ["charity"]
sources = ["ward"]
roles = ["SUPPORT_WORKER"]
purposes = ["SUPPORT"]
actions = ["VIEW"]
categories = ["LOCATION"]
basis = "PUBLIC_TASK"
"#;

/// What a partner does when it is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Answers,
    Hangs,
    Panics,
    /// Gives records of people who were not asked for as well.
    Gossips,
}

pub(crate) struct Partner {
    name: PartnerId,
    mood: Mood,
    pub(crate) calls: AtomicUsize,
}

pub(crate) struct County {
    pub(crate) house: Arc<House>,
    pub(crate) partners: Vec<Arc<Partner>>,
    pub(crate) rows: Arc<Rows>,
}

fn organisation(id: &str, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        kind,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    }
}

pub(crate) fn at() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

pub(crate) fn viewer() -> Viewer {
    let charity: OrganisationId = "charity".parse().unwrap();
    Viewer::assertion(charity, UserKey([1; 16]), Role::SupportWorker, Purpose::Support, vec![Purpose::Support]).unwrap()
}

/// A county whose partners are in these moods. Patience is a second, the deadline three.
pub(crate) fn county(moods: &[(&str, Mood)]) -> County {
    let melton = Area { code: "melton".parse().unwrap(), name: "Melton".to_owned() };
    let organisations = Organisations::new(vec![
        organisation("police", OrganisationKind::Police),
        organisation("project", OrganisationKind::MonitoringProject),
        organisation("elsewhere", OrganisationKind::Council),
        organisation("ward", OrganisationKind::Council),
        Organisation { areas: vec![melton], ..organisation("charity", OrganisationKind::Charity) },
    ]);
    let memory = Memory::new();
    let desk = Desk::new(DeskSetup {
        keys: Keys::new([7; 32]),
        agreements: Agreements::read(AGREEMENTS, &organisations).unwrap(),
        organisations,
        ledger: memory.clone(),
        directives: memory,
    });
    let partner = |(name, mood): &(&str, Mood)| {
        Arc::new(Partner { name: name.parse().unwrap(), mood: *mood, calls: AtomicUsize::new(0) })
    };
    let partners: Vec<Arc<Partner>> = moods.iter().map(partner).collect();
    let rows = Arc::new(Rows::default());
    let house = Arc::new(House {
        desk: Arc::new(desk),
        index: rows.clone(),
        systems: partners
            .iter()
            .map(|p| System { owner: p.name.as_str().parse().unwrap(), connector: p.clone() })
            .collect(),
        synced: rows.clone(),
        reached: Arc::default(),
        patience: Duration::from_secs(1),
        deadline: Duration::from_secs(3),
        finds_per_hour: 60,
        finds: Arc::default(),
        rights: RightsMemory::new(),
        longest_exemption: jiff::SignedDuration::from_hours(24),
    });
    County { house, partners, rows }
}

impl County {
    /// A person whom this partner knows, assigned to the viewer; `owner` decides whether an agreement covers her.
    pub(crate) async fn person(&self, partner: &str, owner: &str, number: usize) -> SubjectId {
        let place = RecordRef {
            partner: partner.parse().unwrap(),
            kind: RecordType::Victim,
            local: LocalId::new(format!("{partner}-{number}")),
        };
        let subject = self.house.desk.handle(&place);
        self.rows.people.lock().unwrap().push(Candidate {
            id: subject.0,
            at: place,
            owner: owner.parse().unwrap(),
            subjects: vec![subject],
            accused: Vec::new(),
            accused_elsewhere: Vec::new(),
            same_incident: Vec::new(),
            restricted: false,
            proposed: CategorySet::NONE,
            facts: accord_consent::Facts::default(),
        });
        let kind = RelationKind::Assigned;
        let viewer = viewer();
        self.house.desk.assign(viewer.organisation(), Some(viewer.user()), subject, kind, (at(), None)).await.unwrap();
        subject
    }

    /// An incident of these people at a partner.
    pub(crate) fn incident(&self, partner: &str, number: u128, subjects: &[SubjectId]) {
        self.rows.incidents.lock().unwrap().push(Candidate {
            id: Uuid::from_u128(number),
            at: RecordRef {
                partner: partner.parse().unwrap(),
                kind: RecordType::Incident,
                local: LocalId::new(format!("i-{number}")),
            },
            owner: partner.parse().unwrap(),
            subjects: subjects.to_vec(),
            accused: Vec::new(),
            accused_elsewhere: Vec::new(),
            same_incident: Vec::new(),
            restricted: false,
            proposed: CategorySet::NONE,
            facts: accord_consent::Facts::default(),
        });
    }

    /// A report that this organisation owns, of that instant: about this person, or about nobody in the viewer's area.
    pub(crate) fn own(&self, owner: &str, number: u128, of: Option<SubjectId>, occurred: Option<Timestamp>) {
        self.incident(owner, number, &Vec::from_iter(of));
        self.last(|row| {
            row.facts.occurred = occurred;
            row.facts.area = of.is_none().then(|| "melton".parse().unwrap());
        });
    }

    /// Changes the last incident.
    pub(crate) fn last(&self, change: impl FnOnce(&mut Candidate)) {
        change(self.rows.incidents.lock().unwrap().last_mut().unwrap());
    }

    /// An incident of hers, recognised so, that these organisations own.
    pub(crate) fn recognised(&self, owner: &str, number: u128, subject: SubjectId, how: Option<Recognition>) {
        self.incident("police", number, &[subject]);
        let mut rows = self.rows.incidents.lock().unwrap();
        let row = rows.last_mut().unwrap();
        row.owner = owner.parse().unwrap();
        row.facts.recognition = how;
    }

    /// What the rule tells that proposes this incident.
    pub(crate) fn propose(&self, number: u128, told: CategorySet) {
        let mut rows = self.rows.incidents.lock().unwrap();
        rows.iter_mut().find(|row| row.id == Uuid::from_u128(number)).unwrap().proposed = told;
    }

    /// Two reports are one incident.
    pub(crate) fn link_incidents(&self, a: u128, b: u128) {
        let pair = (IncidentId(Uuid::from_u128(a)), IncidentId(Uuid::from_u128(b)));
        self.rows.links.lock().unwrap().push(pair);
    }

    /// A referral of her at a partner, sent so many days after the first of June.
    pub(crate) fn referral(&self, partner: &str, owner: &str, number: u128, subject: SubjectId) -> ReferralId {
        let sent = at() + jiff::SignedDuration::from_hours(i64::try_from(number).unwrap() * 24);
        self.rows.referrals.lock().unwrap().push(Candidate {
            id: Uuid::from_u128(number),
            at: RecordRef {
                partner: partner.parse().unwrap(),
                kind: RecordType::Referral,
                local: LocalId::new(format!("r-{number}")),
            },
            owner: owner.parse().unwrap(),
            subjects: vec![subject],
            accused: Vec::new(),
            accused_elsewhere: Vec::new(),
            same_incident: Vec::new(),
            restricted: false,
            proposed: CategorySet::NONE,
            facts: accord_consent::Facts {
                reported: Some(sent),
                status: Some(ReferralStatus::Requested),
                ..accord_consent::Facts::default()
            },
        });
        ReferralId(Uuid::from_u128(number))
    }

    pub(crate) fn session(&self) -> Arc<Session> {
        let viewer = viewer();
        let trail = Arc::new(self.house.desk.trail(&viewer, at(), "query", "QUERY"));
        Session::begin(self.house.clone(), viewer, trail)
    }

    pub(crate) fn calls(&self) -> Vec<usize> {
        self.partners.iter().map(|p| p.calls.load(Ordering::SeqCst)).collect()
    }
}

#[async_trait]
impl Connector for Partner {
    fn partner(&self) -> PartnerId {
        self.name
    }

    fn kind(&self) -> &'static str {
        "memory"
    }

    fn victim_fields(&self) -> FieldSet {
        FieldSet::all::<Victim>()
    }

    fn incident_fields(&self) -> FieldSet {
        FieldSet::all::<Incident>()
    }

    async fn victims(&self, permit: &Permitted<Victim>) -> Gathered<Victim> {
        self.calls.fetch_add(permit.by_fields(self.name).len(), Ordering::SeqCst);
        self.moody().await;
        let asked = permit.by_fields(self.name).into_values().flatten();
        let mut records: Vec<_> = asked.map(|at| Sealed::new(named(at, "Asked"))).collect();
        if self.mood == Mood::Gossips {
            let stranger = RecordRef { partner: self.name, kind: RecordType::Victim, local: LocalId::new("stranger") };
            records.push(Sealed::new(named(stranger, "Foreign")));
        }
        Gathered::whole(records)
    }

    fn referral_fields(&self) -> FieldSet {
        FieldSet::all::<Referral>()
    }

    /// Two referrals: one to a service for anybody, one to a gender clinic, whose name says it all.
    async fn referrals(&self, permit: &Permitted<Referral>) -> Gathered<Referral> {
        self.calls.fetch_add(permit.by_fields(self.name).len(), Ordering::SeqCst);
        self.moody().await;
        let asked = permit.by_fields(self.name).into_values().flatten();
        let record = |place: RecordRef| {
            let told = if place.local.as_str() == "r-1" { CategorySet::NONE } else { Category::GenderIdentity.into() };
            let party =
                ReferralParty { organisation: None, name: "a service".to_owned(), reveals: Reveals::Known(told) };
            Referral {
                status: Some(Private::new(ReferralStatus::Accepted)),
                recipient: Some(Private::new(party)),
                need: Some(Private::new(Need::Mental)),
                ..Referral::at(place, at())
            }
        };
        Gathered::whole(asked.map(|place| Sealed::new(record(place))).collect())
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        self.calls.fetch_add(permit.by_fields(self.name).len(), Ordering::SeqCst);
        self.moody().await;
        let asked = permit.by_fields(self.name).into_values().flatten();
        Gathered::whole(asked.map(|place| Sealed::new(Incident::at(place, at()))).collect())
    }
}

impl Partner {
    async fn moody(&self) {
        match self.mood {
            Mood::Answers | Mood::Gossips => tokio::time::sleep(Duration::from_millis(20)).await,
            Mood::Hangs => std::future::pending().await,
            Mood::Panics => panic!("a mistake of a connector"),
        }
    }
}

fn named(place: RecordRef, family: &str) -> Victim {
    let name = HumanName { family: family.to_owned(), given: vec!["Ann".to_owned()] };
    Victim { name: Some(Private::new(name)), ..Victim::at(place, at()) }
}
