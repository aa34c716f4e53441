//! Filters and orders. Whatever can be asked for can be asked for the other way round: what a filter and its opposite both
//! leave out is what the viewer may not see (L1), and where it stands is last (L2).

use super::dice::Dice;
use super::pool::Pool;

const STRANDS: &[&str] =
    &["DISABILITY", "OTHER", "RACE_ETHNICITY", "RELIGION_BELIEF", "SEXUAL_ORIENTATION", "TRANSGENDER"];
const AREAS: &[&str] =
    &["\"leicester\"", "\"charnwood\"", "\"rutland\"", "\"blaby\"", "\"melton\"", "\"harborough\"", "\"nowhere\""];
const KINDS: &[&str] = &["ASB", "CRIME", "HEALTH_EVENT", "NON_CRIME", "SAFEGUARDING"];
const CHANNELS: &[&str] = &["IN_PERSON", "LETTER", "ONLINE", "ORGANISATION", "TELEPHONE", "UNKNOWN"];
const RECOGNITION: &[&str] = &["AGENCY_FLAGGED", "VICTIM_PERCEIVED", "OTHER_PERCEIVED", "CANDIDATE", "REJECTED"];
const STATUSES: &[&str] = &[
    "ACCEPTED",
    "CANCELLED",
    "COMPLETED",
    "DRAFT",
    "ENTERED_IN_ERROR",
    "FAILED",
    "IN_PROGRESS",
    "ON_HOLD",
    "REJECTED",
    "REQUESTED",
    "UNKNOWN",
];

/// The arguments of a list of incidents: any of its conditions together, and an order.
pub(crate) fn incidents(dice: &mut Dice, pool: &Pool) -> String {
    format!("filter: {{ {} }}{}", incident_conditions(dice, pool), order(dice))
}

/// The same for one person's incidents, whose order is always the same.
pub(crate) fn incidents_of_one(dice: &mut Dice, pool: &Pool) -> Option<String> {
    dice.chance(30).then(|| format!("filter: {{ {} }}", incident_conditions(dice, pool)))
}

fn incident_conditions(dice: &mut Dice, pool: &Pool) -> String {
    let mut conditions: Vec<String> = Vec::new();
    for (name, all, percent) in
        [("strands", STRANDS, 30), ("areas", AREAS, 25), ("recordKinds", KINDS, 20), ("channels", CHANNELS, 15)]
    {
        if dice.chance(percent) {
            conditions.push(format!("{name}: [{}]", codes(all, dice)));
        }
    }
    conditions.extend(span("occurred", dice, pool));
    if dice.chance(20) {
        conditions.push(format!("recognition: [{}]", codes(RECOGNITION, dice)));
    } else if dice.chance(40) {
        conditions.push("includeCandidates: true".to_owned());
    }
    conditions.join(", ")
}

/// The arguments of a list of referrals.
pub(crate) fn referrals(dice: &mut Dice, pool: &Pool) -> String {
    let mut conditions = span("sent", dice, pool);
    if dice.chance(35) {
        conditions.push(format!("statuses: [{}]", codes(STATUSES, dice)));
    }
    format!("filter: {{ {} }}", conditions.join(", "))
}

/// One list three times: with one condition, with its opposite, with neither.
pub(crate) fn parted(dice: &mut Dice, pool: &Pool) -> (&'static str, [String; 3]) {
    let of_codes = |name: &str, all: &[&str], dice: &mut Dice| {
        let (some, rest): (Vec<&str>, Vec<&str>) = all.iter().partition(|_| dice.chance(40));
        [some, rest].map(|codes| format!("{name}: [{}]", codes.join(", ")))
    };
    let instant = instant(dice, pool);
    let of_time = |what: &str| [format!("{what}From: \"{instant}\""), format!("{what}Until: \"{instant}\"")];
    let (list, [some, rest]) = match dice.below(7) {
        0 => ("incidents", of_codes("strands", STRANDS, dice)),
        1 => ("incidents", of_codes("areas", AREAS, dice)),
        2 => ("incidents", of_codes("recordKinds", KINDS, dice)),
        3 => ("incidents", of_codes("channels", CHANNELS, dice)),
        4 => ("incidents", of_codes("recognition", RECOGNITION, dice)),
        5 => ("referrals", if dice.chance(50) { of_codes("statuses", STATUSES, dice) } else { of_time("sent") }),
        _ => ("incidents", of_time("occurred")),
    };
    let order = if list == "incidents" { order(dice) } else { String::new() };
    let all = if list == "incidents" { "includeCandidates: true" } else { "" };
    (list, [some.as_str(), rest.as_str(), all].map(|condition| format!("filter: {{ {condition} }}{order}")))
}

/// Some of them, now and then all or none.
fn codes(all: &[&str], dice: &mut Dice) -> String {
    match dice.below(12) {
        0 => String::new(),
        1 => all.join(", "),
        _ => dice.some(all),
    }
}

fn order(dice: &mut Dice) -> String {
    let order = dice.pick(&["", ", orderBy: OCCURRED_ASC", ", orderBy: OCCURRED_DESC"]);
    (*order).to_owned()
}

fn span(what: &str, dice: &mut Dice, pool: &Pool) -> Vec<String> {
    let mut conditions = Vec::new();
    for end in ["From", "Until"] {
        if dice.chance(15) {
            conditions.push(format!("{what}{end}: \"{}\"", instant(dice, pool)));
        }
    }
    conditions
}

/// An instant at which something lies that is hidden, or the beginning of a season.
fn instant(dice: &mut Dice, pool: &Pool) -> String {
    if !pool.instants.is_empty() && dice.chance(50) {
        return dice.pick(&pool.instants).clone();
    }
    format!("{}-{}-01T00:00:00Z", 2023 + dice.below(4), dice.pick(&["03", "10"]))
}
