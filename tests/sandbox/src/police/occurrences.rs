//! Incidents as the police wrote them down.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::codes::term;
use super::persons::{held_twice, person_id};
use crate::dice::Dice;
use crate::world::{Act, Aviary, Incident, Strand, World, occurrence_id};

/// The last moment at which anyone touched a record.
pub(crate) const LAST: DateTime = jiff::civil::date(2026, 11, 20).at(22, 0, 0, 0);

/// One occurrence, with `modified` and `version`; and its tombstone's kind if it is one.
pub(crate) fn record(world: &World, number: usize, aviary: &mut Aviary) -> (Value, Option<&'static str>) {
    let incident = &world.incidents[number];
    let id = occurrence_id(number);
    let dice = &mut world.dice("occurrence", number);
    let (layer, offence) = classify(incident, dice);
    let flags = flags(incident, offence, dice);
    let candidate = offence == "ASB-P" && flags.is_empty();
    let tombstone = (!incident.county && !incident.canary && dice.chance(3))
        .then(|| dice.word(&["CANCELLED", "TRANSFERRED", "RECLASSIFIED"]));
    let mut record = json!({
        "id": id,
        "reference": world.police_reference(number),
        "layer": layer,
        "occurredFrom": stamp(incident.from),
        "occurredTo": incident.to.map(stamp),
        "reportedAt": stamp(incident.reported),
        "channel": dice.pick(&[
            "PHONE_101", "PHONE_101", "PHONE_999", "ONLINE", "FRONT_COUNTER", "OFFICER", "THIRD_PARTY_CENTRE", "LETTER",
        ]),
        "offence": term("offences", offence),
        "flags": flags,
        "disabilityMarker": incident.strands.contains(&Strand::Disability) && (candidate || dice.chance(80)),
        "location": location(incident, dice),
        "narrative": incident.story,
        "outcome": outcome(layer, dice),
        "perpetratorRelation": dice.chance(85).then(|| term("relations", incident.relation)),
        "persons": persons(world, number, dice),
        "restricted": incident.restricted,
        "officerInCase": format!("PC {} {}", dice.between(1000, 6999), dice.pick(&["Hartley", "Osei", "Rawal", "Brandt", "Tooley"])),
        "otherReferences": other_references(world, number),
        "modified": stamp(modified(incident.reported, dice)),
        "version": dice.between(1, 4),
    });
    if let Some((slug, name)) = incident.organisation {
        record["suspectOrganisation"] = json!({"slug": slug, "name": name});
    }
    record["referrals"] = super::passed_on::of(world, number, &record, aviary);
    if incident.canary {
        plant(&mut record, &id, aviary);
    }
    (record, tombstone)
}

/// An instant as the police write it.
pub(crate) fn stamp(moment: DateTime) -> String {
    format!("{}Z", moment.strftime("%Y-%m-%dT%H:%M:%S"))
}

fn modified(reported: DateTime, dice: &mut Dice) -> DateTime {
    let span = jiff::Span::new()
        .hours(i64::try_from(dice.below(24 * 60)).unwrap_or(0))
        .seconds(i64::try_from(dice.below(3600)).unwrap_or(0));
    reported.checked_add(span).unwrap_or(reported).min(LAST)
}

fn classify(incident: &Incident, dice: &mut Dice) -> (&'static str, &'static str) {
    let aggravated = incident.strands.iter().any(|s| matches!(s, Strand::Race | Strand::Religion)) && dice.chance(75);
    let disability = incident.strands.contains(&Strand::Disability);
    let june = incident.reported.date() >= jiff::civil::date(2026, 6, 1);
    let october = incident.reported.date() >= jiff::civil::date(2026, 10, 1);
    if disability && dice.chance(18) {
        return ("INCIDENT", "ASB-P");
    }
    match incident.act {
        Act::Injury => ("CRIME", if aggravated { "8P" } else { "8N" }),
        Act::Assault => ("CRIME", if aggravated { "105B" } else { "105A" }),
        Act::Threat if dice.chance(20) => ("CRIME", "3B"),
        Act::Harassment if !aggravated && june => ("CRIME", "8X"),
        Act::Harassment => ("CRIME", if aggravated { "8M" } else { "8L" }),
        Act::Damage if aggravated => ("CRIME", "58J"),
        Act::Damage => ("CRIME", dice.word(&["58A", "58C"])),
        Act::Neglect => ("RECORD_OF_CONTACT", "CFW"),
        Act::Leaflets => ("CRIME", "8R"),
        Act::Rubbish => ("INCIDENT", dice.word(&["ASB-E", "ASB-N"])),
        Act::Threat | Act::Abuse if dice.chance(45) => ("CRIME", if aggravated { "9B" } else { "9A" }),
        Act::Threat | Act::Abuse => ("INCIDENT", if october { "NC-MON" } else { "NC-HATE" }),
    }
}

