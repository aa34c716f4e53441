//! What a question may begin with.

use serde_json::json;

use super::dice::Dice;
use super::filters;
use super::pool::Pool;
use super::query::Pick;
use super::shape::{self, Kind};

/// One root of a question: alone in it, its arguments may be wrong.
pub(crate) fn root(number: usize, alone: bool, dice: &mut Dice, pool: &Pool) -> Pick {
    let levels = dice.below(4);
    dice.slips = alone;
    let pick = match dice.below(100) {
        0..7 => public(number, dice),
        7..48 => list(number, levels, dice, pool),
        48..94 => one(number, levels, dice, pool),
        _ => {
            let (kind, own, ids) = *dice.pick(&[
                ("Victim", Kind::Victim, &pool.victims),
                ("Incident", Kind::Incident, &pool.incidents),
                ("Referral", Kind::Referral, &pool.referrals),
            ]);
            let id = some_id(ids, dice, pool);
            let name = format!("r{number}: _entities(representations: [{{__typename: \"{kind}\", id: {id}}}])");
            Pick::of(name, vec![Pick::of(format!("... on {kind}"), shape::some(own, levels, dice, pool))])
        }
    };
    dice.slips = true;
    pick
}

/// What is the same for everybody, whatever lies at the partners: the schema (L23), the members, the services (L15).
fn public(number: usize, dice: &mut Dice) -> Pick {
    let text = match dice.below(6) {
        0 => "viewer { organisation { id } role purpose purposes }",
        1 => "partners { name connector reachable partner { id } unmappedTerms { system text records } }",
        2 => "_service { sdl }",
        3 => "organisations(first: 3) { nodes { id name kind } pageInfo { hasNextPage endCursor } }",
        4 => "organisation(id: \"leicestershire-police\") { id name }",
        _ => "supportServices(first: 4) { nodes { name } gaps { cause partner { id } } }",
    };
    Pick::leaf(&format!("p{number}: {text}"))
}

/// A page of a list.
fn list(number: usize, levels: usize, dice: &mut Dice, pool: &Pool) -> Pick {
    let (name, more, kind) = match dice.below(38) {
        0..11 => ("victims", None, Kind::Victim),
        11..28 => ("incidents", Some(filters::incidents(dice, pool)), Kind::Incident),
        _ => ("referrals", Some(filters::referrals(dice, pool)), Kind::Referral),
    };
    let page = shape::page(more, levels, dice, pool);
    // The first one keeps its name, so that what it teaches is understood.
    let name = if number == 0 { format!("{name}{page}") } else { format!("r{number}: {name}{page}") };
    Pick::of(name, shape::connection(kind, levels, dice, pool))
}

/// One list under a condition, under its opposite, and under neither.
pub(crate) fn parted(dice: &mut Dice, pool: &Pool) -> Vec<Pick> {
    let (list, conditions) = filters::parted(dice, pool);
    let first = dice.pick(&["2", "5", "20", "100"]);
    let each = match list {
        "incidents" => "id occurred { earliest } strands { strand } area { code } recognition channel recordKind",
        _ => "id status sent { earliest }",
    };
    let of = Pick::leaf(&format!("nodes {{ {each} }} pageInfo {{ hasNextPage endCursor }}"));
    let names =
        conditions.iter().enumerate().map(|(number, more)| format!("q{number}: {list}({more}, first: {first})"));
    names.map(|name| Pick::of(name, vec![of.clone()])).collect()
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
        return list(number, levels, dice, pool);
    }
    let id = some_id(own, dice, pool);
    Pick::of(format!("r{number}: {name}(id: {id})"), shape::some(kind, levels, dice, pool))
}

/// One of these ids, or of anything.
pub(crate) fn some_id(own: &[String], dice: &mut Dice, pool: &Pool) -> String {
    if own.is_empty() || dice.chance(20) { any_id(dice, pool) } else { json!(dice.pick(own)).to_string() }
}

/// An id of anything: the viewer's, a colleague's, another organisation's, nobody's, or one of hers that was tampered with.
pub(crate) fn any_id(dice: &mut Dice, pool: &Pool) -> String {
    let lists =
        [&pool.hidden, &pool.victims, &pool.incidents, &pool.referrals, &pool.foreign, &pool.hidden, &pool.directives];
    let lists: Vec<_> = lists.into_iter().filter(|list| !list.is_empty()).collect();
    let list = if lists.is_empty() || dice.chance(8) { None } else { Some(*dice.pick(&lists)) };
    let word = list.map_or("bm8gc3VjaCBpZA", |list| dice.pick::<String>(list));
    if dice.chance(5) { json!(forged(word)).to_string() } else { json!(word).to_string() }
}

/// The same with one letter changed.
pub(crate) fn forged(word: &str) -> String {
    let place = word.len() / 2;
    let other = if word.get(place..=place) == Some("A") { "B" } else { "A" };
    let mut word = word.to_owned();
    word.replace_range(place..=place, other);
    word
}
