//! The county as it really is: what the partners' registers are distorted from.

mod canary;
mod incidents;
mod names;
mod nhs_number;
mod people;
mod places;
mod spelling;
mod stories;
mod truth;

pub(crate) use canary::Aviary;
pub use canary::Canary;
pub(crate) use incidents::{Act, Incident, Strand};
pub(crate) use people::Person;
pub(crate) use places::place;
pub(crate) use spelling::{plain, respell, variant};
pub(crate) use truth::truth;
pub use truth::{KnownAs, RecordRef, TrueIncident, TruePerson, Truth};

use crate::dice::Dice;

/// Everyone and everything in the county.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) people: Vec<Person>,
    pub(crate) incidents: Vec<Incident>,
}

impl World {
    /// Makes the county of a seed.
    pub(crate) fn new(seed: u64, people: usize, incidents: usize) -> Self {
        let every = (people / 24).max(1);
        let people: Vec<Person> = (0..people).map(|number| people::person(seed, number, every)).collect();
        let mut spread = incidents::Spread::new(seed, &people);
        let incidents = (0..incidents).map(|number| incidents::incident(seed, number, &mut spread, &people)).collect();
        Self { seed, people, incidents }
    }

    /// Dice for the `number`th thing called `label`.
    pub(crate) fn dice(&self, label: &str, number: usize) -> Dice {
        Dice::new(self.seed, label, number)
    }

    /// The police's reference of an incident, known to whoever quotes it.
    pub(crate) fn police_reference(&self, incident: usize) -> String {
        let year = self.incidents[incident].reported.year() % 100;
        format!("{year}*{}", 100_000 + incident * 7 % 900_000)
    }

    /// The county's reference of an incident.
    pub(crate) fn county_reference(&self, incident: usize) -> String {
        format!("HIM-{}-{:04}", self.incidents[incident].reported.year(), incident + 1)
    }
}

/// The police's id of an occurrence.
pub(crate) fn occurrence_id(incident: usize) -> String {
    format!("occ-{:06}", incident + 1)
}
