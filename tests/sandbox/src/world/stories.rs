//! Narratives, in plain words.

use super::incidents::{Act, Strand};
use super::places::Place;
use crate::dice::Dice;

const BYSTANDERS: &[&str] = &[
    "Derek Pinfold",
    "Maureen Tasker",
    "Liam Croft",
    "Priya Nandwani",
    "Shaun Bagworth",
    "Old Mr Tebbutt",
    "Kelly-Ann Dyer",
];

/// What happened, with someone else's name in it now and then.
pub(crate) fn story(act: Act, strands: &[Strand], place: &Place, dice: &mut Dice) -> String {
    let deed = dice.pick(deeds(act));
    let why = strands.first().map_or("", |strand| why(*strand));
    let mut text =
        format!("{deed} on {}. {why}", place.line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '));
    if dice.chance(30) {
        text.push_str(&format!(" {} from next door saw it.", dice.pick(BYSTANDERS)));
    }
    if dice.chance(12) {
        text.push_str(&format!(" Says it was {} again.", dice.pick(BYSTANDERS)));
    }
    text
}

const fn deeds(act: Act) -> &'static [&'static str] {
    match act {
        Act::Injury => &["Punched in the face and kicked", "Struck with a bottle, cut above the eye"],
        Act::Assault => &["Pushed against a wall", "Spat at and shoved", "Grabbed by the sleeve and pulled about"],
        Act::Threat => &["Told to get out or be burnt out", "Threatened with a dog"],
        Act::Abuse => &["Shouted at from a passing car", "Called names in the queue", "Sworn at by a group of youths"],
        Act::Harassment => &["Followed home on several evenings", "Banging on the door night after night"],
        Act::Damage => &["Window broken with a brick", "Car scratched from end to end", "Paint thrown over the gate"],
        Act::Leaflets => &["Leaflets put through the door", "Gestures made at the window"],
        Act::Rubbish => &["Bin bags emptied in the garden", "Rubbish left at the door"],
        Act::Neglect => {
            &["Left without care and mocked by staff", "Care calls missed, laughed at when asking for help"]
        }
    }
}

const fn why(strand: Strand) -> &'static str {
    match strand {
        Strand::Race => "Words about skin colour were used.",
        Strand::Religion => "Words about faith were used.",
        Strand::Disability => "Mocked for a disability.",
        Strand::Orientation => "Homophobic words were used.",
        Strand::Transgender => "Transphobic words were used.",
        Strand::Goth => "Picked on for dressing as a Goth.",
        Strand::BodySize => "Picked on for body size.",
        Strand::ArmedForces => "Picked on as one of the Armed Forces.",
    }
}
