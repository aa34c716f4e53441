//! To whom the police passed a person on: referrals that went out, as part of their occurrence.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::register::{Record, Register};
use crate::dice::Dice;
use crate::http::{Ask, Reply};
use crate::world::{Aviary, World, occurrence_id};

/// Code and name of whoever is referred to, and the code of a service. The last of them is in no list.
const RECIPIENTS: &[(&str, &str, &str)] = &[
    ("VF", "Victim First", "EMOTIONAL_SUPPORT"),
    ("VF", "Victim First", "EMOTIONAL_SUPPORT"),
    ("SH", "Safe Haven LLR", "EMOTIONAL_SUPPORT"),
    ("CST", "Community Safety Team", "HOME_SECURITY"),
    ("LPT-AMH", "Adult Mental Health Service", "TALKING_THERAPY"),
    ("GIC", "Gender Identity Clinic", "CLINIC"),
    ("KESTREL", "Kestrel Project", "BEFRIENDING"),
];
/// What a referral may be asked for.
const FIELDS: &[&str] = &["id", "personId", "toOrganisation", "serviceCode", "status", "sentAt", "history"];
/// What the occurrence itself says of a referral.
const ANNOUNCED: &[&str] = &["id", "personId", "status", "sentAt", "tombstone"];

/// The referrals of an occurrence, of some of those harmed.
pub(crate) fn of(world: &World, number: usize, occurrence: &Value, aviary: &mut Aviary) -> Value {
    let incident = &world.incidents[number];
    let dice = &mut world.dice("police passed on", number);
    let victims = occurrence["persons"].as_array().into_iter().flatten().filter(|person| person["role"] == "VICTIM");
    let mut all = Vec::new();
    for victim in victims {
        if !incident.canary && !dice.chance(35) {
            continue;
        }
        let id = format!("{}#{}", occurrence_id(number), all.len() + 1);
        let (code, name, service) = *dice.pick(RECIPIENTS);
        let name = if incident.canary { aviary.mark(&id, "toOrganisation.name") } else { name.to_owned() };
        let history = history(incident.reported, dice);
        all.push(json!({
            "id": id,
            "personId": victim["personId"],
            "toOrganisation": {"code": code, "name": name},
            "serviceCode": service,
            "status": history[history.len() - 1]["status"],
            "sentAt": history[0]["at"],
            "history": history,
        }));
    }
    json!(all)
}

fn history(reported: DateTime, dice: &mut Dice) -> Vec<Value> {
    let mut at = reported;
    let mut steps = vec!["SENT"];
    match dice.below(10) {
        0..3 => {}
        3 => steps.push("DECLINED"),
        4 => steps.push("PARKED"),
        5..8 => steps.push("ACCEPTED"),
        _ => steps.extend(["ACCEPTED", "CLOSED"]),
    }
    let mut written = Vec::new();
    for status in steps {
        let hours = jiff::Span::new().hours(i64::try_from(1 + dice.below(70)).unwrap_or(1));
        at = at.checked_add(hours).unwrap_or(at).min(super::occurrences::LAST);
        written.push(json!({"at": super::occurrences::stamp(at), "status": status}));
    }
    written
}

/// What an occurrence says of its referrals: that they are there, and no more.
pub(crate) fn announced(referrals: &Value) -> Value {
    let each = referrals.as_array().into_iter().flatten().map(|referral| kept(referral, ANNOUNCED));
    json!(each.collect::<Vec<_>>())
}

/// What a tombstone says of the referrals that went with it.
pub(crate) fn gone(referrals: &Value, kind: &str) -> Value {
    let each = referrals.as_array().into_iter().flatten();
    json!(each.map(|referral| json!({"id": referral["id"], "tombstone": kind})).collect::<Vec<_>>())
}

/// `POST /v1/referrals:batchGet`.
pub(crate) fn batch(register: &Register, ask: &Ask) -> Result<Reply, Reply> {
    super::read::batch(|id| find(register, id), FIELDS, ask)
}

/// A referral as a record of its own: it is as old as its occurrence.
fn find(register: &Register, id: &str) -> Option<Record> {
    let occurrence = register.occurrences.get(id.split_once('#')?.0)?;
    let all = occurrence.body["referrals"].as_array().into_iter().flatten();
    let body = all.into_iter().find(|referral| referral["id"] == id && referral["tombstone"].is_null())?.clone();
    Some(Record { body, ..occurrence.clone() })
}

fn kept(referral: &Value, names: &[&str]) -> Value {
    let fields = referral.as_object().into_iter().flatten();
    let fields = fields.filter(|(name, _)| names.contains(&name.as_str()));
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}
