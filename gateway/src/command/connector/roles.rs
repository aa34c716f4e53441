//! What each role would see of a row: decided by the desk itself, over no database, as if each asker had to do with the
//! person. Names of fields, never values.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use accord_connectors::table::{Sample, TryReport};
use accord_consent::{
    Candidate, Desk, DeskSetup, Directive, Directives, FieldSet, IndexRow, Keys, Ledger, LedgerFault, LogEntry,
    PastDisclosure, PolicyChanges, PolicyWrite, Record, Relation, RelationKind, Request, Sealed, Stamp, StandingOrder,
    StoreFault, Viewer,
};
use accord_model::{Action, CategorySet, OrganisationId, PartnerId, Purpose, Role, SubjectId, UserKey};
use async_trait::async_trait;
use jiff::Timestamp;
use parking_lot::Mutex;
use uuid::Uuid;

use crate::auth;
use crate::config::Config;
use crate::house::{self, StartError};

type Asker = (OrganisationId, Role, Purpose);

/// The person at the keyboard of the rehearsal.
const NOBODY: UserKey = UserKey([0; 16]);

pub(super) async fn text(
    config: Config,
    partner: PartnerId,
    read: impl Fn() -> Result<TryReport, StartError>,
) -> Result<String, StartError> {
    let known = config.partners.iter().find(|p| p.id == partner);
    let known =
        known.ok_or_else(|| StartError::Io(format!("--partner: the configuration has no partner `{partner}`")))?;
    let (owner, population) = (known.owner, known.population.clone());
    let at = Timestamp::now();
    let askers = askers(&config, owner, at);
    let said = Arc::new(Said::default());
    let desk = house::desk(DeskSetup {
        keys: Keys::new([0; 32]),
        agreements: config.agreements,
        organisations: config.organisations,
        ledger: Arc::new(Unwritten),
        directives: said.clone(),
    });
    let order = order(&desk, partner, owner, population, at);
    let order =
        order.ok_or_else(|| StartError::Io(format!("no agreement with purpose RECORD_LINKAGE names {owner}")))?;
    let first: Vec<Rows> = read()?.samples.iter().map(|sample| Rows::of(&desk, &order, sample)).collect();
    said.learn(&first, &askers);
    desk.refresh().await.map_err(|e| StartError::Io(e.to_string()))?;
    let mut text = String::from("what each role would see, had it to do with the person:\n");
    for asker in askers {
        let (organisation, role, purpose) = asker;
        let Some(viewer) = auth::rehearsal(organisation, NOBODY, role, purpose) else { continue };
        // A record can be opened once: it is read again for each asker.
        for (number, (rows, sample)) in first.iter().zip(read()?.samples).enumerate() {
            let sees = seen(&desk, &viewer, at, rows, sample);
            // Writing to a String does not fail.
            writeln!(text, "  row {}\t{organisation}\t{role}\t{purpose}\t{sees}", number + 1).unwrap_or_default();
        }
    }
    Ok(text)
}

/// Everybody whom an agreement in force lets see something of this owner's records.
fn askers(config: &Config, owner: OrganisationId, at: Timestamp) -> BTreeSet<Asker> {
    let in_force = config.agreements.iter().filter(|a| a.valid_from <= at && at < a.valid_until);
    let permits = in_force.flat_map(|a| &a.permits).filter(|p| p.actions.contains(&Action::View));
    let permits = permits.filter(|p| p.sources.is_empty() || p.sources.contains(&owner));
    let mut all = BTreeSet::new();
    for permit in permits {
        for organisation in &permit.organisations {
            for role in &permit.roles {
                all.extend(permit.purposes.iter().map(|purpose| (*organisation, *role, *purpose)));
            }
        }
    }
    all
}

#[expect(clippy::disallowed_methods, reason = "a rehearsal of sync's reading, over no database")]
pub(super) fn order(
    desk: &Desk,
    partner: PartnerId,
    owner: OrganisationId,
    population: accord_consent::Population,
    at: Timestamp,
) -> Option<StandingOrder> {
    desk.standing_order(partner, owner, population, at)
}

