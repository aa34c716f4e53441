//! Questions that fail: at one place, at several, below a list, and in a mutation (L9).

use super::dice::Dice;
use super::pool::Pool;
use super::query::Pick;
use super::roots::any_id;

/// A question that fails, and whether it is a mutation.
pub(crate) fn broken(dice: &mut Dice, pool: &Pool) -> (Pick, bool) {
    let id = any_id(dice, pool);
    let given = "given: {by: \"SELF\", method: \"IN_PERSON\", wordingVersion: \"1\", language: \"en\"}";
    let text = match dice.below(16) {
        0 => "victims { nodes { nmae { text } } }".to_owned(),
        1 => format!("victim(id: {id}) {{ name {{"),
        2 => "incidents(filter: {strands: [RACE]}) { nodes { id } }".to_owned(),
        3 => "incidents(first: \"two\") { nodes { id } }".to_owned(),
        4 => format!("victim(id: {id})"),
        5 => "incidents(after: \"bm90IGEgY3Vyc29y\") { nodes { id } }".to_owned(),
        6 => "victims(first: 100) { nodes { incidents(first: 100) { nodes { victims { id } records { narrative } id channel } } } }".to_owned(),
        7 => (0..17).map(|n| format!("a{n}: viewer {{ role }}")).collect::<Vec<_>>().join(" "),
        8 => format!("node(id: {id}) {{ id }} victims(first: -1) {{ nodes {{ id }} }}"),
        // Each person of the page has a list that fails.
        9 => "victims(first: 5) { nodes { id incidents(first: 0) { nodes { id } } } }".to_owned(),
        10 => "victims(first: 5) { nodes { id referrals(after: \"bm8\") { nodes { id } } a: incidents(first: 101) { nodes { id } } } }".to_owned(),
        11 => "incidents(filter: {occurredFrom: \"yesterday\"}) { nodes { id } } referrals(filter: {sentUntil: \"never\"}) { nodes { id } }".to_owned(),
        12 => "incidents(filter: {areas: [\"No Such Place!\"]}) { nodes { id } }".to_owned(),
        13 => format!("a: victim(id: {id}) {{ id }} b: incident(id: {id}) {{ id }} c: referral(id: {id}) {{ id }} d: node(id: \"bm8\") {{ id }}"),
        14 => {
            let record = format!("recordConsent(input: {{ victim: {id}, idempotencyKey: \"x\", effect: PERMIT, organisation: \"public\", organisationKind: NHS, categories: [IDENTITY], {given} }})");
            return (Pick::leaf(&format!("{record} {{ userErrors {{ code }} }}")), true);
        }
        _ => {
            let withdraw = format!("withdrawConsent(input: {{ directive: {id}, idempotencyKey: \"\" }}) {{ userErrors {{ code }} }}");
            return (Pick::leaf(&withdraw), true);
        }
    };
    (Pick::leaf(&text), false)
}
