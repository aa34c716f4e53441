use std::sync::Arc;

use accord_federation::House;
use async_graphql::{Context, ID, Object, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::codes::OrganisationKind;
use crate::errors;
use crate::objects::{Connection, PartnerOrganisation};

/// The member of that short name.
pub(super) fn member(house: &House, id: &ID) -> Option<PartnerOrganisation> {
    let id = id.parse().ok()?;
    house.desk.organisations().get(id).map(|o| PartnerOrganisation::of(house, o.id))
}

#[derive(Default)]
pub(super) struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// One member of the partnership by its short name. Public.
    async fn organisation(&self, context: &Context<'_>, id: ID) -> Result<Option<PartnerOrganisation>> {
        let house = context.data::<Arc<House>>().map_err(|_| errors::unavailable())?;
        Ok(member(house, &id))
    }

    /// The members of the partnership. Public.
    #[graphql(complexity = "crate::cost::page(first, child_complexity)")]
    async fn organisations(
        &self,
        context: &Context<'_>,
        kind: Option<OrganisationKind>,
        area: Option<String>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<PartnerOrganisation>> {
        let house = context.data::<Arc<House>>().map_err(|_| errors::unavailable())?;
        let first = usize::try_from(first).ok().filter(|n| (1..=100).contains(n));
        let first = first.ok_or_else(|| errors::page(accord_federation::PageFault::First))?;
        let from = match &after {
            None => 0,
            Some(cursor) => place(cursor).ok_or_else(|| errors::page(accord_federation::PageFault::Cursor))? + 1,
        };
        let wanted = kind.map(accord_model::OrganisationKind::from);
        let all = house.desk.organisations().iter().enumerate().filter(|(_, o)| {
            wanted.is_none_or(|kind| o.kind == kind)
                && area.as_deref().is_none_or(|area| o.areas.iter().any(|a| a.code.as_str() == area))
        });
        let mut items: Vec<_> = all
            .filter(|(place, _)| *place >= from)
            .take(first + 1)
            .map(|(place, o)| (cursor(place), PartnerOrganisation::of(house, o.id)))
            .collect();
        let has_next = items.len() > first;
        items.truncate(first);
        Ok(Connection::new(items, has_next, after.is_some()))
    }

    #[graphql(entity)]
    async fn organisation_entity(&self, context: &Context<'_>, id: ID) -> Result<Option<PartnerOrganisation>> {
        let house = context.data::<Arc<House>>().map_err(|_| errors::unavailable())?;
        Ok(member(house, &id))
    }
}

// The list is public: its cursor hides nothing, it is only opaque.
fn cursor(place: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("organisations {place}"))
}

fn place(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    String::from_utf8(bytes).ok()?.strip_prefix("organisations ")?.parse().ok()
}
