//! The generated questions.

use accord_sandbox::FaultKind;
use serde_json::{Value, json};

use super::calls::System;
use super::dice::Dice;
use super::plan::Plan;
use super::pool::Pool;
use super::query::{Pick, print};
use super::roots::{self, any_id, some_id};
use super::shape::{self, Kind};
use crate::scene::sought;

/// One question to both worlds.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) purpose: String,
    pub(crate) mutation: bool,
    pub(crate) picks: Vec<Pick>,
    /// Which partner's system fails meanwhile, and how, in both.
    pub(crate) fault: Option<(System, FaultKind)>,
}

impl Step {
    /// Whether the number of calls does not depend on how long anything takes: one root, nothing kept, and no people below
    /// incidents beside people below referrals, who meet or do not.
    pub(crate) fn counts(&self, plan: &Plan) -> bool {
        let text = self.text();
        let meeting = text.contains("incidents(") && text.contains("referrals(");
        self.picks.len() == 1 && plan.cache_ttl_ms == 0 && !meeting
    }

    pub(crate) fn text(&self) -> String {
        let kind = if self.mutation { "mutation" } else { "query" };
        format!("{kind} {{ {} }}", print(&self.picks))
    }
}

/// The categories that open nothing which differs, whoever agrees to them.
const HARMLESS: &[&str] = &["DEMOGRAPHIC", "COUNSELLING"];
const CATEGORIES: &[&str] = &[
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
/// Truncated and failing answers; what waits or is told to wait depends on the clock.
const FAULTS: &[FaultKind] = &[FaultKind::ServerError, FaultKind::Truncated, FaultKind::WrongTypes, FaultKind::Garbage];

/// The ids of all that there is for the viewer.
pub(crate) fn look_round(plan: &Plan) -> Step {
    let all = "nodes { id victims { id } }";
    let picks = [
        "victims(first: 10) { nodes { id incidents(first: 5) { nodes { id } } referrals(first: 5) { nodes { id } } } }",
        &format!("incidents(first: 20, filter: {{ includeCandidates: true }}) {{ {all} }}"),
        "referrals(first: 20) { nodes { id victim { id } } }",
    ];
    let picks = picks.into_iter().map(Pick::leaf).collect();
    Step { purpose: plan.purpose.to_owned(), mutation: false, picks, fault: None }
}

pub(crate) fn step(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> Step {
    let purpose = match dice.below(100) {
        0..8 => "STATISTICS",
        8..10 => "SAFEGUARD_CHILD",
        _ => plan.purpose,
    };
    let mut step = Step { purpose: purpose.to_owned(), mutation: false, picks: Vec::new(), fault: None };
    match dice.below(100) {
        0..18 if plan.writes => {
            step.mutation = true;
            step.picks = vec![mutation(number, plan, dice, pool)];
        }
        0..24 => step.picks = vec![broken(dice, pool)],
        _ => {
            // One root where a partner fails: which of two siblings meets the failure first is chance.
            if dice.chance(12) {
                let system = *dice.pick(&[System::Police, System::Police, System::Trust, System::City]);
                step.fault = Some((system, *dice.pick(FAULTS)));
            }
            // What is kept depends on how the calls fell: one root as well.
            let roots = if step.fault.is_some() || plan.cache_ttl_ms > 0 { 1 } else { *dice.pick(&[1, 1, 1, 2, 3]) };
            // A bad argument below fails while another root is being answered: how far that came is chance.
            step.picks = (0..roots).map(|n| roots::root(n, roots == 1, dice, pool)).collect();
        }
    }
    step
}

fn mutation(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> Pick {
    match dice.below(100) {
        0..40 => find(plan, dice, pool),
        40..75 => record(number, plan, dice, pool),
        _ => {
            let directive = if pool.directives.is_empty() {
                any_id(dice, pool)
            } else {
                json!(dice.pick(&pool.directives)).to_string()
            };
            Pick::of(
                format!("withdrawConsent(input: {{ directive: {directive}, idempotencyKey: \"w{number}\" }})"),
                vec![
                    Pick::leaf("userErrors { code path message } directive { id effect categories }"),
                    Pick::leaf("alreadyDisclosed { organisation { id } role purpose categories }"),
                ],
            )
        }
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
    match dice.below(10) {
        0 => input["given"] = Value::Null,
        1 => input["dateOfBirth"] = Value::Null,
        2 => input["dateOfBirth"] = json!("1999-09-09"),
        3 => (input["given"], input["dateOfBirth"]) = (Value::Null, Value::Null),
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
    let own = dice.chance(60);
    let organisation = if own { plan.organisation } else { "melton-borough-council" };
    let permit = dice.chance(70);
    let action = *dice.pick(&["", "", "action: VIEW, ", "action: REFER, ", "action: CONTACT, "]);
    let opens = permit && own && !pristine && !action.contains("REFER") && !action.contains("CONTACT");
    let categories = dice.some(if opens { HARMLESS } else { CATEGORIES });
    let effect = if permit { "PERMIT" } else { "DENY" };
    let until = *dice.pick(&["", "", "until: \"2031-01-01T00:00:00Z\", ", "until: \"2001-01-01T00:00:00Z\", "]);
    let input = format!(
        "victim: {victim}, idempotencyKey: \"k{}\", effect: {effect}, organisation: \"{organisation}\", {action}{until}\
         categories: [{categories}], given: {{by: \"SELF\", method: \"IN_PERSON\", wordingVersion: \"1\", language: \"en\"}}",
        number / 2
    );
    Pick::of(
        format!("recordConsent(input: {{ {input} }})"),
        vec![
            Pick::leaf("userErrors { code path message } directive { id effect categories end }"),
            Pick::of("victim", shape::some(Kind::Victim, 2, dice, pool)),
        ],
    )
}

/// Questions that fail.
fn broken(dice: &mut Dice, pool: &Pool) -> Pick {
    let id = any_id(dice, pool);
    Pick::leaf(&match dice.below(9) {
        0 => "victims { nodes { nmae { text } } }".to_owned(),
        1 => format!("victim(id: {id}) {{ name {{"),
        2 => "incidents(filter: {strands: [RACE]}) { nodes { id } }".to_owned(),
        3 => "incidents(first: \"two\") { nodes { id } }".to_owned(),
        4 => format!("victim(id: {id})"),
        5 => "incidents(after: \"bm90IGEgY3Vyc29y\") { nodes { id } }".to_owned(),
        6 => "victims(first: 100) { nodes { incidents(first: 100) { nodes { victims { id } records { narrative } id channel } } } }".to_owned(),
        7 => (0..17).map(|n| format!("a{n}: viewer {{ role }}")).collect::<Vec<_>>().join(" "),
        _ => format!("node(id: {id}) {{ id }} victims(first: -1) {{ nodes {{ id }} }}"),
    })
}
