//! What happened in the county, as it really was.

use jiff::civil::DateTime;

use super::people::Person;
use super::places::{Place, place};
use super::stories::story;
use crate::dice::Dice;

/// One invented incident.
#[derive(Clone, Debug)]
pub(crate) struct Incident {
    pub(crate) from: DateTime,
    pub(crate) to: Option<DateTime>,
    pub(crate) reported: DateTime,
    pub(crate) strands: Vec<Strand>,
    pub(crate) act: Act,
    pub(crate) place: Place,
    pub(crate) setting: &'static str,
    /// As told to the police.
    pub(crate) story: String,
    /// As told to the county.
    pub(crate) county_story: String,
    /// Numbers of people; empty when anonymous or against a community.
    pub(crate) victims: Vec<usize>,
    pub(crate) witness: Option<usize>,
    pub(crate) relation: &'static str,
    /// An accused organisation: slug and name.
    pub(crate) organisation: Option<(&'static str, &'static str)>,
    pub(crate) restricted: bool,
    pub(crate) police: bool,
    pub(crate) county: bool,
    /// The county's row quotes the police reference.
    pub(crate) county_quotes: bool,
    /// The police record quotes the county's reference.
    pub(crate) police_quotes: bool,
    pub(crate) canary: bool,
}

/// Why someone was attacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strand {
    Race,
    Religion,
    Disability,
    Orientation,
    Transgender,
    Goth,
    BodySize,
    ArmedForces,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Injury,
    Assault,
    Threat,
    Abuse,
    Harassment,
    Damage,
    Leaflets,
    Rubbish,
    Neglect,
}

const SETTINGS: &[&str] = &["Home", "Street", "Street", "Shop", "School", "Public transport", "Online"];

/// The organisations that can be accused.
pub(crate) const ORGANISATIONS: &[(&str, &str)] = &[
    ("meadowbank-care", "Meadowbank Care"),
    ("harebell-homes", "Harebell Homes"),
    ("leicestershire-partnership-nhs-trust", "Leicestershire Partnership NHS Trust"),
    ("leicestershire-police", "Leicestershire Police"),
    ("charnwood-borough-council", "Charnwood Borough Council"),
    ("leicestershire-county-council", "Leicestershire County Council"),
];

/// How incidents are spread over the partners, and whose turn it is to be a victim.
pub(crate) struct Spread {
    both: Vec<usize>,
    police: Vec<usize>,
    county: Vec<usize>,
    turns: [usize; 3],
}

impl Spread {
    /// Everyone known to a partner comes up at least once, as long as there are incidents enough.
    pub(crate) fn new(seed: u64, people: &[Person]) -> Self {
        let of = |police, county, label| {
            let mut chosen: Vec<usize> =
                (0..people.len()).filter(|&n| people[n].police == police && people[n].county == county).collect();
            Dice::new(seed, label, 0).shuffle(&mut chosen);
            chosen.sort_by_key(|&n| !people[n].canary);
            chosen
        };
        Self {
            both: of(true, true, "both"),
            police: of(true, false, "police"),
            county: of(false, true, "county"),
            turns: [0; 3],
        }
    }

    fn next(&mut self, police: bool, county: bool, dice: &mut Dice) -> Option<usize> {
        let (own, turn) = match (police, county) {
            (true, true) => (&self.both, &mut self.turns[0]),
            (true, false) => (&self.police, &mut self.turns[1]),
            _ => (&self.county, &mut self.turns[2]),
        };
        *turn += 1;
        if let Some(person) = own.get(*turn - 1) {
            return Some(*person);
        }
        let pool = if dice.chance(50) || own.is_empty() { &self.both } else { own };
        (!pool.is_empty()).then(|| *dice.pick(pool))
    }
}

