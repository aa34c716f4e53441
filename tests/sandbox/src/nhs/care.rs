//! Attendances and conditions. Most have nothing to do with hate.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::population::Enrolled;
use super::terms::{self, ICD_10, INTENT, SNOMED};
use crate::dice::Dice;
use crate::world::{Act, Aviary, World};

const ACCIDENTS: &[(&str, &str)] = &[
    ("W01", "Fall on same level"),
    ("S93.4", "Sprain of ankle"),
    ("J06.9", "Acute respiratory infection"),
    ("R07.4", "Chest pain"),
];
const ASSAULTS: &[(&str, &str)] =
    &[("Y04", "Assault by bodily force"), ("X99", "Assault by sharp object"), ("Y00", "Assault by blunt object")];

/// A moment of the invented county: UTC throughout.
pub(crate) fn moment(at: DateTime) -> Timestamp {
    at.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// Hours later, but before the county's today.
pub(crate) fn later(from: DateTime, hours: usize) -> DateTime {
    let then = from.checked_add(jiff::Span::new().hours(i64::try_from(hours).unwrap_or(0))).unwrap_or(from);
    then.min(jiff::civil::date(2026, 11, 20).at(20, 0, 0, 0))
}

/// Some day of the last years.
pub(crate) fn some_day(dice: &mut Dice) -> DateTime {
    later(jiff::civil::date(2023, 1, 2).at(8, 0, 0, 0), dice.below(1400 * 24))
}

/// The attendance of a victim at an emergency department after an incident, if there was one.
pub(crate) fn after(world: &World, incident: usize, patient: &Enrolled, aviary: &mut Aviary) -> Option<Value> {
    let happened = &world.incidents[incident];
    let dice = &mut world.dice("nhs attendance", incident * 4_096 + patient.person);
    let likely = match happened.act {
        Act::Injury => 70,
        Act::Assault => 30,
        _ => 0,
    };
    if !dice.chance(likely) {
        return None;
    }
    let id = format!("enc-{:06}-{}", incident + 1, patient.person + 1);
    let start = later(happened.from, dice.between(1, 6));
    let mut encounter = attendance(&id, patient, start, dice);
    assaulted(&mut encounter, dice);
    if world.people[patient.person].canary {
        let marker = aviary.mark(&id, "reasonCode.text");
        encounter["reasonCode"][0]["text"] = json!(marker);
        encounter["text"] =
            json!({"status": "additional", "div": format!("<div>{}</div>", aviary.mark(&id, "text.div"))});
    }
    Some(encounter)
}

/// Attendances that no partner knows of: accidents, and a few assaults that nobody reported.
pub(crate) fn other_attendances(world: &World, patient: &Enrolled) -> Vec<Value> {
    let dice = &mut world.dice("nhs other attendance", patient.person);
    let mut encounters = Vec::new();
    for nth in 0..dice.below(3) {
        let id = format!("enc-9{:05}-{nth}", patient.person + 1);
        let start = some_day(dice);
        let mut encounter = attendance(&id, patient, start, dice);
        match dice.weighted(&[(86, 0), (10, 1), (4, 2)]) {
            0 => {
                let (code, display) = *dice.pick(ACCIDENTS);
                encounter["reasonCode"] = json!([
                    terms::concept(ICD_10, code, display),
                    terms::concept(INTENT, "accidental", "Accidental injury"),
                ]);
            }
            1 => assaulted(&mut encounter, dice),
            // A system that left the NHS in 2018 and still sends its codes.
            _ => encounter["reasonCode"] = json!([terms::concept("http://read.info/readv2", "TL0..", "Fight")]),
        }
        encounters.push(encounter);
    }
    encounters
}

fn attendance(id: &str, patient: &Enrolled, start: DateTime, dice: &mut Dice) -> Value {
    json!({
        "resourceType": "Encounter",
        "id": id,
        "meta": {"profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Encounter"]},
        "status": "finished",
        "class": terms::coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "EMER", "emergency"),
        "type": [terms::concept(SNOMED, "50849002", "Emergency room admission")],
        "subject": terms::reference("Patient", &patient.id()),
        "period": {"start": moment(start).to_string(), "end": moment(later(start, dice.between(1, 8))).to_string()},
        "serviceProvider": terms::reference("Organization", "org-trust"),
    })
}

/// Says that it was an assault: by ICD-10, by SNOMED CT, and by the intent as reason or as type.
fn assaulted(encounter: &mut Value, dice: &mut Dice) {
    let (code, display) = *dice.pick(ASSAULTS);
    let intent = terms::concept(INTENT, "assault", "Injury caused by another person");
    let mut reasons = match dice.below(3) {
        0 => vec![terms::concept(SNOMED, "52684005", "Assault")],
        _ => vec![terms::concept(ICD_10, code, display)],
    };
    if dice.chance(50) {
        reasons.push(intent);
    } else if let Some(types) = encounter["type"].as_array_mut() {
        types.push(intent);
    }
    encounter["reasonCode"] = json!(reasons);
}

/// Conditions: Z60.5 where the patient said so, others for others.
pub(crate) fn condition(world: &World, patient: &Enrolled, aviary: &mut Aviary) -> Option<Value> {
    let dice = &mut world.dice("nhs condition", patient.person);
    let canary = world.people[patient.person].canary;
    let said = canary || dice.chance(if patient.named() { 30 } else { 1 });
    if !said && !dice.chance(20) {
        return None;
    }
    let id = format!("con-{:06}", patient.person + 1);
    let mut code = if said {
        terms::concept(ICD_10, "Z60.5", "Target of perceived adverse discrimination and persecution")
    } else {
        let (code, display) =
            *dice.pick(&[("F41.1", "Generalised anxiety disorder"), ("I10", "Essential hypertension")]);
        terms::concept(ICD_10, code, display)
    };
    if canary {
        code["text"] = json!(aviary.mark(&id, "code.text"));
    }
    let at = moment(some_day(dice)).to_string();
    let mut condition = json!({
        "resourceType": "Condition",
        "id": id,
        "clinicalStatus": terms::concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active"),
        "verificationStatus": terms::concept(
            "http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed", "Confirmed"),
        "category": [terms::concept(
            "http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis", "Encounter Diagnosis")],
        "code": code,
        "subject": terms::reference("Patient", &patient.id()),
        "onsetDateTime": at,
        "recordedDate": at,
    });
    if canary {
        condition["note"] = json!([{"text": aviary.mark(&id, "note.text")}]);
    }
    Some(condition)
}
