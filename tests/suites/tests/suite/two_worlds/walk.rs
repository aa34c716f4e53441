//! Lists from their first page to their last, in both worlds, page by page (L3, L4, L5).

use serde_json::{Value, json};

use super::ask::Step;
use super::dice::Dice;
use super::pair::differs;
use super::plan::Plan;
use super::query::Pick;
use super::run::{Found, Pair};

/// No list of these counties has more pages of one item.
const PAGES: usize = 60;

impl Pair {
    /// Walks the list that a question began with, or a list of one of its people.
    pub(crate) async fn walk(&mut self, plan: &Plan, case: usize, step: &Step, dice: &mut Dice) -> Option<Found> {
        let lists = ["victims", "incidents", "referrals"];
        let began = step.picks.first().map(|pick| pick.name.as_str()).filter(|name| !name.contains("after:"));
        let root =
            began.and_then(|name| Some((lists.into_iter().find(|list| name.starts_with(&format!("{list}(")))?, name)));
        let (list, question) = match root {
            Some((list, name)) => (list, format!("{name} {{ PAGE }}")),
            None if self.pool.victims.is_empty() => return None,
            None => {
                let list = *dice.pick(&["incidents", "referrals"]);
                let person = json!(dice.pick(&self.pool.victims));
                let size = dice.pick(&["1", "2", "7"]);
                (list, format!("victim(id: {person}) {{ {list}(first: {size}) {{ PAGE }} }}"))
            }
        };
        let each = match list {
            "victims" => "name { text } disclosure { withheld { field } }",
            "incidents" => "offence { code } outcome { code } occurred { earliest }",
            _ => "status recipient { name }",
        };
        let page =
            format!("nodes {{ id {each} }} edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage endCursor }}");
        let first = question.replace("PAGE", &page);
        let mut text = first.clone();
        for _ in 0..PAGES {
            let page = Step { picks: vec![Pick::leaf(&text)], ..step.clone() };
            let (seen, told) = differs(&self.a, &self.b, &page.purpose, &page.text(), page.counts(plan)).await;
            if let Some(told) = told {
                return Some(Found { case, step: page, told });
            }
            self.pages += 1;
            self.would_show(&page.text(), &seen, page.counts(plan));
            let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
            let data = &body["data"];
            let info = if root.is_some() { &data[list]["pageInfo"] } else { &data["victim"][list]["pageInfo"] };
            let end = info["endCursor"].as_str().filter(|_| info["hasNextPage"] == true)?;
            text = after(&first, list, end);
        }
        None
    }
}

/// The page after this cursor.
fn after(question: &str, list: &str, cursor: &str) -> String {
    question.replacen(&format!("{list}("), &format!("{list}(after: \"{cursor}\", "), 1)
}
