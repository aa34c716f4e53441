use std::sync::Arc;

use accord_consent::{AccessKind, AskedAccess, PolicyFault};
use accord_federation::PageArgs;
use async_graphql::{Context, Object, Result};

use crate::errors::{self, failed, session};
use crate::objects::{Connection, EmergencyAccess, InformationRequest};

#[derive(Default)]
pub(super) struct AccessQuery;

#[Object]
impl AccessQuery {
    /// Emergencies of your organisation with their reasons, the latest first. To data-protection officers.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn emergency_accesses(
        &self,
        context: &Context<'_>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<EmergencyAccess>> {
        let session = session(context)?;
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let (items, has_next) = page(context, AccessKind::Emergency, &args).await?;
        let items =
            items.into_iter().map(|(cursor, access)| (cursor, EmergencyAccess::new(Arc::clone(session), access)));
        Ok(Connection::new(items.collect(), has_next, args.after.is_some()))
    }

    /// Victim information requests of your organisation, the latest first. To authorising officers and data-protection
    /// officers.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn information_requests(
        &self,
        context: &Context<'_>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<InformationRequest>> {
        let session = session(context)?;
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let (items, has_next) = page(context, AccessKind::InformationRequest, &args).await?;
        let items =
            items.into_iter().map(|(cursor, access)| (cursor, InformationRequest::new(Arc::clone(session), access)));
        Ok(Connection::new(items.collect(), has_next, args.after.is_some()))
    }
}

type Items = Vec<(String, AskedAccess)>;

async fn page(context: &Context<'_>, kind: AccessKind, args: &PageArgs) -> Result<(Items, bool)> {
    match session(context)?.accesses(kind, args).await {
        Ok(Ok(page)) => Ok((page.items, page.has_next)),
        Ok(Err(fault)) => Err(errors::page(fault)),
        Err(PolicyFault::NotAllowed) => Err(failed("NOT_ALLOWED", "This is for another role.")),
        Err(_) => Err(errors::unavailable()),
    }
}
