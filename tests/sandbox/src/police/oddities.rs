//! What makes a register real: words of no list, and fields that are held back.

use serde_json::{Value, json};

use super::register::Register;
use crate::world::World;

/// Puts unlisted words into some records: three that five or more share, three that stand alone.
pub(crate) fn unlisted_words(register: &mut Register) {
    let flag = |record: &Value| record["flags"][0] == "Hate-Other";
    let asb = |record: &Value| record["offence"]["code"] == "ASB-P" && record["flags"][0] != Value::Null;
    let closed = |record: &Value| record["outcome"]["code"] == "18";
    let crime = |record: &Value| record["offence"]["code"] == "8L" || record["offence"]["code"] == "9A";
    let friend = |record: &Value| record["perpetratorRelation"]["code"] == "ACQ";
    each(register, 7, flag, |record| record["flags"] = json!(["Hate-AltSub"]));
    each(register, 6, asb, |record| {
        record["offence"] = json!({"code": "ASB-MOB", "text": "Mobility aid interfered with"})
    });
    each(register, 8, closed, |record| record["outcome"] = json!({"code": "31", "text": "Community trigger closed"}));
    each(register, 1, flag, |record| record["flags"] = json!(["Hate-Mil"]));
    each(register, 1, crime, |record| record["offence"] = json!({"code": "ZZ41", "text": "Mate crime"}));
    each(register, 1, friend, |record| record["perpetratorRelation"] = json!({"code": "MATE", "text": "Befriender"}));
}

/// Changes the first `count` live records that fit; canaries keep their markers and are passed over.
fn each(register: &mut Register, count: usize, fits: impl Fn(&Value) -> bool, change: impl Fn(&mut Value)) {
    let live = register.occurrences.values_mut().filter(|record| record.tombstone.is_none());
    for record in live.filter(|record| !is_canary(&record.body) && fits(&record.body)).take(count) {
        change(&mut record.body);
    }
}

fn is_canary(record: &Value) -> bool {
    record["narrative"].as_str().is_some_and(|text| text.contains("Canary"))
}

/// Holds single fields back. Every canary keeps all of its own: a redacted marker proves nothing.
pub(crate) fn redact(register: &mut Register, world: &World) {
    let fields = ["narrative", "location", "officerInCase", "outcome"];
    for (number, record) in register.occurrences.values_mut().enumerate() {
        if !is_canary(&record.body) {
            hold_back(&mut record.body, &fields, &mut world.dice("redact occurrence", number));
        }
    }
    let fields = ["addresses", "phones", "email", "dateOfBirth", "formerNames"];
    for (number, record) in register.persons.values_mut().enumerate() {
        if !record.body["names"].to_string().contains("Canary") {
            hold_back(&mut record.body, &fields, &mut world.dice("redact person", number));
        }
    }
}

fn hold_back(record: &mut Value, fields: &[&str], dice: &mut crate::dice::Dice) {
    if !dice.chance(6) {
        return;
    }
    let reason = dice.pick(&["LIVE_INVESTIGATION", "SOURCE_PROTECTION", "WITNESS_SAFETY"]);
    let field = dice.pick(fields);
    record[*field] = json!({"value": null, "withheld": {"reason": reason}});
}
