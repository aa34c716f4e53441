//! Who reported what, where and when, and who the victim is.

use super::cell::Cell;
use super::dates;
use super::row::{Part, Row};
use crate::dice::Dice;
use crate::world::{Incident, Person, plain, respell};

/// Reporting centres.
pub(crate) const CENTRES: &[&str] = &[
    "Loughborough Library",
    "Coalville Citizens Advice",
    "Hinckley Hub",
    "Oadby Library",
    "Melton Parkside",
    "Human Rights Centre, Leicester",
    "Braunstone Family Centre",
    "Wigston Fire Station",
    "Rutland Access Group",
    "Syston Surgery",
];

/// Receipt of the report.
pub(crate) fn report(row: &mut Row, incident: &Incident, dice: &mut Dice) {
    row.put("Date Received", dates::typed(row.received, row.part, dice));
    row.put("Reporting Centre", Cell::text(*dice.pick(CENTRES)));
    let by = ["Victim", "victim", "Friend", "Support worker", "Mrs Olive Tranter", "School office", ""];
    row.put("Reported By", Cell::text(*dice.pick(&by)));
    let reference = dice.chance(10).then(|| format!("CBC/{}/{:05}", row.received.year(), dice.below(100_000)));
    row.put("Council Ref", Cell::text(reference.unwrap_or_default()));
    if dice.chance(55) {
        let closed = incident.reported.date().checked_add(jiff::Span::new().days(40));
        let closed = closed.unwrap_or(row.received).min(jiff::civil::date(2026, 11, 20));
        row.put("Closed", dates::typed(closed, row.part, dice));
    }
}

/// When and where it happened.
pub(crate) fn happening(row: &mut Row, incident: &Incident, dice: &mut Dice) {
    // One in ten is a day off.
    let day = incident.from.date();
    let day = if dice.chance(10) { day.yesterday().unwrap_or(day) } else { day };
    row.put("Incident Date", dates::remembered(day, row.part, dice));
    row.put("Time", dates::time(incident.from.hour(), incident.from.minute(), row.part, dice));
    let location = format!("{}, {}", incident.place.line, incident.place.town);
    row.put("Location", Cell::text(if dice.chance(8) { format!("\u{a0}{location}\u{a0}") } else { location }));
    row.put("Postcode", Cell::text(postcode(&incident.place.postcode, dice)));
    let district = incident.place.district;
    let short = match district {
        "Hinckley and Bosworth" => "H&B",
        "North West Leicestershire" => "NWL",
        "Oadby and Wigston" => "O & W",
        other => other,
    };
    row.put("District", Cell::text(if dice.chance(20) { short } else { district }));
}

