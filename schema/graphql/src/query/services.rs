use async_graphql::{Context, Object, Result};

use crate::errors::{self, session};
use crate::inputs::SupportServiceFilter;
use crate::objects::SupportServices;

#[derive(Default)]
pub(super) struct ServiceQuery;

#[Object]
impl ServiceQuery {
    /// Services that help, of all the partnership's directories. For everybody who is signed in; nothing here is about
    /// anybody. An organisation that is accused in a case is not kept out: a search knows no case.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn support_services(
        &self,
        context: &Context<'_>,
        filter: Option<SupportServiceFilter>,
        #[graphql(default = 20)] first: i32,
    ) -> Result<SupportServices> {
        let session = session(context)?;
        let limit = u16::try_from(first).ok().filter(|first| (1..=100).contains(first));
        let limit = limit.ok_or_else(|| errors::page(accord_federation::PageFault::First))?;
        let query = filter.unwrap_or_default().into_model(limit)?;
        Ok(SupportServices::of(session, session.services(&query).await))
    }
}
