use accord_federation::PageArgs;
use accord_model::{IncidentId, RecordType};
use async_graphql::{Context, ID, Object, Result};

use crate::errors::{self, session};
use crate::inputs::{IncidentFilter, IncidentOrder};
use crate::objects::{Connection, Incident};
use crate::wanted::{Selected, of_incident};

/// The incident behind an id, with what the field being resolved wants of it.
pub(super) async fn by_id(context: &Context<'_>, id: &ID) -> Result<Option<Incident>> {
    let session = session(context)?;
    let Some((RecordType::Incident, handle)) = session.resolve(id) else {
        return Err(errors::invalid_id());
    };
    let case = session.incident(IncidentId(handle)).await.map_err(errors::index)?;
    let Some(case) = case else { return Ok(None) };
    Ok(Some(Incident::load(session, case, of_incident(&Selected::below(context))).await))
}

#[derive(Default)]
pub(super) struct IncidentQuery;

#[Object]
impl IncidentQuery {
    /// One incident by an id of your organisation. Hidden is the same as not there.
    async fn incident(&self, context: &Context<'_>, id: ID) -> Result<Option<Incident>> {
        by_id(context, &id).await
    }

    /// Incidents of your caseload, of your organisation, and about nobody in its areas. A filter on a category that is
    /// not granted for an incident never matches it; such incidents come last in every order.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn incidents(
        &self,
        context: &Context<'_>,
        filter: Option<IncidentFilter>,
        #[graphql(default_with = "IncidentOrder::OccurredDesc")] order_by: IncidentOrder,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<Incident>> {
        let session = session(context)?;
        let filter = filter.map(IncidentFilter::into_model).transpose()?.unwrap_or_default();
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let latest_first = order_by == IncidentOrder::OccurredDesc;
        let page = session.incidents(&filter, latest_first, &args).await.map_err(errors::page)?;
        let wanted = of_incident(&Selected::below(context).items("IncidentConnection", "IncidentEdge"));
        let all = page
            .items
            .into_iter()
            .map(|(cursor, case)| async move { (cursor, Incident::load(session, case, wanted).await) });
        let items = futures_util::future::join_all(all).await;
        Ok(Connection::new(items, page.has_next, args.after.is_some()))
    }

    #[graphql(entity)]
    async fn incident_entity(&self, context: &Context<'_>, id: ID) -> Result<Option<Incident>> {
        by_id(context, &id).await
    }
}
