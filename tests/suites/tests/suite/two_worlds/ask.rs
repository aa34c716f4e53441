//! The generated questions.

use accord_sandbox::FaultKind;
use serde_json::{Value, json};

use super::dice::Dice;
use super::plan::Plan;
use super::pool::Pool;
use super::query::{Pick, print};
use super::shape::{self, Kind};
use crate::scene::sought;

/// One question to both worlds.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) purpose: String,
    pub(crate) mutation: bool,
    pub(crate) picks: Vec<Pick>,
    /// How the police's system fails meanwhile, in both.
    pub(crate) fault: Option<FaultKind>,
}

impl Step {
    /// Whether the number of calls does not depend on how long the index takes: one root, nothing kept.
    pub(crate) fn counts(&self, plan: &Plan) -> bool {
        self.picks.len() == 1 && plan.cache_ttl_ms == 0
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
                step.fault = Some(*dice.pick(FAULTS));
            }
            // What is kept depends on how the calls fell: one root as well.
            let roots = if step.fault.is_some() || plan.cache_ttl_ms > 0 { 1 } else { *dice.pick(&[1, 1, 1, 2, 3]) };
            // A bad argument below fails while another root is being answered: how far that came is chance.
            step.picks = (0..roots).map(|n| root(n, roots == 1, dice, pool)).collect();
        }
    }
    step
}

fn root(number: usize, alone: bool, dice: &mut Dice, pool: &Pool) -> Pick {
    let levels = dice.below(4);
    let here = (shape::page(None, dice, pool), shape::page(Some(filter(dice)), dice, pool));
    dice.slips = alone;
    let alias = format!("r{number}: ");
    let pick = match dice.below(100) {
        0..4 => Pick::leaf("viewer { organisation { id } role purpose purposes }"),
        4..8 => Pick::leaf("partners { name connector partner { id } unmappedTerms { system text records } }"),
        8..26 => {
            let name = format!("victims{}", here.0);
            Pick::of(prefix(number, name), shape::connection(Kind::Victim, levels, dice, pool))
        }
        26..56 => {
            let name = format!("incidents{}", here.1);
            Pick::of(prefix(number, name), shape::connection(Kind::Incident, levels, dice, pool))
        }
        56..72 => {
            let id = some_id(&pool.victims, dice, pool);
            Pick::of(format!("{alias}victim(id: {id})"), shape::some(Kind::Victim, levels, dice, pool))
        }
        72..84 => {
            let id = some_id(&pool.incidents, dice, pool);
            Pick::of(format!("{alias}incident(id: {id})"), shape::some(Kind::Incident, levels, dice, pool))
        }
        84..94 => Pick::of(
            format!("{alias}node(id: {})", any_id(dice, pool)),
            vec![
                Pick::leaf("__typename id"),
                Pick::of("... on Victim", shape::some(Kind::Victim, levels, dice, pool)),
                Pick::of("... on Incident", shape::some(Kind::Incident, levels.min(2), dice, pool)),
            ],
        ),
        _ => {
            let id = some_id(&pool.victims, dice, pool);
            let name = format!("{alias}_entities(representations: [{{__typename: \"Victim\", id: {id}}}])");
            Pick::of(name, vec![Pick::of("... on Victim", shape::some(Kind::Victim, levels, dice, pool))])
        }
    };
    dice.slips = true;
    pick
}

// The first one keeps its name, so that what it teaches is understood.
fn prefix(number: usize, name: String) -> String {
    if number == 0 { name } else { format!("r{number}: {name}") }
}

fn some_id(own: &[String], dice: &mut Dice, pool: &Pool) -> String {
    if own.is_empty() || dice.chance(30) { any_id(dice, pool) } else { json!(dice.pick(own)).to_string() }
}

/// An id of anything: the viewer's, a colleague's, another organisation's, nobody's.
fn any_id(dice: &mut Dice, pool: &Pool) -> String {
    let lists = [&pool.hidden, &pool.victims, &pool.incidents, &pool.foreign, &pool.hidden, &pool.directives];
    let list = *dice.pick(&lists);
    let word = if list.is_empty() { "bm8gc3VjaCBpZA" } else { dice.pick(list) };
    json!(word).to_string()
}

fn filter(dice: &mut Dice) -> String {
    let mut conditions: Vec<String> = Vec::new();
    if dice.chance(30) {
        let strands = ["DISABILITY", "OTHER", "RACE_ETHNICITY", "RELIGION_BELIEF", "SEXUAL_ORIENTATION", "TRANSGENDER"];
        conditions.push(format!("strands: [{}]", dice.some(&strands)));
    }
    if dice.chance(25) {
        let areas = ["\"leicester\"", "\"charnwood\"", "\"rutland\"", "\"blaby\"", "\"melton\"", "\"nowhere\""];
        conditions.push(format!("areas: [{}]", dice.some(&areas)));
    }
    if dice.chance(20) {
        conditions.push(format!(
            "recordKinds: [{}]",
            dice.some(&["CRIME", "NON_CRIME", "ASB", "SAFEGUARDING", "HEALTH_EVENT"])
        ));
    }
    if dice.chance(15) {
        conditions
            .push(format!("channels: [{}]", dice.some(&["TELEPHONE", "ONLINE", "IN_PERSON", "LETTER", "UNKNOWN"])));
    }
    let year = 2023 + dice.below(4);
    if dice.chance(15) {
        conditions.push(format!("occurredFrom: \"{year}-03-01T00:00:00Z\""));
    }
    if dice.chance(15) {
        conditions.push(format!("occurredUntil: \"{year}-10-01T00:00:00Z\""));
    }
    if dice.chance(40) {
        conditions.push("includeCandidates: true".to_owned());
    }
    let order = dice.pick(&["OCCURRED_ASC", "OCCURRED_DESC"]);
    format!("filter: {{ {} }}, orderBy: {order}", conditions.join(", "))
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
