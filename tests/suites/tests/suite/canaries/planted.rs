//! Everything that identifies somebody in a county, in each form in which it is written.

use accord_sandbox::{Sandbox, TruePerson};

use super::needles::Needles;

pub(crate) fn planted(sandbox: &Sandbox) -> Needles {
    let mut needles = Needles::default();
    for canary in sandbox.canaries() {
        match canary.form {
            "date" => date(&mut needles, &canary.marker),
            "nhs-number" => number(&mut needles, &canary.marker),
            "phone" => phone(&mut needles, &canary.marker),
            "postcode" => spaced(&mut needles, &canary.marker),
            _ => needles.add(&canary.marker),
        }
    }
    for person in &sandbox.truth().people {
        of(&mut needles, person);
    }
    needles
}

fn of(needles: &mut Needles, person: &TruePerson) {
    names(needles, &person.given, &person.family);
    date(needles, &person.date_of_birth);
    person.nhs_number.iter().for_each(|digits| number(needles, digits));
    for record in &person.records {
        let value = |name: &str| record.values.get(name).map(|text| text.trim().replace('\u{a0}', " "));
        for (given, family) in [
            ("given", "family"),
            ("aliasGiven", "aliasFamily"),
            ("formerGiven", "formerFamily"),
            ("first_name", "surname"),
        ] {
            if let (Some(given), Some(family)) = (value(given), value(family)) {
                names(needles, &given, &family);
            }
        }
        value("Victim name")
            .filter(|name| name.len() > 7 && name.contains(' '))
            .iter()
            .for_each(|name| needles.add(name));
        value("dateOfBirth").iter().for_each(|text| date(needles, text));
        value("DOB or age band").iter().for_each(|text| date(needles, text));
        value("dob").iter().for_each(|text| date(needles, text));
        value("nhsNumber").iter().for_each(|digits| number(needles, digits));
        value("line").iter().for_each(|line| needles.add(line));
        value("postcode").iter().for_each(|code| spaced(needles, code));
        value("address").iter().for_each(|line| needles.add(line));
        value("home_postcode").iter().for_each(|code| spaced(needles, code));
        value("email").iter().for_each(|address| needles.add(address));
        value("phone").iter().for_each(|digits| phone(needles, digits));
        value("Contact No").iter().for_each(|digits| phone(needles, digits));
    }
}

/// In both orders, and as a list writes them.
fn names(needles: &mut Needles, given: &str, family: &str) {
    for name in [format!("{given} {family}"), format!("{family} {given}"), format!("{family}, {given}")] {
        needles.add(&name);
    }
    needles.add(&format!("{given}\",\"{family}"));
    needles.add(&format!("{family}\",\"{given}"));
}

/// A whole date, as ISO 8601 and as people write it.
fn date(needles: &mut Needles, text: &str) {
    let iso: Vec<&str> = text.split('-').collect();
    let written: Vec<&str> = text.split('/').collect();
    let (year, month, day) = match (iso.as_slice(), written.as_slice()) {
        ([year, month, day], _) if text.len() == 10 => (*year, *month, *day),
        (_, [day, month, year]) if text.len() == 10 => (*year, *month, *day),
        _ => return,
    };
    for text in [format!("{year}-{month}-{day}"), format!("{day}/{month}/{year}"), format!("{month}/{day}/{year}")] {
        needles.add(&text);
    }
}

fn number(needles: &mut Needles, digits: &str) {
    needles.add(digits);
    if let (Some(a), Some(b), Some(c)) = (digits.get(..3), digits.get(3..6), digits.get(6..)) {
        needles.add(&format!("{a} {b} {c}"));
    }
}

fn phone(needles: &mut Needles, text: &str) {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let Some(end) = digits.strip_prefix('0').or(Some(&digits)).filter(|end| end.len() == 10) else { return };
    needles.add(end);
    let (area, rest) = end.split_at(4);
    needles.add(&format!("0{area} {rest}"));
}

fn spaced(needles: &mut Needles, postcode: &str) {
    needles.add(postcode);
    needles.add(&postcode.replace(' ', "_"));
    let close = postcode.replace(' ', "");
    if close.len() >= 6 {
        needles.add(&close);
    }
}
