//! The generated questions.

use accord_sandbox::FaultKind;

use super::broken::broken;
use super::calls::System;
use super::dice::Dice;
use super::doors::door;
use super::plan::Plan;
use super::pool::Pool;
use super::query::{Pick, print};
use super::roots;
use super::said::mutation;

/// One question to both worlds.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) purpose: String,
    pub(crate) mutation: bool,
    pub(crate) picks: Vec<Pick>,
    /// Which partner's system fails meanwhile, and how, in both.
    pub(crate) fault: Option<(System, FaultKind)>,
}

impl Step {
    /// Whether the number of calls does not depend on how long anything takes: one root, nothing kept, and no people below
    /// incidents beside people below referrals, who meet or do not.
    pub(crate) fn counts(&self, plan: &Plan) -> bool {
        self.picks.len() == 1 && plan.cache_ttl_ms == 0 && !self.meets()
    }

    /// Whether people below incidents and people below referrals may meet in one batch.
    fn meets(&self) -> bool {
        let text = self.text();
        text.contains("incidents(") && text.contains("referrals(")
    }

    pub(crate) fn text(&self) -> String {
        let kind = if self.mutation { "mutation" } else { "query" };
        format!("{kind} {{ {} }}", print(&self.picks))
    }
}

/// Truncated and failing answers; what waits or is told to wait depends on the clock.
const FAULTS: &[FaultKind] = &[FaultKind::ServerError, FaultKind::Truncated, FaultKind::WrongTypes, FaultKind::Garbage];

/// One question in so many is for a door beside the case, each in its turn.
pub(crate) const DOORS: usize = 6;

/// The ids of all that there is for the viewer.
pub(crate) fn look_round(plan: &Plan) -> Step {
    let all = "nodes { id victims { id } }";
    let picks = [
        "victims(first: 10) { nodes { id incidents(first: 5) { nodes { id } } referrals(first: 5) { nodes { id } } } }",
        &format!("incidents(first: 20, filter: {{ includeCandidates: true }}) {{ {all} }}"),
        "referrals(first: 20) { nodes { id victim { id } } }",
    ];
    let picks = picks.into_iter().map(Pick::leaf).collect();
    Step { purpose: plan.purpose.to_owned(), mutation: false, picks, fault: None }
}

pub(crate) fn step(number: usize, plan: &Plan, dice: &mut Dice, pool: &Pool) -> Step {
    let purpose = match dice.below(100) {
        0..8 => "STATISTICS",
        8..10 => "SAFEGUARD_CHILD",
        _ => plan.purpose,
    };
    if number % DOORS == DOORS - 1 && plan.writes {
        return door(number, plan, dice, pool);
    }
    let mut step = Step { purpose: purpose.to_owned(), mutation: false, picks: Vec::new(), fault: None };
    match dice.below(100) {
        0..18 if plan.writes => {
            step.mutation = true;
            step.picks = vec![mutation(number, plan, dice, pool)];
        }
        0..24 => {
            let (pick, mutation) = broken(dice, pool);
            (step.mutation, step.picks) = (mutation, vec![pick]);
        }
        // What is kept depends on how the calls fell.
        24..30 if plan.cache_ttl_ms == 0 => step.picks = roots::parted(dice, pool),
        _ => {
            // One root where a partner fails: which of two siblings meets the failure first is chance.
            if plan.faults && dice.chance(12) {
                let system = *dice.pick(&[System::Police, System::Police, System::Trust, System::City]);
                step.fault = Some((system, *dice.pick(FAULTS)));
            }
            // What is kept depends on how the calls fell: one root as well.
            let roots = if step.fault.is_some() || plan.cache_ttl_ms > 0 { 1 } else { *dice.pick(&[1, 1, 1, 2, 3]) };
            // A bad argument below fails while another root is being answered: how far that came is chance.
            step.picks = (0..roots).map(|n| roots::root(n, roots == 1, dice, pool)).collect();
            // Whether what is kept is enough while its partner fails depends on who met.
            if plan.cache_ttl_ms > 0 && step.meets() {
                step.fault = None;
            }
        }
    }
    step
}
