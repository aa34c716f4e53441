//! Answers of public roots: they say nothing about anybody, so they need no token, no purpose and no log row.

use super::Code;
use super::errors::{self, Refusal};
use super::respond::{Leaving, Reply};
use super::screen::Plan;
use super::server::Front;

/// An answer of public roots alone. It is made without a session, and nothing about a person can be had without one.
pub(super) struct Public(Reply);

impl Public {
    pub(super) fn into_inner(self) -> Reply {
        self.0
    }
}

/// Runs a plan that selects public roots alone.
pub(super) async fn answer(front: &Front, plan: &Plan) -> Leaving {
    if !plan.is_public {
        return Code::Internal.into();
    }
    let response = front.api.execute(plan.request()).await;
    if super::run::never_ran(&response) {
        return Leaving::Refused(Refusal::of_document(response.errors));
    }
    match Reply::new(&response.data, &errors::of_fields(response.errors)) {
        Ok(reply) => Leaving::Public(Public(reply)),
        Err(code) => code.into(),
    }
}
