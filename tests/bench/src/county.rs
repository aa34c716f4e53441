//! A county in memory: a support worker's full caseload, of which everything may be shown because the people said so.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use accord_consent::{
    Agreements, Audience, Candidate, Desk, DeskSetup, Directive, Effect, Facts, Given, Grants, Keys, Link, LinkBasis,
    LinkState, Organisations, PolicyChanges, RecordScope, Relation, RelationKind, Viewer,
};
use accord_federation::{House, Session, System};
use accord_graphql::Api;
use accord_model::{
    Category, CategorySet, LocalId, Organisation, OrganisationId, OrganisationKind, Purpose, Recognition, RecordRef,
    RecordType, Role, SubjectId, UserKey,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::ports::{Partner, Policy, Rows};
use crate::records;

/// What can go wrong with a bench: its own county is wrong.
pub type Trouble = Box<dyn std::error::Error>;

/// People of the caseload: a whole page.
pub const PEOPLE: usize = 100;
/// Reports of each person, half of them at each partner.
const REPORTS: usize = 8;
/// Records of the answer: each person's at both partners, and her reports.
pub const RECORDS: usize = PEOPLE * (2 + REPORTS);

const PARTNERS: [&str; 2] = ["police", "project"];

/// Twelve categories, all for the person to say: the dearest way to decide.
const AGREEMENT: &str = r#"
[[agreement]]
id = "bench"
version = 1
title = "Support"
regime = "GENERAL"
valid_from = "2020-01-01T00:00:00Z"
valid_until = "2040-01-01T00:00:00Z"

[[agreement.permits]]
organisations = ["charity"]
roles = ["SUPPORT_WORKER"]
purposes = ["SUPPORT"]
actions = ["VIEW"]
categories = [
    "IDENTITY", "CONTACT", "LOCATION", "ETHNICITY", "RELIGION", "ORIENTATION", "GENDER_IDENTITY", "DISABILITY", "HEALTH",
    "OFFENCE", "NARRATIVE", "SUPPORT",
]
basis = "CONSENT"
"#;

/// Every field of the twelve categories, and what is said of each person and report.
const QUESTION: &str = "{ victims(first: 100) { nodes { id name { text } dateOfBirth contact { phones emails } \
     address { lines postcode } ethnicity { code text } religion { code text } sexualOrientation { code text } \
     genderIdentity { code text } disabilities { code text } accessNeeds { code text } health { kind term { text } } \
     records { source { partner { name } } } disclosure { withheld { field category reason } gaps { cause } } \
     incidents(first: 8) { nodes { id occurred { earliest } reported { earliest } offence { code text } recognition \
     recordKind strands { strand basis } channel narrative outcome { text } place { postcode } \
     records { source { partner { name } reference } } disclosure { withheld { field } gaps { cause } } } } } } }";

/// The county and one who asks.
pub struct County {
    house: Arc<House>,
    api: Api,
    viewer: Viewer,
    candidates: Vec<Candidate>,
}

impl County {
    /// Makes it.
    ///
    /// # Errors
    /// Where this file is wrong.
    #[expect(clippy::disallowed_methods, reason = "a bench has a desk and a viewer of its own")]
    pub async fn new() -> Result<Self, Trouble> {
        let organisations = organisations()?;
        let keys = Keys::new([7; 32]);
        let mut made = Made::default();
        for number in 0..PEOPLE {
            made.person(number)?;
        }
        let Made { policy, rows, mut partners, candidates } = made;
        let policy = Arc::new(Policy::new(policy));
        let agreements = Agreements::read(AGREEMENT, &organisations)?;
        let desk = Desk::new(DeskSetup { keys, agreements, organisations, ledger: policy.clone(), directives: policy });
        desk.refresh().await?;
        let rows = Arc::new(rows);
        let systems = PARTNERS.iter().filter_map(|name| {
            let partner = partners.remove(name)?;
            Some(System { owner: name.parse().ok()?, connector: Arc::new(partner) })
        });
        let house = Arc::new(House {
            desk: Arc::new(desk),
            index: rows.clone(),
            systems: systems.collect(),
            synced: rows.clone(),
            rights: rows,
            longest_exemption: jiff::SignedDuration::ZERO,
            reached: Arc::default(),
            patience: Duration::from_secs(10),
            deadline: Duration::from_secs(60),
            finds_per_hour: 60,
            finds: Arc::default(),
        });
        let purposes = vec![Purpose::Support];
        let viewer = Viewer::assertion("charity".parse()?, USER, Role::SupportWorker, Purpose::Support, purposes);
        let viewer = viewer.ok_or("the purpose is not among the viewer's")?;
        Ok(Self { house, api: accord_graphql::api(false)?, viewer, candidates })
    }

    /// The whole answer, from the trail to the bytes that may leave.
    ///
    /// # Errors
    /// Where it is refused or has an error in it.
    pub async fn answer(&self) -> Result<Vec<u8>, Trouble> {
        let desk = &self.house.desk;
        desk.refresh().await?;
        let trail = Arc::new(desk.trail(&self.viewer, at(), QUESTION, "QUERY"));
        let session = Session::begin(Arc::clone(&self.house), self.viewer.clone(), Arc::clone(&trail));
        let request = async_graphql::Request::new(QUESTION).data(Arc::clone(&self.house)).data(session);
        let response = self.api.execute(request).await;
        if let Some(error) = response.errors.first() {
            return Err(error.message.clone().into());
        }
        let bytes = serde_json::to_vec(&response.data)?;
        Ok(desk.release(bytes, &trail).await?.into_inner())
    }

    /// Decides once on each record of the answer.
    pub fn decide(&self) -> impl Iterator<Item = Grants> {
        self.candidates.iter().map(|candidate| self.house.desk.grants(&self.viewer, candidate, at()))
    }
}

const USER: UserKey = UserKey([1; 16]);

fn at() -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 56)
}

