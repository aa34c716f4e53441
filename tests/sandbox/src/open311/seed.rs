//! What was reported in the city: about walls, lamp posts and roads, never about a person.

use jiff::{SignedDuration, Timestamp};

use super::query::NOW;
use super::register::{Register, Report};
use crate::world::{Aviary, Canary, World, place};

/// The first moment of the county's calendar.
const FIRST: Timestamp = Timestamp::constant(1_704_067_200, 0);
/// Hours from there to the county's today.
const HOURS: usize = 25_300;

/// The city's register, and the values planted in it.
pub(crate) fn seed(world: &World, incidents: usize) -> (Register, Vec<Canary>) {
    let mut aviary = Aviary::new("council-reports", 9_700);
    let mut register = Register::default();
    for number in 0..incidents / 6 {
        register.put(report(world, number, &mut aviary));
    }
    (register, aviary.canaries)
}

fn report(world: &World, number: usize, aviary: &mut Aviary) -> Report {
    let dice = &mut world.dice("open311", number);
    let service = dice.weighted(&[
        (22, "GRAFFITI-RACIST"),
        (8, "GRAFFITI-FAITH"),
        (8, "GRAFFITI-HOMOPHOBIC"),
        (10, "FLYPOSTING"),
        (22, "GRAFFITI"),
        (30, "POTHOLE"),
    ]);
    let id = number.to_string();
    let city = (0..50).map(|_| place(dice)).find(|place| place.district == "Leicester");
    let requested = FIRST + SignedDuration::from_mins(60 * i64::try_from(dice.below(HOURS)).unwrap_or(0) + 7);
    let closed = dice.chance(60);
    let days = i64::try_from(dice.between(1, 20)).unwrap_or(1);
    let canary = number % 10 == 3;
    let mut report = Report {
        status: if closed { "closed" } else { "open" }.to_owned(),
        description: dice.word(WORDS).to_owned(),
        address: city.as_ref().map(|place| place.line.clone()),
        zipcode: city.map(|place| place.postcode),
        position: dice
            .chance(70)
            .then(|| (52.63 + 0.001 * dice.below(30) as f64, -1.13 - 0.001 * dice.below(30) as f64)),
        hidden: dice.chance(4),
        ..Report::new(id.clone(), service, requested)
    };
    if closed {
        // Nothing is changed after the county's today.
        report.updated = (requested + SignedDuration::from_hours(24 * days)).min(NOW);
    }
    if service == "GRAFFITI" && dice.chance(30) {
        report.attributes = vec![("MEANT_FOR".to_owned(), dice.word(&["nobody", "disability"]).to_owned())];
    }
    if canary {
        report.description = format!("{} {}", report.description, aviary.mark(&id, "description"));
        let [name, email, phone] =
            [aviary.mark(&id, "first_name"), aviary.email(&id, "email"), aviary.phone(&id, "phone")];
        report.reporter = Some([name, email, phone]);
    }
    report
}

const WORDS: &[&str] = &[
    "Words sprayed on the wall by the bus stop.",
    "Painted on the shutter, can be seen from the road.",
    "Posters pasted over the notice board again.",
    "Scratched into the glass of the shelter.",
    "It has been there for weeks & nobody came <again>.",
];