/// The `number`th incident.
pub(crate) fn incident(seed: u64, number: usize, spread: &mut Spread, people: &[Person]) -> Incident {
    let dice = &mut Dice::new(seed, "incident", number);
    let (police, county) = dice.weighted(&[(25, (true, true)), (40, (true, false)), (35, (false, true))]);
    let victims = victims(police, county, spread, dice);
    let canary = victims.iter().any(|&victim| people[victim].canary);
    let strands = strands(dice);
    let act = act(&strands, dice);
    let place = match victims.first() {
        Some(&victim) if dice.chance(45) => people[victim].home.clone(),
        _ => place(dice),
    };
    let (from, to) = when(act, dice);
    let told = &mut Dice::new(seed, "told to the county", number);
    let organisation = (act == Act::Neglect || dice.chance(2)).then(|| *dice.pick(ORGANISATIONS));
    let (county_quotes, police_quotes) = quotes(police && county, dice);
    Incident {
        reported: later(to.unwrap_or(from), dice.between(1, 190)),
        from,
        to,
        story: story(act, &strands, &place, dice),
        county_story: story(act, &strands, &place, told),
        setting: dice.word(SETTINGS),
        strands,
        act,
        place,
        witness: (police && dice.chance(15))
            .then(|| spread.next(true, false, &mut Dice::new(seed, "witness", number)))
            .flatten(),
        relation: relation(organisation.is_some(), dice),
        organisation,
        restricted: dice.chance(4),
        police,
        county,
        county_quotes,
        police_quotes,
        canary,
        victims,
    }
}

fn victims(police: bool, county: bool, spread: &mut Spread, dice: &mut Dice) -> Vec<usize> {
    let anonymous = dice.chance(if county { 9 } else { 3 });
    let several = dice.weighted(&[(88, 1), (9, 2), (3, 3)]);
    let mut victims = Vec::new();
    for _ in 0..if anonymous { 0 } else { several } {
        let next = spread.next(police, county, dice);
        victims.extend(next.filter(|person| !victims.contains(person)));
    }
    victims
}

/// Who quotes whose reference, where two partners know.
fn quotes(both: bool, dice: &mut Dice) -> (bool, bool) {
    let rolled = dice.weighted(&[(35, (true, false)), (15, (false, true)), (5, (true, true)), (45, (false, false))]);
    if both { rolled } else { (false, false) }
}

fn strands(dice: &mut Dice) -> Vec<Strand> {
    let one = |dice: &mut Dice| {
        dice.weighted(&[
            (40, Strand::Race),
            (14, Strand::Religion),
            (20, Strand::Disability),
            (14, Strand::Orientation),
            (5, Strand::Transgender),
            (3, Strand::Goth),
            (2, Strand::BodySize),
            (2, Strand::ArmedForces),
        ])
    };
    let first = one(dice);
    let second = one(dice);
    if dice.chance(12) && second != first { vec![first, second] } else { vec![first] }
}

fn act(strands: &[Strand], dice: &mut Dice) -> Act {
    if strands.contains(&Strand::Disability) && dice.chance(12) {
        return Act::Neglect;
    }
    dice.weighted(&[
        (10, Act::Injury),
        (14, Act::Assault),
        (12, Act::Threat),
        (30, Act::Abuse),
        (16, Act::Harassment),
        (10, Act::Damage),
        (4, Act::Leaflets),
        (4, Act::Rubbish),
    ])
}

fn relation(organisation: bool, dice: &mut Dice) -> &'static str {
    if organisation {
        return "CAR";
    }
    dice.weighted(&[(40, "STR"), (25, "NBR"), (12, "ACQ"), (5, "FAM"), (4, "CAR"), (6, "COL"), (8, "PUP")])
}

/// A span for a course of conduct, one moment for the rest; all before the county's today.
fn when(act: Act, dice: &mut Dice) -> (DateTime, Option<DateTime>) {
    let start = jiff::civil::date(2023, 1, 2).at(0, 0, 0, 0);
    let from = later(start, dice.below(1400 * 24));
    let from = from.checked_add(jiff::Span::new().minutes(5 * i64::from(from.day()) % 60)).unwrap_or(from);
    let course = matches!(act, Act::Harassment | Act::Neglect);
    (from, course.then(|| later(from, dice.between(24, 24 * 18))))
}

fn later(from: DateTime, hours: usize) -> DateTime {
    let then = from.checked_add(jiff::Span::new().hours(i64::try_from(hours).unwrap_or(0))).unwrap_or(from);
    then.min(jiff::civil::date(2026, 11, 20).at(18, 0, 0, 0))
}
