//! Patients, in the shape of UK Core.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::population::{Enrolled, Oddity};
use super::terms;
use crate::dice::Dice;
use crate::world::{Aviary, KnownAs, Person, World, respell};

const SURGERIES: &[(&str, &str)] =
    &[("C82001", "Sparrow Hill Surgery"), ("C82002", "Welland Medical Practice"), ("C82003", "Belgrave Health Centre")];
const LANGUAGES: &[(&str, &str)] =
    &[("gu", "Gujarati"), ("pl", "Polish"), ("pa", "Panjabi"), ("so", "Somali"), ("ur", "Urdu")];

/// One patient, and what the truth keeps of the record.
pub(crate) fn record(world: &World, enrolled: &Enrolled, aviary: &mut Aviary) -> (Value, KnownAs) {
    let person = &world.people[enrolled.person];
    let dice = &mut world.dice("nhs record", enrolled.person);
    let id = enrolled.id();
    let mut patient = json!({
        "resourceType": "Patient",
        "id": id,
        "meta": {
            "profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"],
            "security": terms::security(confidentiality(enrolled.oddity)),
        },
        "active": true,
        "name": names(person, dice),
        "gender": gender(person),
        "birthDate": birth(person, dice),
        "extension": [terms::ethnicity(person.ethnicity)],
    });
    patient["identifier"] = identifiers(person, enrolled, dice);
    contact(&mut patient, person, dice);
    if !person.canary && dice.chance(2) {
        patient["deceasedDateTime"] = json!("2026-09-30T00:00:00+00:00");
    }
    if person.needs.contains(&"INT") {
        let (code, display) = *dice.pick(LANGUAGES);
        let (extension, communication) = terms::communication(code, display);
        patient["communication"] = communication;
        if let Some(extensions) = patient["extension"].as_array_mut() {
            extensions.push(extension);
        }
    }
    if let Some(old) = enrolled.old_id() {
        patient["link"] = terms::replaces(&old);
    }
    if person.canary {
        plant(&mut patient, &id, person, aviary);
    }
    narrate(&mut patient, person.canary.then(|| aviary.mark(&id, "text.div")));
    // What the NHS takes away from restricted patients; not from merely sensitive ones.
    if matches!(enrolled.oddity, Oddity::Restricted | Oddity::VeryRestricted)
        && let Some(fields) = patient.as_object_mut()
    {
        for field in ["address", "telecom", "generalPractitioner", "text"] {
            fields.remove(field);
        }
    }
    let known = known_as(&patient);
    (patient, known)
}

fn confidentiality(oddity: Oddity) -> &'static str {
    match oddity {
        Oddity::Restricted => "R",
        Oddity::VeryRestricted => "V",
        Oddity::Sensitive => "S",
        _ => "U",
    }
}

/// The name of today, and for whoever had another one the old one. Some got married without telling the hospital.
fn names(person: &Person, dice: &mut Dice) -> Value {
    let mut family = respell(&person.family, 6, dice);
    let given = respell(&person.given, 6, dice);
    let mut names = Vec::new();
    if let Some(former) = &person.former {
        if former.given == person.given && dice.chance(30) && !person.canary {
            family.clone_from(&former.family);
        } else {
            let period = json!({"end": format!("{}-06-30", former.until)});
            names.push(json!({"use": "old", "family": former.family, "given": [former.given], "period": period}));
        }
    }
    names.insert(0, json!({"use": "official", "family": family, "given": [given]}));
    // Not every server puts the current name first.
    if names.len() > 1 && dice.chance(30) {
        names.reverse();
    }
    json!(names)
}

fn gender(person: &Person) -> &'static str {
    match person.gender {
        "WOMAN" | "TRANS_W" => "female",
        "MAN" | "TRANS_M" => "male",
        _ => "other",
    }
}

fn birth(person: &Person, dice: &mut Dice) -> String {
    let birth = person.birth;
    let swapped = || jiff::civil::Date::new(birth.year(), birth.day(), birth.month()).unwrap_or(birth);
    match dice.weighted(&[(95, 0), (3, 1), (2, 2)]) {
        1 if !person.canary => swapped().to_string(),
        2 if !person.canary => birth.strftime("%Y").to_string(),
        _ => birth.to_string(),
    }
}

/// The hospital's own number, and for most an NHS number.
fn identifiers(person: &Person, enrolled: &Enrolled, dice: &mut Dice) -> Value {
    let hospital = json!({
        "use": "usual",
        "system": "https://fhir.leicspart.example/Id/local-patient-number",
        "value": format!("LP{:07}", enrolled.person * 13 + 4_000_017),
    });
    let status = if person.canary { "01" } else { dice.weighted(&[(85, "01"), (10, "02"), (5, "03")]) };
    let number = person
        .nhs_number
        .as_ref()
        .filter(|_| person.canary || enrolled.oddity == Oddity::WrongNumber || dice.chance(92));
    match number {
        Some(number) if enrolled.oddity == Oddity::WrongNumber => {
            json!([terms::nhs_number(&wrong(number), "02"), hospital])
        }
        Some(number) => json!([terms::nhs_number(number, status), hospital]),
        None => json!([hospital]),
    }
}

