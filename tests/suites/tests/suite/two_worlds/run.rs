//! Cases one after another; and where a world tells itself from the other, which question it was and what was different.

use std::collections::BTreeMap;

use accord_sandbox::TruePerson;

use super::ask::{Step, look_round, step};
use super::calls::System;
use super::dice::Dice;
use super::difference::Difference;
use super::pair::{Side, differs};
use super::plan::Plan;
use super::pool::Pool;
use super::query::smaller;

const SEED: u64 = 20_261_121;

/// How many cases this viewer gets: all viewers together as many as `ACCORD_CASES` says, 2,000 where it says nothing.
pub(crate) fn cases() -> usize {
    let all = std::env::var("ACCORD_CASES").ok().and_then(|words| words.parse().ok());
    all.unwrap_or(2_000_usize).div_ceil(super::VIEWERS)
}

/// A question whose answers differ.
pub(crate) struct Found {
    pub(crate) case: usize,
    pub(crate) step: Step,
    pub(crate) told: String,
}

/// Both worlds of a plan, and what the viewer knows so far.
pub(crate) struct Pair {
    pub(crate) a: Side,
    pub(crate) b: Side,
    pub(crate) pool: Pool,
    /// How many answers held data, and how many calls were made to each system: a comparison of nothing would prove nothing.
    pub(crate) worth: (usize, BTreeMap<System, usize>),
}

impl Pair {
    pub(crate) async fn start(plan: &Plan, gone: &[TruePerson]) -> Self {
        let (a, b) = (Side::spawn(plan, plan.base.clone()), Side::spawn(plan, plan.second(&plan.differences)));
        let (a, b) = (a.await.unwrap(), b.await.unwrap());
        let pool = Self::pool(plan, &a, &b, gone).await;
        Self { a, b, pool, worth: Default::default() }
    }

    /// Ids are the same in both worlds; those of people who are not in the second come from the first.
    pub(crate) async fn pool(plan: &Plan, a: &Side, b: &Side, gone: &[TruePerson]) -> Pool {
        let (pool, other) = (a.pool(plan, gone).await, b.pool(plan, &[]).await);
        assert_eq!(pool.pristine, other.pristine);
        pool
    }

    /// Asks generated questions until an answer differs.
    pub(crate) async fn run(&mut self, plan: &Plan, cases: usize) -> Option<Found> {
        for case in 0..cases {
            if case == cases / 2 {
                self.a.undo(plan);
                self.b.undo(plan);
            }
            let mut dice = Dice::new(SEED + 1_000_003 * u64::try_from(case).unwrap());
            // Everything that is there for her, first of all: what it teaches is asked about later.
            let step = if case == 0 { look_round(plan) } else { step(case, plan, &mut dice, &self.pool) };
            if let Some(told) = self.ask(plan, &step).await {
                return Some(Found { case, step, told });
            }
            if !step.mutation
                && step.fault.is_none()
                && dice.chance(10)
                && let Some(found) = self.walk(plan, case, &step).await
            {
                return Some(found);
            }
        }
        None
    }

    /// Goes on from the last cursor of a list, to its end.
    async fn walk(&mut self, plan: &Plan, case: usize, step: &Step) -> Option<Found> {
        let lists = ["incidents", "referrals"];
        let first = step.picks.first().filter(|p| !p.name.contains("after:"))?;
        let list = lists.into_iter().find(|list| first.name.starts_with(&format!("{list}(")))?;
        let mut step = Step { picks: vec![first.clone()], ..step.clone() };
        let each = if list == "incidents" { "offence { code } outcome { code }" } else { "status recipient { name }" };
        let all = format!("nodes {{ id {each} }} pageInfo {{ hasNextPage endCursor }}");
        step.picks[0].of = vec![super::query::Pick::leaf(&all)];
        let mut after = None::<String>;
        for _ in 0..30 {
            let mut page = step.clone();
            if let Some(after) = &after {
                page.picks[0].name = page.picks[0].name.replacen("first:", &format!("after: \"{after}\", first:"), 1);
            }
            let (seen, told) = differs(&self.a, &self.b, &page.purpose, &page.text(), page.counts(plan)).await;
            if let Some(told) = told {
                return Some(Found { case, step: page, told });
            }
            let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap_or_default();
            let info = &body["data"][list]["pageInfo"];
            if info["hasNextPage"] != true {
                break;
            }
            after = info["endCursor"].as_str().map(str::to_owned);
        }
        None
    }

    async fn ask(&mut self, plan: &Plan, step: &Step) -> Option<String> {
        for side in [&self.a, &self.b] {
            side.fault(None);
            if step.fault.is_some() {
                side.fault(step.fault);
            }
        }
        let (seen, told) = differs(&self.a, &self.b, &step.purpose, &step.text(), step.counts(plan)).await;
        for side in [&self.a, &self.b] {
            side.fault(None);
        }
        if let Ok(body) = serde_json::from_str::<serde_json::Value>(&seen.body) {
            self.worth.0 += usize::from(body["data"].is_object());
            for call in &seen.calls {
                *self.worth.1.entry(call.system).or_default() += 1;
            }
            self.pool.learn(&body);
            if step.mutation && step.picks.len() == 1 && body["data"].is_object() {
                self.pool.said.push(step.picks[0].clone());
            }
        }
        told
    }

    /// The smallest question made from this one that still tells the worlds apart.
    pub(crate) async fn smallest(&mut self, plan: &Plan, step: &Step) -> Step {
        let mut least = step.clone();
        'smaller: loop {
            for picks in smaller(&least.picks) {
                let less = Step { picks, ..least.clone() };
                if self.ask(plan, &less).await.is_some() {
                    least = less;
                    continue 'smaller;
                }
            }
            return least;
        }
    }
}

/// Which of the differences shows in this question, found by halving. More than one where they show only together;
/// none where the question needs those before it.
pub(crate) async fn blame(plan: &Plan, step: &Step) -> Vec<String> {
    let first = Side::start(plan, plan.base.clone()).await;
    let mut suspects = plan.differences.clone();
    if !shows(plan, &first, &suspects, step).await {
        return Vec::new();
    }
    while suspects.len() > 1 {
        let half = suspects.split_off(suspects.len() / 2);
        if shows(plan, &first, &half, step).await {
            suspects = half;
        } else if !shows(plan, &first, &suspects, step).await {
            suspects.extend(half);
            break;
        }
    }
    suspects.into_iter().map(|d| d.what).collect()
}

async fn shows(plan: &Plan, first: &Side, differences: &[Difference], step: &Step) -> bool {
    let second = Side::start(plan, plan.second(differences)).await;
    for side in [first, &second] {
        side.fault(step.fault);
    }
    let told = differs(first, &second, &step.purpose, &step.text(), step.counts(plan)).await.1;
    first.fault(None);
    told.is_some()
}

/// Everything that is known of a leak.
pub(crate) async fn report(plan: &Plan, pair: &mut Pair, found: Found) -> String {
    let least = if found.step.mutation { found.step.clone() } else { pair.smallest(plan, &found.step).await };
    let blamed = blame(plan, &least).await;
    format!(
        "{}: the worlds differ in case {} of seed {SEED} (for {}, failing {:?}): {}\n{}\nsmallest: {}\nwhat shows: {}",
        plan.persona,
        found.case,
        found.step.purpose,
        found.step.fault,
        found.told,
        found.step.text(),
        least.text(),
        if blamed.is_empty() { "only after the questions before it".to_owned() } else { blamed.join("; ") },
    )
}
