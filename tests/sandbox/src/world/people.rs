//! The people of the county, as they really are.

use jiff::civil::Date;

use super::names::{ORIGINS, Origin};
use super::nhs_number::nhs_number;
use super::places::{Place, place, unique_postcode};
use crate::dice::Dice;

/// One invented person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) given: String,
    pub(crate) family: String,
    /// A surname before marriage, or a name before transition.
    pub(crate) former: Option<FormerName>,
    pub(crate) birth: Date,
    /// `WOMAN`, `MAN`, `NONBIN`, `TRANS_W` or `TRANS_M`.
    pub(crate) gender: &'static str,
    pub(crate) ethnicity: &'static str,
    pub(crate) religion: &'static str,
    pub(crate) orientation: &'static str,
    pub(crate) disabilities: Vec<&'static str>,
    pub(crate) needs: Vec<&'static str>,
    pub(crate) home: Place,
    pub(crate) phone: String,
    pub(crate) email: Option<String>,
    pub(crate) nhs_number: Option<String>,
    pub(crate) safe_contact: Option<(&'static str, &'static str)>,
    pub(crate) police: bool,
    pub(crate) county: bool,
    pub(crate) canary: bool,
}

/// What someone was called before.
#[derive(Clone, Debug)]
pub(crate) struct FormerName {
    pub(crate) given: String,
    pub(crate) family: String,
    pub(crate) until: i16,
}

const SAFE: &[(&str, &str)] = &[
    ("DO_NOT_CALL", "Shares a phone with the household, write only"),
    ("NO_VOICEMAIL", "Leave no message on the home phone"),
    ("TEXT_ONLY", "Text first, calls are overheard"),
    ("VIA_THIRD_PARTY", "Through the support worker only"),
];

/// The `number`th person; every `canaries`th is a canary.
pub(crate) fn person(seed: u64, number: usize, canaries: usize) -> Person {
    let dice = &mut Dice::new(seed, "person", number);
    let origin = dice.weighted(ORIGINS);
    let Named { gender, given, family, former } = named(origin, dice);
    let canary = number.is_multiple_of(canaries.max(1));
    let (police, county) = known(number / canaries.max(1), canary, dice);
    let mut home = place(dice);
    if canary {
        home.postcode = unique_postcode(number / canaries.max(1));
    }
    let email = dice.chance(45).then(|| email(&given, &family, number));
    let nhs = dice.chance(if canary { 100 } else { 60 }).then(|| nhs_number(number));
    Person {
        former,
        birth: birth(number / canaries.max(1), canary, dice),
        gender,
        ethnicity: dice.word(origin.ethnicity),
        religion: dice.word(origin.religion),
        orientation: dice.weighted(&[(80, "HET"), (8, "GAY"), (5, "BIS"), (1, "OTH"), (6, "REF")]),
        disabilities: disabilities(canary, dice),
        needs: needs(canary, dice),
        home,
        phone: phone(dice),
        email,
        nhs_number: nhs,
        safe_contact: (canary || dice.chance(12)).then(|| *dice.pick(SAFE)),
        police,
        county,
        canary,
        given,
        family,
    }
}

/// What someone is called, and was.
struct Named {
    gender: &'static str,
    given: String,
    family: String,
    former: Option<FormerName>,
}

fn named(origin: &Origin, dice: &mut Dice) -> Named {
    let (gender, woman) = dice.weighted(&[
        (48, ("WOMAN", true)),
        (47, ("MAN", false)),
        (2, ("TRANS_W", true)),
        (2, ("TRANS_M", false)),
        (1, ("NONBIN", true)),
    ]);
    let (own, others) = if woman { (origin.women, origin.men) } else { (origin.men, origin.women) };
    let given = (*dice.pick(own)).to_owned();
    let family = (*dice.pick(origin.families)).to_owned();
    let until = i16::try_from(dice.between(2005, 2024)).unwrap_or(2010);
    let former = if gender.starts_with("TRANS") {
        Some(FormerName { given: (*dice.pick(others)).to_owned(), family: family.clone(), until })
    } else if gender == "WOMAN" && dice.chance(25) {
        let before = dice.weighted(ORIGINS);
        Some(FormerName { given: given.clone(), family: (*dice.pick(before.families)).to_owned(), until })
    } else {
        None
    };
    Named { gender, given, family, former }
}

/// Sixty of a hundred are known to the police, fifty-five to the county; canaries to both, to one, to the other in turn.
fn known(nth: usize, canary: bool, dice: &mut Dice) -> (bool, bool) {
    let rolled = (dice.chance(60), dice.chance(55));
    match (canary, nth % 3) {
        (false, _) => rolled,
        (true, 0) => (true, true),
        (true, 1) => (true, false),
        (true, _) => (false, true),
    }
}

/// Canaries alone are born in 1911 and 1912, each on a day of their own.
fn birth(nth: usize, canary: bool, dice: &mut Dice) -> Date {
    let start = if canary { 1911 } else { i16::try_from(dice.between(1932, 2012)).unwrap_or(1980) };
    let days = if canary { nth * 3 + 1 } else { dice.below(365) };
    let first = jiff::civil::date(start, 1, 1);
    first.checked_add(jiff::Span::new().days(i64::try_from(days).unwrap_or(0))).unwrap_or(first)
}

fn disabilities(canary: bool, dice: &mut Dice) -> Vec<&'static str> {
    let all = ["MOB", "VIS", "HEA", "LD", "MH", "ASD", "LTC"];
    if canary || dice.chance(28) { vec![*dice.pick(&all)] } else { Vec::new() }
}

fn needs(canary: bool, dice: &mut Dice) -> Vec<&'static str> {
    let all = ["BSL", "INT", "EASY", "WHEEL", "LARGE", "ADV"];
    if canary || dice.chance(15) { vec![*dice.pick(&all)] } else { Vec::new() }
}

/// Numbers that are kept for films; canaries get others when they are written down.
fn phone(dice: &mut Dice) -> String {
    if dice.chance(80) {
        format!("07700 900{:03}", dice.below(800))
    } else {
        format!("0116 496 0{:03}", dice.below(1000))
    }
}

fn email(given: &str, family: &str, number: usize) -> String {
    let bare: String = super::spelling::plain(&format!("{given}.{family}"))
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '.')
        .collect();
    format!("{bare}{number}@example.org")
}