/// One row of the file, as the index would hold it.
struct Rows {
    victim: Option<IndexRow>,
    incident: IndexRow,
}

impl Rows {
    fn of(desk: &Desk, order: &StandingOrder, sample: &Sample) -> Self {
        Self {
            victim: sample.victim.as_ref().map(|victim| desk.index(order, victim)),
            incident: desk.index(order, &sample.incident),
        }
    }

    fn all(&self) -> impl Iterator<Item = &IndexRow> {
        self.victim.iter().chain([&self.incident])
    }
}

fn seen(desk: &Desk, viewer: &Viewer, at: Timestamp, rows: &Rows, sample: Sample) -> String {
    let mut parts = Vec::new();
    if let (Some(row), Some(victim)) = (&rows.victim, sample.victim) {
        parts.push(format!("person: {}", fields(desk, viewer, at, &row.candidate, victim)));
    }
    parts.push(format!("incident: {}", fields(desk, viewer, at, &rows.incident.candidate, sample.incident)));
    parts.join("\t")
}

fn fields<R: Record>(desk: &Desk, viewer: &Viewer, at: Timestamp, candidate: &Candidate, sealed: Sealed<R>) -> String {
    if !desk.knows(viewer, candidate, at) {
        return "hidden".to_owned();
    }
    let trail = desk.trail(viewer, at, "", "TRY");
    let permit = desk.permit::<R>(viewer, vec![(candidate.clone(), FieldSet::all::<R>())], &trail);
    let disclosed = desk.disclose(viewer, &permit, vec![sealed], &trail);
    let names: Vec<&str> = disclosed.iter().flat_map(|(_, one)| one.record().exists().iter::<R>()).collect();
    if names.is_empty() { "nothing of it".to_owned() } else { names.join(" ") }
}

/// What the rows say of consent, and that each asker has to do with each person.
#[derive(Default)]
struct Said(Mutex<(Vec<Directive>, Vec<Relation>)>);

impl Said {
    fn learn(&self, rows: &[Rows], askers: &BTreeSet<Asker>) {
        let rows: Vec<&IndexRow> = rows.iter().flat_map(Rows::all).collect();
        let mut known = self.0.lock();
        known.0 = rows.iter().flat_map(|row| row.directives.iter().cloned()).collect();
        let subjects: BTreeSet<SubjectId> =
            rows.iter().flat_map(|row| row.candidate.subjects.iter().copied()).collect();
        let relation = |(organisation, role): (OrganisationId, Role), subject| Relation {
            id: Uuid::new_v4(),
            organisation,
            user: (role == Role::Victim).then_some(NOBODY),
            subject,
            kind: if role == Role::Victim { RelationKind::Own } else { RelationKind::Assigned },
            categories: CategorySet::ALL,
            owner: None,
            start: Timestamp::MIN,
            end: None,
        };
        let who: BTreeSet<_> = askers.iter().map(|(organisation, role, _)| (*organisation, *role)).collect();
        let each = who.iter().flat_map(|who| subjects.iter().map(|subject| relation(*who, *subject)));
        known.1 = each.collect();
    }
}

#[async_trait]
impl Directives for Said {
    async fn changes_since(&self, sequence: u64) -> Result<PolicyChanges, StoreFault> {
        let (directives, relations) = self.0.lock().clone();
        Ok(PolicyChanges { sequence: sequence + 1, directives, relations, ..PolicyChanges::default() })
    }

    async fn write(&self, _: &[PolicyWrite]) -> Result<u64, StoreFault> {
        Err(StoreFault)
    }
}

/// A rehearsal discloses nothing, so it logs nothing.
struct Unwritten;

#[async_trait]
impl Ledger for Unwritten {
    async fn append(&self, _: &Request, _: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        Err(LedgerFault)
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Err(LedgerFault)
    }
}
