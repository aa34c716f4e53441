//! Writing the county down as the trust would.

use jiff::Timestamp;
use serde_json::Value;

use super::care::{self, moment, some_day};
use super::population::{self, Enrolled};
use super::store::Store;
use super::{patients, referrals};
use crate::world::{Aviary, Canary, KnownAs, RecordRef, World};

/// What the seeding knows besides the resources.
#[derive(Debug, Default)]
pub(crate) struct Seeded {
    pub(crate) store: Store,
    pub(crate) known: Vec<(usize, KnownAs)>,
    pub(crate) records: Vec<(usize, RecordRef)>,
    pub(crate) canaries: Vec<Canary>,
}

/// The trust's records of a county.
pub(crate) fn seed(world: &World) -> Seeded {
    // Far from the markers of the others.
    let mut aviary = Aviary::new("nhs", 8_000);
    let mut seeded = Seeded::default();
    let start = moment(jiff::civil::date(2023, 1, 2).at(0, 0, 0, 0));
    for organisation in referrals::organisations() {
        seeded.store.put(organisation, start, 1);
    }
    let enrolled = population::enrol(world);
    for patient in &enrolled {
        let (record, known) = patients::record(world, patient, &mut aviary);
        seeded.known.push((patient.person, known));
        if let Some(old) = patient.old_id() {
            seeded.store.supersede(&old, &patient.id());
        }
        keep(&mut seeded.store, world, patient, record);
        let care =
            care::other_attendances(world, patient).into_iter().chain(care::condition(world, patient, &mut aviary));
        let named = [
            referrals::flag(world, patient, &mut aviary),
            referrals::other_flag(world, patient),
            referrals::consent(world, patient, &mut aviary),
        ];
        let referred = referrals::referrals(world, patient, &mut aviary);
        for resource in care.chain(named.into_iter().flatten()).chain(referred) {
            keep(&mut seeded.store, world, patient, resource);
        }
    }
    attendances(world, &enrolled, &mut seeded, &mut aviary);
    seeded.canaries = aviary.canaries;
    seeded
}

/// Attendances after incidents that the other partners know: true records of the same incident.
fn attendances(world: &World, enrolled: &[Enrolled], seeded: &mut Seeded, aviary: &mut Aviary) {
    for (number, incident) in world.incidents.iter().enumerate() {
        for victim in &incident.victims {
            let Ok(at) = enrolled.binary_search_by_key(victim, |patient| patient.person) else { continue };
            let Some(encounter) = care::after(world, number, &enrolled[at], aviary) else { continue };
            let id = encounter["id"].as_str().unwrap_or_default().to_owned();
            let record = RecordRef { partner: "nhs", record: id.clone(), reference: id, tombstone: None };
            seeded.records.push((number, record));
            keep(&mut seeded.store, world, &enrolled[at], encounter);
        }
    }
}

/// Puts a resource in; it was changed last some day after whatever it says happened.
fn keep(store: &mut Store, world: &World, patient: &Enrolled, resource: Value) {
    let dice = &mut world.dice(resource["resourceType"].as_str().unwrap_or_default(), patient.person);
    let said = ["/authoredOn", "/lastModified", "/period/end", "/period/start", "/dateTime", "/recordedDate"];
    let said = said.iter().filter_map(|at| resource.pointer(at)?.as_str()?.parse::<Timestamp>().ok()).max();
    let updated = said.unwrap_or_else(|| moment(some_day(dice)));
    let minutes = i64::try_from(dice.between(1, 119)).unwrap_or(1);
    let updated = updated + jiff::SignedDuration::from_mins(minutes);
    let version = dice.between(1, 4);
    store.put(resource, updated, u64::try_from(version).unwrap_or(1));
}
