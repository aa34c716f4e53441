//! People as the police wrote them down.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::codes::term;
use crate::dice::Dice;
use crate::world::{Aviary, KnownAs, Person, World, plain, respell, variant};

/// The id of someone's first record, or of the second one that a few have.
pub(crate) fn person_id(person: usize, second: bool) -> String {
    format!("per-{:06}", if second { 900_000 } else { 1 } + person)
}

/// True for the few whom the police hold twice.
pub(crate) fn held_twice(world: &World, person: usize) -> bool {
    world.people[person].police && !world.people[person].canary && world.dice("twice", person).chance(2)
}

/// One record of a person, without `modified` and `version`.
pub(crate) fn record(world: &World, number: usize, second: bool, aviary: &mut Aviary) -> Value {
    let person = &world.people[number];
    let id = person_id(number, second);
    let dice = &mut world.dice(if second { "police again" } else { "police person" }, number);
    let mut record = json!({
        "id": id,
        "names": names(person, second, dice),
        "formerNames": former_names(person),
        "dateOfBirth": birth(person, dice),
        "addresses": [{
            "kind": "HOME",
            "line": person.home.line,
            "town": person.home.town,
            "ward": person.home.ward,
            "district": person.home.district,
            "postcode": person.home.postcode,
        }],
        "phones": [{"kind": if person.phone.starts_with("07") { "MOBILE" } else { "HOME" }, "number": person.phone}],
        "email": person.email,
        "selfDefinedEthnicity": term("ethnicity", person.ethnicity),
        "religion": dice.chance(70).then(|| term("religion", person.religion)),
        "sexualOrientation": dice.chance(50).then(|| term("sexual-orientation", person.orientation)),
        "genderIdentity": dice.chance(80).then(|| term("gender-identity", person.gender)),
        "disabilities": person.disabilities.iter().map(|code| term("disability", code)).collect::<Vec<_>>(),
        "accessNeeds": person.needs.iter().map(|code| term("access-needs", code)).collect::<Vec<_>>(),
        "safeContact": person.safe_contact.map(|(rule, note)| json!({"rule": rule, "note": note})),
    });
    if let Some(nhs) = &person.nhs_number
        && (person.canary || dice.chance(8))
    {
        record["nhsNumber"] = json!(nhs);
        record["nhsNumberStatus"] = json!(if dice.chance(40) { "01" } else { "02" });
    }
    if person.canary {
        plant(&mut record, &id, person, aviary);
    }
    record
}

/// What the truth keeps of a record.
pub(crate) fn known_as(record: &Value) -> KnownAs {
    let mut values = BTreeMap::new();
    let mut keep = |name: &str, value: &Value| {
        if let Some(text) = value.as_str() {
            values.insert(name.to_owned(), text.to_owned());
        }
    };
    keep("family", &record["names"][0]["family"]);
    keep("given", &record["names"][0]["given"]);
    keep("aliasFamily", &record["names"][1]["family"]);
    keep("aliasGiven", &record["names"][1]["given"]);
    keep("formerFamily", &record["formerNames"][0]["family"]);
    keep("formerGiven", &record["formerNames"][0]["given"]);
    keep("dateOfBirth", &record["dateOfBirth"]);
    keep("nhsNumber", &record["nhsNumber"]);
    keep("line", &record["addresses"][0]["line"]);
    keep("postcode", &record["addresses"][0]["postcode"]);
    keep("phone", &record["phones"][0]["number"]);
    keep("email", &record["email"]);
    KnownAs { partner: "police", record: record["id"].as_str().unwrap_or_default().to_owned(), values }
}

fn names(person: &Person, second: bool, dice: &mut Dice) -> Value {
    let slips = if second { 60 } else { 8 };
    let mut family = respell(&person.family, slips, dice);
    let given = respell(&person.given, slips, dice);
    if second && let Some(former) = &person.former {
        family.clone_from(&former.family);
    }
    let current = json!({"kind": "CURRENT", "family": family, "given": given});
    let alias = variant(&person.given).map(str::to_owned).unwrap_or_else(|| plain(&person.given));
    if alias != person.given && dice.chance(25) {
        return json!([current, {"kind": "ALIAS", "family": person.family, "given": alias}]);
    }
    json!([current])
}

fn former_names(person: &Person) -> Value {
    let names = person.former.iter();
    names.map(|name| json!({"family": name.family, "given": name.given, "until": name.until.to_string()})).collect()
}

fn birth(person: &Person, dice: &mut Dice) -> Value {
    let birth = person.birth;
    let swapped = || jiff::civil::Date::new(birth.year(), birth.day(), birth.month()).unwrap_or(birth);
    let full = |date: jiff::civil::Date| json!(date.to_string());
    if person.canary {
        return full(birth);
    }
    match dice.weighted(&[(80, 0), (6, 1), (5, 2), (5, 3), (4, 4)]) {
        0 => full(birth),
        1 => json!(birth.strftime("%Y-%m").to_string()),
        2 => json!(birth.strftime("%Y").to_string()),
        3 => full(swapped()),
        _ => Value::Null,
    }
}

/// Puts a marker into every text of a canary's record.
fn plant(record: &mut Value, id: &str, person: &Person, aviary: &mut Aviary) {
    for (list, fields) in [
        ("names", &["family", "given"][..]),
        ("formerNames", &["family", "given"]),
        ("addresses", &["line", "town", "ward"]),
        ("disabilities", &["text"]),
        ("accessNeeds", &["text"]),
    ] {
        for item in record[list].as_array_mut().into_iter().flatten() {
            for field in fields {
                item[*field] = json!(aviary.mark(id, &format!("{list}.{field}")));
            }
        }
    }
    for field in ["selfDefinedEthnicity", "religion", "sexualOrientation", "genderIdentity"] {
        if record[field].is_object() {
            record[field]["text"] = json!(aviary.mark(id, &format!("{field}.text")));
        }
    }
    record["safeContact"]["note"] = json!(aviary.mark(id, "safeContact.note"));
    record["addresses"][0]["postcode"] = json!(aviary.postcode(id, "addresses.postcode"));
    record["phones"][0]["number"] = json!(aviary.phone(id, "phones.number"));
    record["email"] = json!(aviary.email(id, "email"));
    aviary.keep(person.birth.to_string(), "date", id, "dateOfBirth");
    if let Some(nhs) = &person.nhs_number {
        aviary.keep(nhs.clone(), "nhs-number", id, "nhsNumber");
    }
}
