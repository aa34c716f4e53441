//! Who is a patient of the trust, and whom of them the agreement names.

use crate::dice::Dice;
use crate::world::{Person, World};

/// One patient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Enrolled {
    /// The number of the person.
    pub(crate) person: usize,
    /// Carries a flag of the hate population.
    pub(crate) flagged: bool,
    /// Was referred because of a hate incident.
    pub(crate) referred: bool,
    /// Said whether data may be shared.
    pub(crate) asked: bool,
    pub(crate) oddity: Oddity,
}

impl Enrolled {
    /// Within the population that the agreement names. Most patients are not.
    pub(crate) const fn named(&self) -> bool {
        self.flagged || self.referred || self.asked
    }

    /// The id of the record that is served.
    pub(crate) fn id(&self) -> String {
        patient_id(if self.oddity == Oddity::Superseded { 500_000 } else { 0 } + self.person)
    }

    /// The id of before, of those whose record was merged into another.
    pub(crate) fn old_id(&self) -> Option<String> {
        (self.oddity == Oddity::Superseded).then(|| patient_id(self.person))
    }
}

/// What is special about a patient's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    None,
    Restricted,
    VeryRestricted,
    Sensitive,
    /// The NHS number fails its check digit.
    WrongNumber,
    /// Searched by an old id.
    Superseded,
}

/// The first of the population are odd, one in each of these ways, however small the county.
const ODD: &[Oddity] = &[
    Oddity::Restricted,
    Oddity::WrongNumber,
    Oddity::Superseded,
    Oddity::VeryRestricted,
    Oddity::Sensitive,
    Oddity::WrongNumber,
    Oddity::Superseded,
];

/// All patients, by person.
pub(crate) fn enrol(world: &World) -> Vec<Enrolled> {
    let all = world.people.iter().enumerate();
    let mut enrolled: Vec<Enrolled> = all.filter_map(|(number, person)| enrol_one(world, number, person)).collect();
    let people = &world.people;
    let mut order: Vec<usize> =
        (0..enrolled.len()).filter(|&at| enrolled[at].flagged && !people[enrolled[at].person].canary).collect();
    world.dice("nhs odd", 0).shuffle(&mut order);
    for odd in ODD {
        let numbered = *odd != Oddity::WrongNumber;
        let fits = |at: &usize| numbered || people[enrolled[*at].person].nhs_number.is_some();
        if let Some(place) = order.iter().position(fits) {
            enrolled[order.remove(place)].oddity = *odd;
        }
    }
    for at in order {
        if world.dice("nhs restricted", at).chance(3) {
            enrolled[at].oddity = Oddity::Restricted;
        }
    }
    enrolled
}

fn enrol_one(world: &World, number: usize, person: &Person) -> Option<Enrolled> {
    let dice = &mut world.dice("nhs patient", number);
    let attacked = person.police || person.county;
    let trans = person.gender.starts_with("TRANS");
    let patient = match (person.canary, attacked) {
        (true, _) => dice.chance(60),
        (false, true) => dice.chance(if trans { 90 } else { 33 }),
        (false, false) => dice.chance(90),
    };
    let (flagged, referred, asked) = if person.canary || (attacked && trans) {
        (true, true, true)
    } else if attacked {
        roll(dice)
    } else {
        // A few told nobody but their nurse.
        (dice.chance(5), false, false)
    };
    patient.then_some(Enrolled { person: number, flagged, referred, asked, oddity: Oddity::None })
}

fn roll(dice: &mut Dice) -> (bool, bool, bool) {
    dice.weighted(&[
        (15, (true, false, false)),
        (15, (true, true, false)),
        (10, (true, false, true)),
        (10, (true, true, true)),
        (8, (false, true, false)),
        (4, (false, false, true)),
        (38, (false, false, false)),
    ])
}

fn patient_id(number: usize) -> String {
    format!("pat-{:06}", number + 1)
}
