use accord_federation::PageArgs;
use accord_model::{RecordType, ReferralId};
use async_graphql::{Context, ID, Object, Result};

use crate::errors::{self, session};
use crate::inputs::ReferralFilter;
use crate::objects::{Connection, Referral};
use crate::wanted::{Selected, of_referral};

/// The referral behind an id, with what the field being resolved wants of it.
pub(super) async fn by_id(context: &Context<'_>, id: &ID) -> Result<Option<Referral>> {
    let session = session(context)?;
    let Some((RecordType::Referral, handle)) = session.resolve(id) else {
        return Err(errors::invalid_id());
    };
    let passage = session.referral(ReferralId(handle)).await.map_err(errors::index)?;
    let Some(passage) = passage else { return Ok(None) };
    Ok(Some(Referral::load(session, passage, of_referral(&Selected::below(context))).await))
}

#[derive(Default)]
pub(super) struct ReferralQuery;

#[Object]
impl ReferralQuery {
    /// One referral by an id of your organisation. Hidden is the same as not there.
    async fn referral(&self, context: &Context<'_>, id: ID) -> Result<Option<Referral>> {
        by_id(context, &id).await
    }

    /// Referrals of your caseload, and those that your organisation recorded, the latest sent first.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn referrals(
        &self,
        context: &Context<'_>,
        filter: Option<ReferralFilter>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<Referral>> {
        let session = session(context)?;
        let filter = filter.map(ReferralFilter::into_model).transpose()?.unwrap_or_default();
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let page = session.referrals(&filter, &args).await.map_err(errors::page)?;
        let wanted = of_referral(&Selected::below(context).items("ReferralConnection", "ReferralEdge"));
        let all = page
            .items
            .into_iter()
            .map(|(cursor, passage)| async move { (cursor, Referral::load(session, passage, wanted).await) });
        let items = futures_util::future::join_all(all).await;
        Ok(Connection::new(items, page.has_next, args.after.is_some()))
    }

    #[graphql(entity)]
    async fn referral_entity(&self, context: &Context<'_>, id: ID) -> Result<Option<Referral>> {
        by_id(context, &id).await
    }
}
