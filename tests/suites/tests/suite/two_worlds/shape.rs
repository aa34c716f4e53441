//! What can be selected of what. Instants that the gateway's own clock makes are left out (see the folder's page).

use super::dice::Dice;
use super::filters;
use super::pool::Pool;
use super::query::Pick;
use super::roots::forged;

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Victim,
    VictimRecord,
    Incident,
    IncidentRecord,
    Referral,
}

enum Of {
    Leaf,
    /// With these fields of it.
    Sub(&'static str),
    One(Kind),
    Page(Kind),
}
use Of::{Leaf, One, Page, Sub};

const DISCLOSURE: Of = Sub(
    "withheld { field category reason remedy } gaps { partner { id } fields cause asOf } permittedActions validUntil",
);
const SOURCE: Of = Sub("asOf partner { id name } reference terms { system version code text }");
const PARTY: Of = Sub("name organisation { id }");
const TERM: Of = Sub("system code text");
const SPAN: Of = Sub("earliest latest precision");
const ADDRESS: Of = Sub("lines postcode ward district");
const DIRECTIVES: Of =
    Sub("id effect organisation { id } organisationKind purpose categories action oneRecord start end withdrawnAt \
     recordsOf { id } recordedBy { id } given { by method wordingVersion language }");

const VICTIM: &[(&str, Of)] = &[
    ("__typename", Leaf),
    ("id", Leaf),
    ("formerIds", Leaf),
    ("safeContact", Sub("doNotCall leaveNoMessage note")),
    ("name", Sub("family given text")),
    ("dateOfBirth", Leaf),
    ("nhsNumber", Sub("value valid verified")),
    ("contact", Sub("phones emails")),
    ("address", ADDRESS),
    ("ethnicity", TERM),
    ("religion", TERM),
    ("sexualOrientation", TERM),
    ("genderIdentity", TERM),
    ("formerNames", Sub("family given text")),
    ("disabilities", TERM),
    ("accessNeeds", TERM),
    ("conflicts", Leaf),
    ("disclosure", DISCLOSURE),
    ("consentDirectives", DIRECTIVES),
    ("health", Sub("kind term { system code text } occurred { earliest latest precision }")),
    ("records", One(Kind::VictimRecord)),
    ("incidents", Page(Kind::Incident)),
    ("referrals", Page(Kind::Referral)),
];

const VICTIM_RECORD: &[(&str, Of)] = &[
    ("address", ADDRESS),
    ("dateOfBirth", Leaf),
    ("name", Sub("text")),
    ("disclosure", DISCLOSURE),
    ("source", SOURCE),
];

const INCIDENT: &[(&str, Of)] = &[
    ("__typename", Leaf),
    ("id", Leaf),
    ("area", Sub("code name")),
    ("channel", Leaf),
    ("evidence", Sub("url mediaType sha256")),
    ("leadAgency", Sub("id")),
    ("narrative", Leaf),
    ("occurred", SPAN),
    ("reported", SPAN),
    ("offence", TERM),
    ("outcome", TERM),
    ("perpetratorRelation", Leaf),
    ("place", ADDRESS),
    ("recognition", Leaf),
    ("candidateRule", TERM),
    ("recordKind", Leaf),
    ("strands", Sub("strand basis reason")),
    ("disclosure", DISCLOSURE),
    ("records", One(Kind::IncidentRecord)),
    ("victims", One(Kind::Victim)),
];

const INCIDENT_RECORD: &[(&str, Of)] = &[
    ("narrative", Leaf),
    ("occurred", SPAN),
    ("offence", TERM),
    ("outcome", TERM),
    ("recognition", Leaf),
    ("recordKind", Leaf),
    ("disclosure", DISCLOSURE),
    ("source", SOURCE),
];

const REFERRAL: &[(&str, Of)] = &[
    ("__typename", Leaf),
    ("id", Leaf),
    ("status", Leaf),
    ("sent", SPAN),
    ("sender", PARTY),
    ("recipient", PARTY),
    ("service", TERM),
    ("setting", Leaf),
    ("need", Leaf),
    ("role", Leaf),
    ("reason", TERM),
    ("history", Sub("at status")),
    ("source", SOURCE),
    ("disclosure", DISCLOSURE),
    ("victim", One(Kind::Victim)),
];

/// Some fields of a kind, nested at most `levels` deep.
pub(crate) fn some(kind: Kind, levels: usize, dice: &mut Dice, pool: &Pool) -> Vec<Pick> {
    let table = match kind {
        Kind::Victim => VICTIM,
        Kind::VictimRecord => VICTIM_RECORD,
        Kind::Incident => INCIDENT,
        Kind::IncidentRecord => INCIDENT_RECORD,
        Kind::Referral => REFERRAL,
    };
    let share = *dice.pick(&[15, 40, 75]);
    let mut picks = Vec::new();
    for (name, of) in table.iter().filter(|_| dice.chance(share)).collect::<Vec<_>>() {
        picks.extend(one(name, of, levels, dice, pool));
    }
    if picks.is_empty() {
        // Nothing but the id still tells how many there are.
        picks.push(Pick::leaf("__typename"));
    }
    picks
}

fn one(name: &str, of: &Of, levels: usize, dice: &mut Dice, pool: &Pool) -> Option<Pick> {
    Some(match of {
        Leaf => Pick::leaf(name),
        Sub(fields) => Pick::of(name, vec![Pick::leaf(fields)]),
        One(_) | Page(_) if levels == 0 => return None,
        One(kind) => Pick::of(name, some(*kind, levels - 1, dice, pool)),
        Page(kind) => {
            let more = matches!(kind, Kind::Incident).then(|| filters::incidents_of_one(dice, pool)).flatten();
            Pick::of(format!("{name}{}", page(more, levels, dice, pool)), connection(*kind, levels - 1, dice, pool))
        }
    })
}

/// What is selected of a page.
pub(crate) fn connection(kind: Kind, levels: usize, dice: &mut Dice, pool: &Pool) -> Vec<Pick> {
    let mut picks = vec![Pick::of("nodes", some(kind, levels, dice, pool))];
    if dice.chance(50) {
        picks.push(Pick::leaf("pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"));
    }
    if dice.chance(25) {
        picks.push(Pick::of("edges", vec![Pick::leaf("cursor"), Pick::of("node", some(kind, 0, dice, pool))]));
    }
    picks
}

/// The arguments of a page: mostly small, where nothing lies below it of any size that there is; now and then wrong, now
/// and then from a cursor of whatever list of whichever organisation, or one that was tampered with.
pub(crate) fn page(more: Option<String>, levels: usize, dice: &mut Dice, pool: &Pool) -> String {
    let mut words: Vec<String> = more.into_iter().collect();
    let wrong = dice.slips && dice.chance(3);
    let size = match levels {
        _ if wrong => (*dice.pick(&["0", "101", "-1"])).to_owned(),
        0 | 1 if dice.chance(30) => (1 + dice.below(100)).to_string(),
        _ => (*dice.pick(&["1", "2", "3", "5", "8", "10", "20"])).to_owned(),
    };
    words.push(format!("first: {size}"));
    if dice.slips && !pool.cursors.is_empty() && dice.chance(12) {
        let cursor = match dice.below(10) {
            0 if !pool.foreign_cursors.is_empty() => dice.pick(&pool.foreign_cursors).clone(),
            1 => forged(dice.pick::<String>(&pool.cursors)),
            _ => dice.pick(&pool.cursors).clone(),
        };
        words.push(format!("after: \"{cursor}\""));
    }
    format!("({})", words.join(", "))
}
