//! Random worlds: organisations in a tree, agreements, directives, relationships, links.

use std::fmt::{self, Write as _};

use accord_consent::{
    Agreements, Audience, Candidate, Desk, DeskSetup, Directive, Effect, Exclusion, Facts, Keys, Link, LinkState,
    Organisations, PolicyWrite, RecordScope, Relation, RelationKind, Viewer,
};
use accord_model::{Action, Basis, Category, CategorySet, OrganisationId, OrganisationKind, Purpose, RecordType, Role};
use futures_util::FutureExt as _;
use jiff::Timestamp;
use uuid::Uuid;

use crate::dice::Dice;
use crate::memory::Memory;
use crate::town::{at, directive, id, link, organisation, person, relation, second, user, viewer};

/// Name, kind, what it is part of, where it works.
pub(crate) const MEMBERS: [(&str, OrganisationKind, Option<&str>, &[&str]); 6] = [
    ("police", OrganisationKind::Police, None, &["north"]),
    ("council", OrganisationKind::Council, None, &["north", "south"]),
    ("housing", OrganisationKind::Council, Some("council"), &["south"]),
    ("repairs", OrganisationKind::Charity, Some("housing"), &[]),
    ("trust", OrganisationKind::Nhs, None, &[]),
    ("public", OrganisationKind::Public, None, &["north"]),
];
const ROLES: [Role; 3] = [Role::SupportWorker, Role::CareCoordinator, Role::Victim];
/// Mostly two: the others ask for a step of their own, and would leave most questions without an answer.
const PURPOSES: [Purpose; 10] = [
    Purpose::Support,
    Purpose::Care,
    Purpose::Support,
    Purpose::Care,
    Purpose::Support,
    Purpose::Care,
    Purpose::BreakGlass,
    Purpose::CaseConference,
    Purpose::CrimeInvestigation,
    Purpose::Statistics,
];
const CATEGORIES: [Category; 6] = [
    Category::Identity,
    Category::Location,
    Category::Religion,
    Category::GenderHistory,
    Category::Offence,
    Category::Support,
];
const PEOPLE: [u128; 3] = [1, 2, 3];

/// One block of one agreement, in plain lists.
#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) organisations: Vec<&'static str>,
    pub(crate) sources: Vec<&'static str>,
    pub(crate) roles: Vec<Role>,
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) categories: Vec<Category>,
    pub(crate) basis: Basis,
    pub(crate) on_request: bool,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// Everything that decides.
pub(crate) struct World {
    pub(crate) blocks: Vec<Block>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) links: Vec<Link>,
    pub(crate) exclusions: Vec<Exclusion>,
}

/// One question about one record.
pub(crate) struct Question {
    pub(crate) viewer: Viewer,
    pub(crate) candidate: Candidate,
    pub(crate) at: Timestamp,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (who, what) = (&self.viewer, &self.candidate);
        let people: Vec<_> = what.subjects.iter().map(|s| s.0.as_u128()).collect();
        write!(
            f,
            "{} {} {} asks at {} for {:?} {} of {}, about {people:?}, accused {:?}, restricted {}, proposed {:?}, in {:?}",
            who.organisation(),
            who.role(),
            who.purpose(),
            self.at,
            what.at,
            what.at.local.as_str(),
            what.owner,
            what.accused,
            what.restricted,
            what.proposed,
            what.facts.area
        )
    }
}

fn name(dice: &mut Dice) -> &'static str {
    dice.pick(&MEMBERS).0
}

fn instant(dice: &mut Dice) -> Timestamp {
    second(i64::try_from(dice.below(6) * 10).unwrap())
}

fn handle(dice: &mut Dice) -> accord_model::SubjectId {
    person(dice.pick(&PEOPLE))
}

fn block(dice: &mut Dice) -> Block {
    let bases = [Basis::Consent, Basis::Consent, Basis::OwnRecord, Basis::PublicTask, Basis::Safeguarding];
    let names: Vec<&'static str> = MEMBERS.iter().map(|m| m.0).collect();
    let from = dice.below(3);
    // Two purposes have blocks of their own: an emergency does not wait for consent, and a request investigates a crime.
    let (basis, on_request) = (dice.pick(&bases), dice.once_in(9));
    let purposes = match (basis, on_request) {
        (_, true) => vec![Purpose::CrimeInvestigation],
        (Basis::Consent, _) => dice.some(&PURPOSES).into_iter().filter(|p| *p != Purpose::BreakGlass).collect(),
        _ if dice.once_in(9) => vec![Purpose::BreakGlass],
        _ => dice.some(&PURPOSES).into_iter().filter(|p| *p != Purpose::BreakGlass).collect(),
    };
    let purposes = if purposes.is_empty() { vec![Purpose::Support] } else { purposes };
    Block {
        organisations: dice.some(&names),
        sources: if !on_request && dice.once_in(2) { Vec::new() } else { dice.some(&names) },
        roles: dice.some(&ROLES),
        purposes,
        categories: dice.some(&CATEGORIES),
        basis,
        on_request,
        from: second(i64::try_from(from * 10).unwrap()),
        until: second(i64::try_from((from + 1 + dice.below(4)) * 10).unwrap()),
    }
}

