//! Step 4: begin, trail, session, execute, release.
//!
//! A query whose release is refused because consent was narrowed meanwhile runs once more under the new state, and a
//! second refusal is `CONSENT_STALE`. A mutation never runs twice. Its own narrowing does not count against it (the
//! trail catches up while nothing has been disclosed); somebody else's does, and then its answer is replaced by
//! `CONSENT_STALE`: what it wrote stays written, and the same request with the same idempotency key reads the result
//! under the new state.

use std::sync::Arc;

use accord_consent::{Refusal as Held, Trail, Viewer};
use accord_federation::{House, Session};
use async_graphql::Response;

use super::Code;
use super::errors::{self, Refusal};
use super::front::Front;
use super::respond::{Leaving, Reply};
use super::screen::Plan;

/// How often a query is made: once, and once more.
const QUERY_RUNS: usize = 2;

/// What leaves, and how many partners were asked for it.
pub(super) struct Ran {
    pub(super) leaving: Leaving,
    pub(super) partners_asked: usize,
}

/// Runs a plan for a viewer.
pub(super) async fn answer(front: &Front, plan: &Plan, viewer: &Viewer) -> Ran {
    let runs = if plan.is_mutation { 1 } else { QUERY_RUNS };
    let mut partners_asked = 0;
    for _ in 0..runs {
        let house = front.house.load_full();
        let Ok(at) = house.desk.begin((front.clock)()).await else {
            return Ran { leaving: Code::ServiceUnavailable.into(), partners_asked };
        };
        let trail = Arc::new(house.desk.trail(viewer, at, plan.text(), "QUERY"));
        let released = once(front, house, plan, viewer, &trail).await;
        partners_asked += trail.partners_asked();
        match released {
            Ok(leaving) => return Ran { leaving, partners_asked },
            Err(Held::LogUnavailable) => return Ran { leaving: Code::AuditUnavailable.into(), partners_asked },
            Err(Held::ConsentMoved) => {}
        }
    }
    Ran { leaving: Code::ConsentStale.into(), partners_asked }
}

async fn once(
    front: &Front,
    house: Arc<House>,
    plan: &Plan,
    viewer: &Viewer,
    trail: &Arc<Trail>,
) -> Result<Leaving, Held> {
    let session = Session::begin(Arc::clone(&house), viewer.clone(), trail.clone());
    let response = front.api.execute(plan.request().data(Arc::clone(&house)).data(session)).await;
    if never_ran(&response) {
        return Ok(Leaving::Refused(Refusal::of_document(response.errors)));
    }
    match Reply::new(&response.data, &errors::of_fields(response.errors)) {
        Ok(reply) => Ok(Leaving::Released(Box::new(house.desk.release(reply, trail).await?))),
        Err(code) => Ok(code.into()),
    }
}

/// Whether validation refused the document. An error of a field has a path, and so has the field that a null came from.
pub(super) fn never_ran(response: &Response) -> bool {
    response.data == async_graphql::Value::Null && response.errors.iter().all(|e| e.path.is_empty())
}
