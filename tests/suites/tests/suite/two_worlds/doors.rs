//! Questions at the doors beside the case itself: emergencies, requests for information, corrections, a person's own log, who
//! could see it and why, receipts, conferences. Most of them are shut to most viewers, and shut in the same words whatever lies behind.

use serde_json::{Value, json};

use super::ask::{DOORS, Step};
use super::deeds::REASON;
use super::dice::Dice;
use super::pair::AUTHORISE;
use super::plan::Plan;
use super::pool::Pool;
use super::query::Pick;
use super::roots::{any_id, root, some_id};
use super::said::{CATEGORIES, key};
use super::shape;
use crate::scene::sought;

const EMERGENCY: &str = "id role at until reviewBy reason state reviewedAt";
const REQUEST: &str = "id organisation { id } categories at until lineOfEnquiry necessity proportionality noticeGiven \
     noNoticeBecause substantialProbativeValue state answeredAt";
const CORRECTION: &str = "id victim record organisation { id } field what askedAt dueBy outcome reason answeredAt";
const ACCESS: &str = "at organisation { id } role purpose basis categories";
const EXPLAINED: &str = "organisation { id } role purpose record recordOf { id } answer onlyAssigned basis agreement \
     directive needs";
const PAGE: &str = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

/// A question for one of these doors, by whoever may come to it or by whoever may not.
pub(crate) fn door(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> Step {
    let own = plan.purpose;
    let (mutation, purpose, pick) = match (number / DOORS) % 18 {
        // Whatever the dice say, the schema is asked for once.
        _ if number < 2 * DOORS => (false, own, Pick::leaf("p0: _service { sdl }")),
        0 | 1 => break_glass(number, plan, dice, pool),
        2 => (false, *dice.pick(&["COMPLAINT", "COMPLAINT", own]), listed("emergencyAccesses", EMERGENCY, dice, pool)),
        3 => (true, *dice.pick(&["COMPLAINT", own]), reviewed(dice, pool)),
        4 | 5 => request(number, plan, dice, pool),
        6 => {
            let purpose = *dice.pick(&[AUTHORISE, AUTHORISE, "COMPLAINT", own]);
            (false, purpose, listed("informationRequests", REQUEST, dice, pool))
        }
        7 => (true, *dice.pick(&[AUTHORISE, own]), approved(dice, pool)),
        8 | 9 => (true, own, correction(number, dice, pool)),
        10 => {
            (false, *dice.pick(&["COMPLAINT", "COMPLAINT", own]), listed("correctionRequests", CORRECTION, dice, pool))
        }
        11 => (true, "COMPLAINT", answered(dice, pool)),
        12 => (true, own, quiet(number, dice)),
        13..17 => (false, *dice.pick(&[own, own, own, "COMPLAINT"]), hers(number, dice, pool)),
        _ => (false, "CASE_CONFERENCE", root(0, true, dice, pool)),
    };
    Step { purpose: purpose.to_owned(), mutation, picks: vec![pick], fault: None }
}

/// Emergency access: whom it would open differs, so that it is asked where nothing is opened: for another purpose, by who has no
/// agreement for emergencies, or about nobody.
fn break_glass(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> (bool, &'static str, Pick) {
    let shut = plan.persona == "support-worker";
    let purpose = if shut || dice.chance(40) { "BREAK_GLASS" } else { plan.purpose };
    let nobody = json!({"family": "Nobodysname", "given": "None", "dateOfBirth": "1901-01-01"});
    let whom = match dice.below(4) {
        _ if purpose == "BREAK_GLASS" && !shut => match dice.below(2) {
            0 if !pool.foreign.is_empty() => format!("victim: {}", json!(dice.pick(&pool.foreign))),
            _ => format!("person: {}", words(&nobody)),
        },
        0 => format!("person: {}", words(&nobody)),
        1 => {
            let all = [&*plan.people, &*plan.unknowable].concat();
            let mut whom = sought(dice.pick(&all));
            whom.as_object_mut().unwrap().retain(|name, _| name != "presence" && name != "reason");
            format!("person: {}", words(&whom))
        }
        _ => format!("victim: {}", any_id(dice, pool)),
    };
    let reason = *dice.pick(&[REASON, REASON, REASON, "help", "aaaaaaaaaaaaaaaaaaaaaaaa"]);
    let key = key("b", number, dice);
    let name = format!("breakGlass(input: {{ {whom}, reason: \"{reason}\", idempotencyKey: \"{key}\" }})");
    let of =
        format!("needMore userErrors {{ code path message }} access {{ {EMERGENCY} }} victim {{ id name {{ text }} }}");
    (true, purpose, Pick::of(name, vec![Pick::leaf(&of)]))
}

fn reviewed(dice: &mut Dice, pool: &Pool) -> Pick {
    let (access, justified) = (some_id(&pool.asked, dice, pool), dice.chance(50));
    let input = format!("access: {access}, justified: {justified}, idempotencyKey: \"r\"");
    let of = format!("userErrors {{ code path message }} access {{ {EMERGENCY} }}");
    Pick::of(format!("reviewEmergencyAccess(input: {{ {input} }})"), vec![Pick::leaf(&of)])
}

/// A victim information request. The police's open what the council and the trust hold: theirs are for those of whom no agreement
/// lets them ask.
fn request(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> (bool, &'static str, Pick) {
    let victim = some_id(&pool.victims, dice, pool);
    let mut owners = vec!["melton-borough-council", "safe-haven-llr", "nobody-knows"];
    if plan.persona != "hate-crime-officer" {
        owners.extend(["charnwood-borough-council", "leicestershire-partnership-nhs-trust"]);
    }
    let owner = *dice.pick(&owners);
    let categories = dice.some(CATEGORIES);
    let word = |dice: &mut Dice| *dice.pick(&[REASON, REASON, REASON, REASON, REASON, "needed"]);
    let (line, needed, measured) = (word(dice), word(dice), word(dice));
    let more = *dice.pick(&[
        "",
        "",
        "substantialProbativeValue: \"The notes name the time at which she came\", ",
        "substantialProbativeValue: \"The notes name the time at which she came\", ",
        "until: \"2001-01-01T00:00:00Z\", ",
        "noNoticeBecause: \"short\", ",
    ]);
    let (notice, key) = (dice.chance(80), key("q", number, dice));
    let input = format!(
        "victim: {victim}, organisation: \"{owner}\", categories: [{categories}], lineOfEnquiry: \"{line}\", \
         necessity: \"{needed}\", proportionality: \"{measured}\", noticeGiven: {notice}, {more}idempotencyKey: \"{key}\""
    );
    let of = format!("userErrors {{ code path message }} request {{ {REQUEST} }}");
    let purpose = if dice.chance(85) { plan.purpose } else { AUTHORISE };
    (true, purpose, Pick::of(format!("requestInformation(input: {{ {input} }})"), vec![Pick::leaf(&of)]))
}

fn approved(dice: &mut Dice, pool: &Pool) -> Pick {
    let (request, approve) = (some_id(&pool.asked, dice, pool), dice.chance(50));
    let input = format!("request: {request}, approve: {approve}, idempotencyKey: \"a\"");
    let of = format!("userErrors {{ code path message }} request {{ {REQUEST} }}");
    Pick::of(format!("answerInformationRequest(input: {{ {input} }})"), vec![Pick::leaf(&of)])
}

fn correction(number: usize, dice: &mut Dice, pool: &Pool) -> Pick {
    let victim = some_id(&pool.victims, dice, pool);
    let records = [&*pool.incidents, &*pool.referrals, &*pool.victims, &*pool.hidden].concat();
    let record = if dice.chance(30) { victim.clone() } else { some_id(&records, dice, pool) };
    let field = *dice.pick(&["name", "address", "offence", "narrative", "status", "former_names", "nothing"]);
    let key = key("c", number, dice);
    let input = format!(
        "victim: {victim}, record: {record}, field: \"{field}\", what: \"It is another\", idempotencyKey: \"{key}\""
    );
    let of = format!("userErrors {{ code path message }} request {{ {CORRECTION} }}");
    Pick::of(format!("requestCorrection(input: {{ {input} }})"), vec![Pick::leaf(&of)])
}

fn answered(dice: &mut Dice, pool: &Pool) -> Pick {
    let (id, outcome) = (some_id(&pool.asked, dice, pool), *dice.pick(&["CORRECTED", "REFUSED", "PARTLY"]));
    let of = format!("userErrors {{ code path message }} request {{ {CORRECTION} }}");
    let name = format!("answerCorrection(input: {{ id: {id}, outcome: {outcome}, reason: \"As it is\" }})");
    Pick::of(name, vec![Pick::leaf(&of)])
}

fn quiet(number: usize, dice: &mut Dice) -> Pick {
    let (quiet, key) = (dice.chance(30), key("s", number, dice));
    let name = format!("setQuietLog(input: {{ quiet: {quiet}, idempotencyKey: \"{key}\" }})");
    Pick::of(name, vec![Pick::leaf("userErrors { code path message }")])
}

/// What is a person's own: who has seen what of her, who could, what she asked, and the receipts of what she said.
fn hers(number: usize, dice: &mut Dice, pool: &Pool) -> Pick {
    let mut of = vec![Pick::leaf("id")];
    // By turns one of them surely, and the other now and then.
    let log = (number / DOORS).is_multiple_of(2);
    // Wrong pages and foreign cursors now and then: they leave nothing else of the answer.
    dice.slips = dice.chance(25);
    let page = shape::page(None, 0, dice, pool);
    dice.slips = true;
    if log || dice.chance(30) {
        let rows = format!("nodes {{ {ACCESS} }} edges {{ cursor }} {PAGE}");
        of.push(Pick::of(format!("accessLog{page}"), vec![Pick::leaf(&rows)]));
    }
    if !log || dice.chance(30) {
        let record = if dice.chance(40) { format!(", record: {}", any_id(dice, pool)) } else { String::new() };
        let category = *dice.pick(CATEGORIES);
        of.push(Pick::of(format!("explain(category: {category}{record})"), vec![Pick::leaf(EXPLAINED)]));
    }
    of.push(Pick::of("correctionRequests", vec![Pick::leaf(CORRECTION)]));
    of.push(Pick::of("consentDirectives", vec![Pick::leaf("id start withdrawnAt receipt")]));
    if dice.chance(40) {
        return Pick::of("victims(first: 3)", vec![Pick::of("nodes", of)]);
    }
    Pick::of(format!("r0: victim(id: {})", some_id(&pool.victims, dice, pool)), of)
}

fn listed(name: &str, of: &str, dice: &mut Dice, pool: &Pool) -> Pick {
    let page = shape::page(None, 0, dice, pool);
    Pick::of(format!("{name}{page}"), vec![Pick::leaf(&format!("nodes {{ {of} }} edges {{ cursor }} {PAGE}"))])
}

/// An input object, as a question spells it.
fn words(input: &Value) -> String {
    let all = input.as_object().unwrap().iter().map(|(name, value)| format!("{name}: {value}"));
    format!("{{ {} }}", all.collect::<Vec<_>>().join(", "))
}