/// Most are flagged; some that should be are not: those are the candidates.
fn flags(incident: &Incident, offence: &str, dice: &mut Dice) -> Vec<&'static str> {
    let flagged = match offence {
        "ASB-P" => dice.chance(45),
        "CFW" => dice.chance(25),
        _ => dice.chance(96),
    };
    if !flagged {
        return Vec::new();
    }
    let mut flags: Vec<&str> = incident.strands.iter().map(|strand| flag(*strand)).collect();
    if dice.chance(12) {
        flags.push("VULN");
    }
    if dice.chance(10) {
        flags.push("REPEAT");
    }
    flags
}

const fn flag(strand: Strand) -> &'static str {
    match strand {
        Strand::Race => "Hate-Race",
        Strand::Religion => "Hate-Faith",
        Strand::Disability => "Hate-Disability",
        Strand::Orientation => "Hate-SexOr",
        Strand::Transgender => "Hate-Trans",
        Strand::Goth | Strand::BodySize | Strand::ArmedForces => "Hate-Other",
    }
}

const fn perceived(strand: Strand) -> &'static str {
    match strand {
        Strand::Race => "race",
        Strand::Religion => "religion or faith",
        Strand::Disability => "disability",
        Strand::Orientation => "sexual orientation",
        Strand::Transgender => "transgender",
        Strand::Goth => "goth",
        Strand::BodySize => "body size",
        Strand::ArmedForces => "armed forces",
    }
}

fn location(incident: &Incident, dice: &mut Dice) -> Value {
    let known = dice.chance(92);
    json!({
        "premises": known.then_some(&incident.place.line),
        "ward": incident.place.ward,
        "district": incident.place.district,
        "postcode": known.then_some(&incident.place.postcode),
    })
}

fn outcome(layer: &str, dice: &mut Dice) -> Value {
    if layer != "CRIME" || dice.chance(30) {
        return Value::Null;
    }
    term(
        "outcomes",
        dice.word(&["1", "3", "8", "10", "14", "15", "15", "16", "16", "18", "18", "18", "20", "21", "22"]),
    )
}

fn persons(world: &World, number: usize, dice: &mut Dice) -> Value {
    let incident = &world.incidents[number];
    let says: Vec<&str> = incident.strands.iter().map(|strand| perceived(*strand)).collect();
    let mut persons = Vec::new();
    for &victim in &incident.victims {
        let second = held_twice(world, victim) && dice.chance(50);
        let mut person = json!({"personId": person_id(victim, second), "role": "VICTIM"});
        if dice.chance(80) || flag(incident.strands[0]) == "Hate-Other" {
            person["perceived"] = json!(says);
        }
        persons.push(person);
    }
    if let Some(witness) = incident.witness.filter(|witness| !incident.victims.contains(witness)) {
        persons.push(json!({"personId": person_id(witness, false), "role": "WITNESS"}));
    }
    json!(persons)
}

fn other_references(world: &World, number: usize) -> Value {
    if !world.incidents[number].police_quotes {
        return json!([]);
    }
    json!([{"system": "COUNTY_PROJECT", "reference": world.county_reference(number)}])
}

/// Puts a marker into every text of a canary's record; codes, flags and the district must stay readable.
fn plant(record: &mut Value, id: &str, aviary: &mut Aviary) {
    let story = record["narrative"].as_str().unwrap_or_default().to_owned();
    record["narrative"] = json!(format!("{story} {}", aviary.mark(id, "narrative")));
    record["officerInCase"] = json!(format!("PC {}", aviary.mark(id, "officerInCase")));
    for field in ["premises", "ward"] {
        record["location"][field] = json!(aviary.mark(id, &format!("location.{field}")));
    }
    record["location"]["postcode"] = json!(aviary.postcode(id, "location.postcode"));
    for field in ["offence", "outcome", "perpetratorRelation"] {
        if record[field].is_object() {
            record[field]["text"] = json!(aviary.mark(id, &format!("{field}.text")));
        }
    }
    if record["suspectOrganisation"].is_object() {
        record["suspectOrganisation"]["name"] = json!(aviary.mark(id, "suspectOrganisation.name"));
    }
}
