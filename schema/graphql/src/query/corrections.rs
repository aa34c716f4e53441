use std::sync::Arc;

use accord_federation::PageArgs;
use async_graphql::{Context, Object, Result};

use crate::errors::{self, session};
use crate::objects::{Connection, CorrectionRequest};

#[derive(Default)]
pub(super) struct CorrectionQuery;

#[Object]
impl CorrectionQuery {
    /// Requests about records that your organisation holds, those that are due first at the head: for its data-protection
    /// officer, for `SUBJECT_ACCESS` or `COMPLAINT`. Empty for everybody else.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn correction_requests(
        &self,
        context: &Context<'_>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<CorrectionRequest>> {
        let session = session(context)?;
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let page = session.corrections_to_answer(&args).await.map_err(errors::page)?;
        let all =
            page.items.into_iter().map(|(cursor, one)| (cursor, CorrectionRequest::new(&Arc::clone(session), one)));
        Ok(Connection::new(all.collect(), page.has_next, args.after.is_some()))
    }
}
