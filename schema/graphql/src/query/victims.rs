use accord_federation::PageArgs;
use accord_model::{RecordType, SubjectId};
use async_graphql::{Context, ID, Object, Result};

use crate::errors::{self, session};
use crate::objects::{Connection, Victim};
use crate::wanted::Selected;

/// The person behind an id, with what the field being resolved wants of her.
pub(super) async fn by_id(context: &Context<'_>, id: &ID) -> Result<Option<Victim>> {
    let session = session(context)?;
    let Some((RecordType::Victim, handle)) = session.resolve(id) else {
        return Err(errors::invalid_id());
    };
    let person = session.person(SubjectId(handle)).await.map_err(errors::index)?;
    let Some(person) = person else {
        return Ok(None);
    };
    Ok(Some(Victim::load(session, person, &Selected::below(context)).await))
}

#[derive(Default)]
pub(super) struct VictimQuery;

#[Object]
impl VictimQuery {
    /// One person by an id of your organisation. Hidden is the same as not there.
    async fn victim(&self, context: &Context<'_>, id: ID) -> Result<Option<Victim>> {
        by_id(context, &id).await
    }

    /// Your caseload: people assigned to you, or found while they were present. Never the county.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn victims(
        &self,
        context: &Context<'_>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<Victim>> {
        let session = session(context)?;
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let page = session.caseload(&args).await.map_err(errors::page)?;
        let selected = Selected::below(context).items("VictimConnection", "VictimEdge");
        let (cursors, persons): (Vec<_>, Vec<_>) = page.items.into_iter().unzip();
        let victims = Victim::load_all(session, persons, &selected).await;
        let items = cursors.into_iter().zip(victims).collect();
        Ok(Connection::new(items, page.has_next, args.after.is_some()))
    }

    #[graphql(entity)]
    async fn victim_entity(&self, context: &Context<'_>, id: ID) -> Result<Option<Victim>> {
        by_id(context, &id).await
    }
}