/// The same number with a check digit that is not right.
fn wrong(number: &str) -> String {
    let (body, check) = number.split_at_checked(9).unwrap_or((number, "0"));
    let check = check.parse::<u32>().unwrap_or(0);
    format!("{body}{}", (check + 1) % 10)
}

fn contact(patient: &mut Value, person: &Person, dice: &mut Dice) {
    let home = &person.home;
    patient["address"] = json!([{
        "use": "home",
        "line": [home.line],
        "city": home.town,
        "district": home.district,
        "postalCode": home.postcode,
    }]);
    let bare: String = person.phone.chars().filter(char::is_ascii_digit).collect();
    let mobile = bare.starts_with("07");
    let mut telecom = vec![json!({"system": "phone", "value": bare, "use": if mobile { "mobile" } else { "home" }})];
    telecom.extend(person.email.iter().map(|email| json!({"system": "email", "value": email, "use": "home"})));
    patient["telecom"] = json!(telecom);
    let (code, name) = *dice.pick(SURGERIES);
    patient["generalPractitioner"] =
        json!([{"type": "Organization", "identifier": {"system": terms::ODS, "value": code}, "display": name}]);
}

/// The narrative repeats what the fields say: a trap for whoever serves it.
fn narrate(patient: &mut Value, marker: Option<String>) {
    let name = &patient["name"][0];
    let text =
        format!("{} {}", name["given"][0].as_str().unwrap_or_default(), name["family"].as_str().unwrap_or_default());
    let text = marker.unwrap_or(text).replace('&', "&amp;").replace('<', "&lt;");
    let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{text}</div>");
    patient["text"] = json!({"status": "generated", "div": div});
}

/// Puts a marker into every text of a canary's record.
fn plant(patient: &mut Value, id: &str, person: &Person, aviary: &mut Aviary) {
    for name in patient["name"].as_array_mut().into_iter().flatten() {
        name["family"] = json!(aviary.mark(id, "name.family"));
        name["given"] = json!([aviary.mark(id, "name.given")]);
    }
    let address = &mut patient["address"][0];
    address["line"] = json!([aviary.mark(id, "address.line")]);
    address["city"] = json!(aviary.mark(id, "address.city"));
    address["postalCode"] = json!(aviary.postcode(id, "address.postalCode"));
    patient["telecom"] = json!([
        {"system": "phone", "value": aviary.phone(id, "telecom.value"), "use": "mobile"},
        {"system": "email", "value": aviary.email(id, "telecom.value"), "use": "home"},
    ]);
    patient["generalPractitioner"][0]["display"] = json!(aviary.mark(id, "generalPractitioner.display"));
    for extension in patient["extension"].as_array_mut().into_iter().flatten() {
        if let Some(display) = extension.pointer_mut("/valueCodeableConcept/coding/0/display") {
            *display = json!(aviary.mark(id, "extension.display"));
        }
    }
    aviary.keep(person.birth.to_string(), "date", id, "birthDate");
    if let Some(nhs) = &person.nhs_number {
        aviary.keep(nhs.clone(), "nhs-number", id, "identifier.value");
    }
}

fn known_as(patient: &Value) -> KnownAs {
    let mut values = BTreeMap::new();
    let mut keep = |name: &str, value: &Value| {
        if let Some(text) = value.as_str() {
            values.insert(name.to_owned(), text.to_owned());
        }
    };
    for name in patient["name"].as_array().into_iter().flatten() {
        let old = name["use"] == "old";
        keep(if old { "formerFamily" } else { "family" }, &name["family"]);
        keep(if old { "formerGiven" } else { "given" }, &name["given"][0]);
    }
    keep("dateOfBirth", &patient["birthDate"]);
    let identifiers = patient["identifier"].as_array().into_iter().flatten();
    for identifier in identifiers.filter(|identifier| identifier["system"] == terms::NHS_NUMBER) {
        keep("nhsNumber", &identifier["value"]);
    }
    keep("line", &patient["address"][0]["line"][0]);
    keep("postcode", &patient["address"][0]["postalCode"]);
    for telecom in patient["telecom"].as_array().into_iter().flatten() {
        keep(if telecom["system"] == "email" { "email" } else { "phone" }, &telecom["value"]);
    }
    KnownAs { partner: "nhs", record: patient["id"].as_str().unwrap_or_default().to_owned(), values }
}