fn word(dice: &mut Dice, n: u128) -> Directive {
    let effect = match dice.below(21) {
        0 => Effect::Bar,
        n if n % 2 == 0 => Effect::Deny,
        _ => Effect::Permit,
    };
    let subject = handle(dice);
    Directive {
        to: match dice.below(4) {
            0 => Audience::Anyone,
            1 => Audience::Kind(dice.pick(&MEMBERS).1),
            _ => Audience::Organisation(id(name(dice))),
        },
        purpose: dice.once_in(3).then(|| dice.pick(&PURPOSES)),
        categories: if dice.once_in(2) { CategorySet::ALL } else { dice.some(&CATEGORIES).into_iter().collect() },
        action: dice.once_in(3).then(|| dice.pick(&[Action::View, Action::Refer])),
        records: match dice.below(5) {
            0 => RecordScope::Owner(id(name(dice))),
            1 => RecordScope::Record(at(
                name(dice),
                dice.pick(&[RecordType::Victim, RecordType::Incident]),
                dice.pick(&["1", "2"]),
            )),
            _ => RecordScope::All,
        },
        start: if dice.once_in(4) { instant(dice) } else { Timestamp::UNIX_EPOCH },
        end: dice.once_in(3).then(|| instant(dice)),
        firm: dice.once_in(9),
        withdrawn_at: dice.once_in(8).then(|| instant(dice)),
        ..directive(n, subject, effect)
    }
}

fn relationship(dice: &mut Dice, n: u128) -> Relation {
    let who = (!dice.once_in(2)).then(|| dice.pick(&[1, 2]));
    Relation {
        id: Uuid::from_u128(n),
        kind: if dice.once_in(3) {
            dice.pick(&RelationKind::ALL)
        } else {
            dice.pick(&[RelationKind::Own, RelationKind::Assigned])
        },
        categories: if dice.once_in(6) { dice.some(&CATEGORIES).into_iter().collect() } else { CategorySet::ALL },
        owner: dice.once_in(9).then(|| id(name(dice))),
        end: dice.once_in(3).then(|| instant(dice)),
        ..relation(name(dice), who, handle(dice))
    }
}

fn bond(dice: &mut Dice) -> Option<Link> {
    let states = [LinkState::Confirmed, LinkState::Waiting, LinkState::Waiting, LinkState::Undone];
    let (a, b) = (handle(dice), handle(dice));
    let owners = (name(dice), name(dice));
    (a < b).then(|| link(a, b, owners, dice.pick(&states)))
}

fn exclusion(dice: &mut Dice) -> Exclusion {
    let user = user(dice.pick(&[1, 2]));
    Exclusion { record: Uuid::from_u128(dice.pick(&[1, 2, 3])), user, at: Timestamp::UNIX_EPOCH }
}

impl World {
    pub(crate) fn roll(dice: &mut Dice) -> Self {
        let mut links: Vec<Link> = Vec::new();
        for _ in 0..dice.below(5) {
            // One link a pair, as the store keeps them.
            links.extend(bond(dice).filter(|new| !links.iter().any(|l| (l.a, l.b) == (new.a, new.b))));
        }
        Self {
            blocks: (0..=dice.below(6)).map(|_| block(dice)).collect(),
            directives: (0..6 + dice.below(18)).map(|n| word(dice, n as u128)).collect(),
            relations: (0..6 + dice.below(12)).map(|n| relationship(dice, n as u128)).collect(),
            links,
            exclusions: (0..dice.below(3)).map(|_| exclusion(dice)).collect(),
        }
    }

