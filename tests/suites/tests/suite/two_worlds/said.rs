//! Mutations: what a viewer writes down, takes back, and looks for. Often about what she may not know of, under a key that was
//! used before, or twice the same (L18).

use serde_json::{Value, json};

use super::dice::Dice;
use super::plan::Plan;
use super::pool::Pool;
use super::query::Pick;
use super::roots::{any_id, some_id};
use super::shape::{self, Kind};
use crate::scene::sought;

/// The categories that open nothing which differs, whoever agrees to them.
const HARMLESS: &[&str] = &["DEMOGRAPHIC", "COUNSELLING"];
pub(super) const CATEGORIES: &[&str] = &[
    "IDENTITY",
    "CONTACT",
    "LOCATION",
    "DEMOGRAPHIC",
    "ETHNICITY",
    "RELIGION",
    "ORIENTATION",
    "GENDER_IDENTITY",
    "GENDER_HISTORY",
    "DISABILITY",
    "HEALTH",
    "COUNSELLING",
    "OFFENCE",
    "NARRATIVE",
    "SUPPORT",
    "SUBJECT",
];

pub(crate) fn mutation(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> Pick {
    match dice.below(100) {
        0..15 if !pool.said.is_empty() => dice.pick(&pool.said).clone(),
        0..40 => find(plan, dice, pool),
        40..75 => record(number, plan, dice, pool),
        _ => {
            let directive = if pool.directives.is_empty() || dice.chance(25) {
                any_id(dice, pool)
            } else {
                json!(dice.pick(&pool.directives)).to_string()
            };
            let key = key("w", number, dice);
            Pick::of(
                format!("withdrawConsent(input: {{ directive: {directive}, idempotencyKey: \"{key}\" }})"),
                vec![
                    Pick::leaf("userErrors { code path message } directive { id effect categories }"),
                    Pick::leaf("alreadyDisclosed { organisation { id } role purpose categories }"),
                ],
            )
        }
    }
}

/// A key of its own, or one that may have been used for something else.
pub(super) fn key(of: &str, number: usize, dice: &mut Dice) -> String {
    match dice.below(10) {
        0..3 => format!("{of} {}", dice.below(8)),
        3 => "k".repeat(*dice.pick(&[0, 101])),
        _ => format!("{of} own {number}"),
    }
}

fn find(plan: &Plan, dice: &mut Dice, pool: &Pool) -> Pick {
    let nobody = json!({"family": "Nobody", "given": "Atall", "dateOfBirth": "1980-01-01",
        "presence": "IN_PERSON", "reason": "She came to the desk"});
    let mut input = match dice.below(3) {
        0 if !plan.unknowable.is_empty() => sought(dice.pick(&plan.unknowable)),
        0 => nobody,
        _ => sought(dice.pick(&plan.people)),
    };
    match dice.below(12) {
        0 => input["given"] = Value::Null,
        1 => input["dateOfBirth"] = Value::Null,
        2 => input["dateOfBirth"] = json!("1999-09-09"),
        3 => (input["given"], input["dateOfBirth"]) = (Value::Null, Value::Null),
        4 => input["given"] = json!("A%"),
        5 => input["reason"] = json!("short"),
        _ => {}
    }
    let words: Vec<String> = input
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| match name.as_str() {
            "presence" => format!("{name}: {}", value.as_str().unwrap()),
            _ => format!("{name}: {value}"),
        })
        .collect();
    let of = shape::some(Kind::Victim, 2, dice, pool);
    Pick::of(
        format!("findVictim(input: {{ {} }})", words.join(", ")),
        vec![Pick::leaf("outcome needMore userErrors { code path message }"), Pick::of("victim", of)],
    )
}

fn record(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> Pick {
    let pristine = !pool.pristine.is_empty() && dice.chance(40);
    let victim =
        if pristine { json!(dice.pick(&pool.pristine)).to_string() } else { some_id(&pool.victims, dice, pool) };
    // Whom it may open something to: the viewer's own organisation among others, or not.
    let own = format!("organisation: \"{}\", ", plan.organisation);
    let to =
        [&*own, &*own, &*own, "", "organisation: \"melton-borough-council\", ", "organisation: \"nobody-knows\", "];
    let to = *dice.pick(&to);
    let concerns = to == own || to.is_empty();
    let permit = dice.chance(70) && !pool.bridged.iter().any(|id| victim.contains(&**id));
    let more = [
        "",
        "",
        "",
        "action: VIEW, ",
        "action: REFER, ",
        "action: CONTACT, ",
        "recordsOf: \"leicestershire-police\", ",
        "purpose: REFERRAL, ",
        "organisationKind: PUBLIC, ",
    ];
    let more = *dice.pick(&more);
    let harmless = ["REFER", "CONTACT", "Kind"].iter().any(|word| more.contains(word));
    let categories = dice.some(if permit && concerns && !pristine && !harmless { HARMLESS } else { CATEGORIES });
    let effect = if permit { "PERMIT" } else { "DENY" };
    let until =
        ["", "", "", "until: \"2031-01-01T00:00:00Z\", ", "until: \"2001-01-01T00:00:00Z\", ", "until: \"soon\", "];
    let until = *dice.pick(&until);
    let key = key("k", number, dice);
    let input = format!(
        "victim: {victim}, idempotencyKey: \"{key}\", effect: {effect}, {to}{more}{until}\
         categories: [{categories}], given: {{by: \"SELF\", method: \"IN_PERSON\", wordingVersion: \"1\", language: \"en\"}}"
    );
    Pick::of(
        format!("recordConsent(input: {{ {input} }})"),
        vec![
            Pick::leaf("userErrors { code path message } directive { id effect categories start end receipt }"),
            Pick::of("victim", shape::some(Kind::Victim, 2, dice, pool)),
        ],
    )
}