/// `LE11 1FZ` as it is typed.
fn postcode(right: &str, dice: &mut Dice) -> String {
    match dice.below(100) {
        0..58 => right.to_owned(),
        58..72 => right.replace(' ', ""),
        72..78 => right.to_lowercase(),
        78..83 => right.replacen('1', "I", 1),
        83..87 => right.replacen('0', "O", 1),
        87..92 => right.replace(' ', "\u{a0}"),
        92..95 => right.split(' ').next().unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// The victim, as far as the centre wrote it down.
pub(crate) fn victim(row: &mut Row, person: &Person, dice: &mut Dice) {
    row.put("Victim name", Cell::text(name(person, dice)));
    row.put("DOB or age band", dates::birth(person.birth, row.part, dice));
    row.put("Gender", Cell::text(dice.word(gender(person.gender))));
    row.put("Ethnicity", Cell::text(dice.word(ethnicity(person.ethnicity))));
    if dice.chance(70) {
        let named = person.disabilities.first().map_or("None", |code| disability(code));
        row.put("Disability", Cell::text(named));
    }
    if dice.chance(60) {
        row.put("Faith", Cell::text(dice.word(faith(person.religion))));
    }
    row.put("Contact No", phone(&person.phone, row.part, dice));
}

fn name(person: &Person, dice: &mut Dice) -> String {
    let former = person.former.as_ref().filter(|_| dice.chance(35));
    let family = former.map_or_else(|| respell(&person.family, 22, dice), |name| name.family.clone());
    let given = respell(&person.given, 22, dice);
    let title = if person.gender == "MAN" { "Mr" } else { "Mrs" };
    let first: String = given.chars().take(1).collect();
    match dice.below(100) {
        0..55 => format!("{given} {family}"),
        55..68 => format!("{}, {given}", family.to_uppercase()),
        68..76 => format!("{title} {first} {family}"),
        76..83 => format!("{family} {given}"),
        83..90 => format!("\u{a0}{given}\u{a0}{family} "),
        _ => plain(&format!("{given} {family}")).to_lowercase(),
    }
}

fn gender(code: &str) -> &'static [&'static str] {
    match code {
        "WOMAN" => &["F", "Female", "F", ""],
        "MAN" => &["M", "Male", "M", ""],
        "TRANS_W" => &["Trans woman", "F"],
        "TRANS_M" => &["Trans man", "M"],
        _ => &["Non-binary", ""],
    }
}

fn ethnicity(code: &str) -> &'static [&'static str] {
    match code {
        "W1" => &["White British", "W/B", "British", ""],
        "W2" => &["Irish"],
        "A1" => &["Indian", "Asian/Indian"],
        "A2" => &["Pakistani", "Asian/Pakistani"],
        "A3" => &["Bangladeshi"],
        "B1" => &["Caribbean", "Black Caribbean"],
        "B2" => &["African", "Black African"],
        "O1" => &["Chinese"],
        "W9" => &["White other", "Polish"],
        "M1" | "M2" | "M3" | "M9" => &["Mixed"],
        "NS" => &[""],
        _ => &["Other"],
    }
}

fn disability(code: &str) -> &'static str {
    match code {
        "MOB" => "Wheelchair user",
        "VIS" => "Blind",
        "HEA" => "Deaf",
        "LD" => "LD",
        "MH" => "MH",
        "ASD" => "Autism",
        _ => "Long-term illness",
    }
}

fn faith(code: &str) -> &'static [&'static str] {
    match code {
        "MUS" => &["Muslim", "Islam"],
        "HIN" => &["Hindu"],
        "SIK" => &["Sikh"],
        "CHR" => &["Christian", "C of E"],
        "JEW" => &["Jewish"],
        "BUD" => &["Buddhist"],
        "NONE" => &["None"],
        _ => &[""],
    }
}

/// A phone number after a spreadsheet has had it.
fn phone(right: &str, part: Part, dice: &mut Dice) -> Cell {
    let bare = right.replace(' ', "");
    let bare = bare.trim_start_matches('0');
    let number: f64 = bare.parse().unwrap_or(0.0);
    match dice.below(100) {
        0..40 => Cell::text(right),
        40..55 if part != Part::Older => Cell::Number(number),
        40..55 => Cell::text(bare),
        55..62 => Cell::text(format!("{bare}.0")),
        62..66 => Cell::text(format!("{:.4}E+09", number / 1e9)),
        _ => Cell::Blank,
    }
}

/// The police reference, which a spreadsheet takes for a sum.
pub(crate) fn police_reference(row: &mut Row, reference: Option<String>, dice: &mut Dice) {
    let Some(reference) = reference else { return };
    let product: f64 = reference.split('*').filter_map(|factor| factor.parse::<f64>().ok()).product();
    let cell = match dice.below(100) {
        0..60 => Cell::text(reference),
        60..80 if row.part != Part::Older => Cell::Formula(format!("={reference}"), product),
        60..80 => Cell::text(format!("={reference}")),
        80..90 => Cell::text(format!("'{reference}")),
        _ if row.part != Part::Older => Cell::Number(product),
        _ => Cell::text(product.to_string()),
    };
    row.put("Police Ref", cell);
}