    pub(crate) fn question(&self, dice: &mut Dice) -> Question {
        // Mostly somebody whom an agreement names, or nearly every answer is no.
        let block = dice.pick(&self.blocks);
        let (asker, role, purpose) = if dice.once_in(4) {
            (name(dice), dice.pick(&ROLES), dice.pick(&PURPOSES))
        } else {
            (dice.pick(&block.organisations), dice.pick(&block.roles), dice.pick(&block.purposes))
        };
        // Mostly about somebody with whom the asker has to do.
        let fits = |kind| match purpose {
            Purpose::BreakGlass => kind == RelationKind::Emergency,
            Purpose::CaseConference => kind == RelationKind::Conference,
            _ => true,
        };
        let known: Vec<&Relation> =
            self.relations.iter().filter(|r| r.organisation == id(asker) && fits(r.kind)).collect();
        let known = if known.is_empty() || dice.once_in(4) { None } else { Some(dice.pick(&known)) };
        let owner = name(dice);
        let kind = dice.pick(&[RecordType::Victim, RecordType::Incident, RecordType::Referral]);
        let locals: &[&str] = if kind == RecordType::Referral { &["1", "2", "1#1", "2#1"] } else { &["1", "2"] };
        let many = if kind == RecordType::Victim { 1 } else { dice.below(4) };
        let mut subjects: Vec<_> = (0..many).map(|_| handle(dice)).collect();
        if let Some(relation) = known {
            subjects = vec![relation.subject];
        }
        subjects.sort_unstable();
        subjects.dedup();
        let candidate = Candidate {
            id: Uuid::from_u128(dice.pick(&[1, 2, 9, 9, 9, 9, 9, 9, 9, 9])),
            at: at(owner, kind, dice.pick(locals)),
            owner: id(owner),
            subjects,
            accused: if dice.once_in(12) { vec![id(name(dice))] } else { Vec::new() },
            accused_elsewhere: if dice.once_in(12) { vec![id(name(dice))] } else { Vec::new() },
            same_incident: if dice.once_in(8) { vec![Uuid::from_u128(3)] } else { Vec::new() },
            restricted: dice.once_in(5),
            proposed: if dice.once_in(6) { dice.some(&CATEGORIES).into_iter().collect() } else { CategorySet::NONE },
            facts: Facts {
                area: dice.pick(&[None, Some("north"), Some("south")]).map(|a| a.parse().unwrap()),
                ..Facts::default()
            },
        };
        let which = [1, 2].into_iter().find(|n| known.is_some_and(|r| r.user == Some(user(*n))));
        let which = which.unwrap_or_else(|| dice.pick(&[1, 2]));
        Question {
            viewer: viewer(asker, role, purpose, which),
            candidate,
            at: if dice.once_in(2) { block.from } else { instant(dice) },
        }
    }

    pub(crate) fn desk(&self) -> Desk {
        let organisations = Organisations::new(
            MEMBERS.iter().map(|(name, kind, parent, areas)| organisation(name, *kind, *parent, areas)).collect(),
        );
        let memory = Memory::new();
        memory.put(self.directives.iter().cloned().map(PolicyWrite::Record));
        memory.put(self.relations.iter().cloned().map(PolicyWrite::Relate));
        memory.put(self.links.iter().cloned().map(PolicyWrite::Link));
        memory.put(self.exclusions.iter().cloned().map(PolicyWrite::Exclude));
        let desk = Desk::new(DeskSetup {
            keys: Keys::new([7; 32]),
            agreements: Agreements::read(&self.text(), &organisations).unwrap(),
            organisations,
            ledger: memory.clone(),
            directives: memory,
        });
        desk.refresh().now_or_never().unwrap().unwrap();
        desk
    }

    /// The agreements as a file.
    fn text(&self) -> String {
        let mut text = String::new();
        for (n, block) in self.blocks.iter().enumerate() {
            write!(
                text,
                "[[agreement]]\nid = \"isa-{n}\"\nversion = 1\ntitle = \"t\"\nregime = \"GENERAL\"\n\
                 valid_from = \"{}\"\nvalid_until = \"{}\"\n[[agreement.permits]]\norganisations = {:?}\n\
                 sources = {:?}\nroles = {}\npurposes = {}\nactions = [\"VIEW\"]\ncategories = {}\n\
                 basis = \"{}\"\nvictim_information_request = {}\ncondition = \"c\"\n",
                block.from,
                block.until,
                block.organisations,
                block.sources,
                list(&block.roles),
                list(&block.purposes),
                list(&block.categories),
                block.basis,
                block.on_request
            )
            .unwrap();
        }
        text
    }
}

fn list<T: fmt::Display>(codes: &[T]) -> String {
    let quoted: Vec<String> = codes.iter().map(|c| format!("\"{c}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

/// What an organisation is part of, itself first.
pub(crate) fn line(of: OrganisationId) -> Vec<OrganisationId> {
    let mut line = vec![of];
    while let Some(parent) = MEMBERS.iter().find(|m| id(m.0) == line[line.len() - 1]).and_then(|m| m.2) {
        line.push(id(parent));
    }
    line
}