fn organisations() -> Result<Organisations, Trouble> {
    use OrganisationKind as Kind;
    let all = [
        ("police", Kind::Police, None),
        ("project", Kind::MonitoringProject, None),
        ("council", Kind::Council, None),
        ("network", Kind::Charity, None),
        ("charity", Kind::Charity, Some("network")),
    ];
    let made = all.into_iter().map(|(id, kind, parent)| {
        Ok(Organisation {
            id: id.parse()?,
            name: id.to_owned(),
            kind,
            parent: parent.map(str::parse).transpose()?,
            ods_code: None,
            areas: Vec::new(),
            contacts: Vec::new(),
        })
    });
    Ok(Organisations::new(made.collect::<Result<_, Trouble>>()?))
}

/// What the county is made of.
#[derive(Default)]
struct Made {
    policy: PolicyChanges,
    rows: Rows,
    partners: HashMap<&'static str, Partner>,
    candidates: Vec<Candidate>,
}

impl Made {
    /// A person with a record at both partners, which a reviewer linked, her reports, and what she has said.
    fn person(&mut self, number: usize) -> Result<(), Trouble> {
        let handles = PARTNERS.map(|partner| (partner, SubjectId(named(&format!("{partner} {number}")))));
        for (partner, subject) in handles {
            let place = place(partner, RecordType::Victim, number)?;
            let record = records::victim(place.clone(), at(), number);
            self.partner(partner)?.victims.insert(place.clone(), record);
            let candidate = candidate(partner, subject.0, place, subject)?;
            self.candidates.push(candidate.clone());
            self.rows.people.insert(subject, candidate);
            for report in (0..REPORTS / 2).map(|report| number * REPORTS + report) {
                self.report(partner, report, subject)?;
            }
        }
        let [(first, one), (second, other)] = handles;
        let (a, b) = (one.min(other), one.max(other));
        let owners = if a == one { (first.parse()?, second.parse()?) } else { (second.parse()?, first.parse()?) };
        self.policy.links.push(Link { a, b, owners, state: LinkState::Confirmed, basis: LinkBasis::Review });
        self.policy.relations.push(Relation {
            categories: accord_model::CategorySet::ALL,
            owner: None,
            id: named(&format!("relation {number}")),
            organisation: "charity".parse()?,
            user: Some(USER),
            subject: one,
            kind: RelationKind::Assigned,
            start: Timestamp::UNIX_EPOCH,
            end: None,
        });
        self.policy.directives.extend(said(one, number)?);
        Ok(())
    }

    fn report(&mut self, partner: &'static str, number: usize, subject: SubjectId) -> Result<(), Trouble> {
        let place = place(partner, RecordType::Incident, number)?;
        let record = records::incident(place.clone(), at(), number);
        self.partner(partner)?.incidents.insert(place.clone(), record);
        let mut candidate = candidate(partner, named(&format!("report {partner} {number}")), place, subject)?;
        candidate.facts = Facts { recognition: Some(Recognition::VictimPerceived), ..Facts::default() };
        self.candidates.push(candidate.clone());
        self.rows.incidents.entry(subject).or_default().push(candidate);
        Ok(())
    }

    fn partner(&mut self, name: &'static str) -> Result<&mut Partner, Trouble> {
        let empty = Partner { name: name.parse()?, victims: HashMap::new(), incidents: HashMap::new() };
        Ok(self.partners.entry(name).or_insert(empty))
    }
}

/// Four directives: yes to everybody for support, no to the police, health to this charity alone, nothing to the council.
fn said(subject: SubjectId, number: usize) -> Result<[Directive; 4], Trouble> {
    let charity: OrganisationId = "charity".parse()?;
    let but_history = CategorySet::ALL - Category::GenderHistory.into();
    let one = |at: usize, effect, to, purpose, categories| Directive {
        id: named(&format!("directive {number} {at}")),
        subject,
        effect,
        to,
        purpose,
        categories,
        action: None,
        records: RecordScope::All,
        start: Timestamp::UNIX_EPOCH,
        end: None,
        firm: false,
        given: Given {
            by: "SELF".to_owned(),
            method: "IN_PERSON".to_owned(),
            wording_version: "1".to_owned(),
            language: "en".to_owned(),
        },
        recorded_by: charity,
        recorded_at: Timestamp::UNIX_EPOCH,
        withdrawn_at: None,
        lapsed: false,
    };
    Ok([
        one(1, Effect::Permit, Audience::Anyone, Some(Purpose::Support), but_history),
        one(2, Effect::Deny, Audience::Kind(OrganisationKind::Police), None, CategorySet::ALL),
        one(3, Effect::Permit, Audience::Organisation(charity), None, Category::Health.into()),
        one(4, Effect::Deny, Audience::Organisation("council".parse()?), None, CategorySet::ALL),
    ])
}

fn candidate(owner: &str, id: Uuid, at: RecordRef, subject: SubjectId) -> Result<Candidate, Trouble> {
    Ok(Candidate {
        id,
        at,
        owner: owner.parse()?,
        subjects: vec![subject],
        accused: Vec::new(),
        accused_elsewhere: Vec::new(),
        same_incident: Vec::new(),
        restricted: false,
        proposed: CategorySet::NONE,
        facts: Facts::default(),
    })
}

fn place(partner: &str, kind: RecordType, number: usize) -> Result<RecordRef, Trouble> {
    Ok(RecordRef { partner: partner.parse()?, kind, local: LocalId::new(format!("{kind:?}-{number}")) })
}

/// The same id each time, as far apart as random ones.
fn named(name: &str) -> Uuid {
    let digest = Keys::digest(name);
    Uuid::from_bytes(std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default()))
}
