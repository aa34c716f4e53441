//! What a question may begin with.

use serde_json::json;

use super::dice::Dice;
use super::pool::Pool;
use super::query::Pick;
use super::shape::{self, Kind};

/// One root of a question: alone in it, its arguments may be wrong.
pub(crate) fn root(number: usize, alone: bool, dice: &mut Dice, pool: &Pool) -> Pick {
    let levels = dice.below(4);
    let page = shape::page(None, dice, pool);
    dice.slips = alone;
    let pick = match dice.below(100) {
        0..4 => Pick::leaf("viewer { organisation { id } role purpose purposes }"),
        4..8 => Pick::leaf("partners { name connector partner { id } unmappedTerms { system text records } }"),
        8..46 => list(number, page, levels, dice, pool),
        46..94 => one(number, levels, dice, pool),
        _ => {
            let (kind, own) = *dice.pick(&[("Victim", Kind::Victim), ("Referral", Kind::Referral)]);
            let id = some_id(if kind == "Victim" { &pool.victims } else { &pool.referrals }, dice, pool);
            let name = format!("r{number}: _entities(representations: [{{__typename: \"{kind}\", id: {id}}}])");
            Pick::of(name, vec![Pick::of(format!("... on {kind}"), shape::some(own, levels, dice, pool))])
        }
    };
    dice.slips = true;
    pick
}

/// A page of a list.
fn list(number: usize, page: String, levels: usize, dice: &mut Dice, pool: &Pool) -> Pick {
    let (name, kind) = match dice.below(38) {
        0..11 => (format!("victims{page}"), Kind::Victim),
        11..28 => (format!("incidents{}", shape::page(Some(incident_filter(dice)), dice, pool)), Kind::Incident),
        _ => (format!("referrals{}", shape::page(Some(referral_filter(dice)), dice, pool)), Kind::Referral),
    };
    // The first one keeps its name, so that what it teaches is understood.
    let name = if number == 0 { name } else { format!("r{number}: {name}") };
    Pick::of(name, shape::connection(kind, levels, dice, pool))
}

/// Something by its id; a list of whatever none is known of yet.
fn one(number: usize, levels: usize, dice: &mut Dice, pool: &Pool) -> Pick {
    let (name, own, kind) = match dice.below(48) {
        0..15 => ("victim", &pool.victims, Kind::Victim),
        15..26 => ("incident", &pool.incidents, Kind::Incident),
        26..38 => ("referral", &pool.referrals, Kind::Referral),
        _ => {
            return Pick::of(
                format!("r{number}: node(id: {})", any_id(dice, pool)),
                vec![
                    Pick::leaf("__typename id"),
                    Pick::of("... on Victim", shape::some(Kind::Victim, levels, dice, pool)),
                    Pick::of("... on Incident", shape::some(Kind::Incident, levels.min(2), dice, pool)),
                    Pick::of("... on Referral", shape::some(Kind::Referral, levels.min(2), dice, pool)),
                ],
            );
        }
    };
    if own.is_empty() && dice.chance(80) {
        let page = shape::page(None, dice, pool);
        return list(number, page, levels, dice, pool);
    }
    let id = some_id(own, dice, pool);
    Pick::of(format!("r{number}: {name}(id: {id})"), shape::some(kind, levels, dice, pool))
}

/// One of these ids, or of anything.
pub(crate) fn some_id(own: &[String], dice: &mut Dice, pool: &Pool) -> String {
    if own.is_empty() || dice.chance(20) { any_id(dice, pool) } else { json!(dice.pick(own)).to_string() }
}

/// An id of anything: the viewer's, a colleague's, another organisation's, nobody's.
pub(crate) fn any_id(dice: &mut Dice, pool: &Pool) -> String {
    let lists =
        [&pool.hidden, &pool.victims, &pool.incidents, &pool.referrals, &pool.foreign, &pool.hidden, &pool.directives];
    let lists: Vec<_> = lists.into_iter().filter(|list| !list.is_empty()).collect();
    let list = if lists.is_empty() || dice.chance(8) { None } else { Some(*dice.pick(&lists)) };
    let word = list.map_or("bm8gc3VjaCBpZA", |list| dice.pick::<String>(list));
    json!(word).to_string()
}

fn incident_filter(dice: &mut Dice) -> String {
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
        let kinds = ["CRIME", "NON_CRIME", "ASB", "SAFEGUARDING", "HEALTH_EVENT"];
        conditions.push(format!("recordKinds: [{}]", dice.some(&kinds)));
    }
    if dice.chance(15) {
        let channels = ["TELEPHONE", "ONLINE", "IN_PERSON", "LETTER", "UNKNOWN"];
        conditions.push(format!("channels: [{}]", dice.some(&channels)));
    }
    conditions.extend(years("occurred", dice));
    if dice.chance(20) {
        let known = ["AGENCY_FLAGGED", "VICTIM_PERCEIVED", "OTHER_PERCEIVED", "CANDIDATE", "REJECTED"];
        conditions.push(format!("recognition: [{}]", dice.some(&known)));
    } else if dice.chance(40) {
        conditions.push("includeCandidates: true".to_owned());
    }
    let order = dice.pick(&["OCCURRED_ASC", "OCCURRED_DESC"]);
    format!("filter: {{ {} }}, orderBy: {order}", conditions.join(", "))
}

fn referral_filter(dice: &mut Dice) -> String {
    let mut conditions = years("sent", dice);
    if dice.chance(35) {
        let statuses =
            ["REQUESTED", "ACCEPTED", "REJECTED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CANCELLED", "UNKNOWN"];
        conditions.push(format!("statuses: [{}]", dice.some(&statuses)));
    }
    format!("filter: {{ {} }}", conditions.join(", "))
}

fn years(what: &str, dice: &mut Dice) -> Vec<String> {
    let year = 2023 + dice.below(4);
    let mut conditions = Vec::new();
    if dice.chance(15) {
        conditions.push(format!("{what}From: \"{year}-03-01T00:00:00Z\""));
    }
    if dice.chance(15) {
        conditions.push(format!("{what}Until: \"{year}-10-01T00:00:00Z\""));
    }
    conditions
}
