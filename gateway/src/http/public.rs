//! Answers of public roots: they say nothing about anybody, so they need no token, no purpose and no log row.

use super::Code;
use super::errors::{self, Refusal};
use super::front::Front;
use super::respond::{Leaving, Public, Reply};
use super::screen::Plan;

/// Runs a plan that selects public roots alone.
pub(super) async fn answer(front: &Front, plan: &Plan) -> Leaving {
    if !plan.is_public {
        return Code::Internal.into();
    }
    let response = front.api.execute(plan.request().data(front.house.load_full())).await;
    if super::run::never_ran(&response) {
        return Leaving::Refused(Refusal::of_document(response.errors));
    }
    let reply = Reply::new(&response.data, &errors::of_fields(response.errors));
    match reply.and_then(|reply| Public::new(plan, reply)) {
        Ok(public) => Leaving::Public(public),
        Err(code) => code.into(),
    }
}
