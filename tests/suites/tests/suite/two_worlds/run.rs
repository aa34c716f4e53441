//! Cases one after another; and where a world tells itself from the other, which question it was and what was different.

use std::collections::BTreeMap;

use accord_sandbox::TruePerson;

use super::ask::{Step, look_round, step};
use super::calls::System;
use super::dice::Dice;
use super::difference::Difference;
use super::leak;
use super::pair::{Asked, Seen, Side, apart, differs};
use super::plan::Plan;
use super::pool::Pool;
use super::query::smaller;
use super::rows::{Leak, ROWS};

const SEED: u64 = 20_261_121;

/// How often a row is tried on answers.
const ENOUGH: usize = 25;

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
    /// How many pages of lists were walked besides.
    pub(crate) pages: usize,
    /// How many questions would have shown a leak of each row, counted no further than to `ENOUGH`.
    pub(crate) shown: BTreeMap<&'static str, usize>,
    pub(super) ticks: i64,
}

impl Pair {
    pub(crate) async fn start(plan: &Plan, gone: &[TruePerson]) -> Self {
        let (a, b) = (Side::spawn(plan, plan.base.clone()), Side::spawn(plan, plan.second(&plan.differences)));
        let (a, b) = (a.await.unwrap(), b.await.unwrap());
        a.do_all(plan, &plan.hidden).await;
        let pool = Self::pool(plan, &a, &b, gone).await;
        Self::of(a, b, pool)
    }

    pub(crate) fn of(a: Side, b: Side, pool: Pool) -> Self {
        Self { a, b, pool, worth: Default::default(), pages: 0, shown: BTreeMap::new(), ticks: 0 }
    }

    /// Ids are the same in both worlds; those of people who are not in the second come from the first.
    pub(crate) async fn pool(plan: &Plan, a: &Side, b: &Side, gone: &[TruePerson]) -> Pool {
        let (pool, other) = (a.pool(plan, gone).await, b.pool(plan, &[]).await);
        assert_eq!(pool.pristine, other.pristine);
        pool
    }

    /// Asks generated questions until an answer differs.
    pub(crate) async fn run(&mut self, plan: &Plan, cases: usize) -> Option<Found> {
        self.run_of(plan, cases, &[]).await
    }

    /// The same with those alone in which one of these words stands, where there are any.
    pub(crate) async fn run_of(&mut self, plan: &Plan, cases: usize, words: &[&str]) -> Option<Found> {
        for case in 0..cases {
            if case == cases / 2 {
                self.a.undo(plan);
                self.b.undo(plan);
            }
            let mut dice = Dice::new(SEED + 1_000_003 * u64::try_from(case).unwrap());
            // Everything that is there for her, first of all: what it teaches is asked about later.
            let step = if case == 0 { look_round(plan) } else { step(case, plan, &mut dice, &self.pool) };
            let text = step.text();
            if case > 0 && !words.is_empty() && !words.iter().any(|word| step.purpose == *word || text.contains(word)) {
                continue;
            }
            if let Some(told) = self.ask(plan, &step).await {
                return Some(Found { case, step, told });
            }
            if !step.mutation
                && step.fault.is_none()
                && dice.chance(10)
                && let Some(found) = self.walk(plan, case, &step, &mut dice).await
            {
                return Some(found);
            }
        }
        None
    }

    async fn ask(&mut self, plan: &Plan, step: &Step) -> Option<String> {
        self.tick(plan);
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
        self.would_show(&step.text(), &seen, step.counts(plan));
        if let Ok(body) = serde_json::from_str::<serde_json::Value>(&seen.body) {
            self.worth.0 += usize::from(body["data"].is_object());
            if matches!(self.a.asked, Asked::SoFar(_)) {
                self.worth.1.clear();
            }
            for call in &seen.calls {
                *self.worth.1.entry(call.system).or_default() += 1;
            }
            self.pool.learn(&body);
            if step.mutation && step.picks.len() == 1 && body["data"].is_object() {
                self.pool.said.push(step.picks[0].clone());
            }
        }
        // Two organisations cannot join on ids (L8): in neither world does one get what another has.
        let joined = self.pool.foreign.iter().any(|id| seen.body.contains(&**id));
        told.or_else(|| joined.then(|| "both answers hold an id of another organisation".to_owned()))
    }

    /// Both gateways' clocks go on, by the same.
    fn tick(&mut self, plan: &Plan) {
        self.ticks += 1;
        let began = plan.clock.parse::<jiff::Timestamp>().unwrap();
        let now = (began + jiff::SignedDuration::from_millis(100 * self.ticks)).to_string();
        self.a.world.set_clock(&now);
        self.b.world.set_clock(&now);
    }

    /// Counts the rows of which a leak would have shown in this answer.
    pub(crate) fn would_show(&mut self, query: &str, seen: &Seen, count: bool) {
        // A few calls are enough to leak one.
        let calls = seen.calls.iter().take(3).cloned().collect();
        let seen = &Seen { calls, ..seen.clone() };
        for row in ROWS {
            let shows = match row.leak {
                Leak::Answer(_) if self.shown.get(row.name).is_some_and(|times| *times == ENOUGH) => false,
                Leak::Answer(tamper) => {
                    let mut leaking = seen.clone();
                    tamper(query, &mut leaking) && apart(seen, &leaking, count).is_some()
                }
                Leak::Ids => leak::id("another", &mut seen.clone()),
                Leak::Cache => self.a.before.is_some() && !query.starts_with("mutation"),
                Leak::Log => false,
            };
            *self.shown.entry(row.name).or_default() += usize::from(shows);
        }
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
