use async_graphql::{Object, OutputType, SimpleObject};

use super::{
    AccessLogEntry, CorrectionRequest, EmergencyAccess, Incident, InformationRequest, PartnerOrganisation, Referral,
    Victim,
};

/// Where a page ends.
#[derive(SimpleObject, Clone)]
#[graphql(shareable)]
pub(crate) struct PageInfo {
    /// Whether there is more that you may see.
    has_next_page: bool,
    /// Whether this is not the first page.
    has_previous_page: bool,
    /// Cursor of the first item.
    start_cursor: Option<String>,
    /// Cursor of the last item.
    end_cursor: Option<String>,
}

/// One item of a list and its cursor.
#[derive(Clone)]
pub(crate) struct Edge<T> {
    cursor: String,
    node: T,
}

#[Object(
    concrete(name = "VictimEdge", params(Victim)),
    concrete(name = "IncidentEdge", params(Incident)),
    concrete(name = "ReferralEdge", params(Referral)),
    concrete(name = "PartnerOrganisationEdge", params(PartnerOrganisation)),
    concrete(name = "AccessLogEdge", params(AccessLogEntry)),
    concrete(name = "EmergencyAccessEdge", params(EmergencyAccess)),
    concrete(name = "InformationRequestEdge", params(InformationRequest)),
    concrete(name = "CorrectionRequestEdge", params(CorrectionRequest))
)]
impl<T: OutputType + Clone> Edge<T> {
    /// Give it as `after` for the page that follows.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }
}

/// A page of a list, after consent: it is full as long as there is more. There is no total: it would count what you may
/// not see.
pub(crate) struct Connection<T> {
    edges: Vec<Edge<T>>,
    page_info: PageInfo,
}

impl<T> Connection<T> {
    /// A page of these items, each with its cursor.
    pub(crate) fn new(items: Vec<(String, T)>, has_next_page: bool, has_previous_page: bool) -> Self {
        let page_info = PageInfo {
            has_next_page,
            has_previous_page,
            start_cursor: items.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: items.last().map(|(cursor, _)| cursor.clone()),
        };
        Self { edges: items.into_iter().map(|(cursor, node)| Edge { cursor, node }).collect(), page_info }
    }
}

#[Object(
    concrete(name = "VictimConnection", params(Victim)),
    concrete(name = "IncidentConnection", params(Incident)),
    concrete(name = "ReferralConnection", params(Referral)),
    concrete(name = "PartnerOrganisationConnection", params(PartnerOrganisation)),
    concrete(name = "AccessLogConnection", params(AccessLogEntry)),
    concrete(name = "EmergencyAccessConnection", params(EmergencyAccess)),
    concrete(name = "InformationRequestConnection", params(InformationRequest)),
    concrete(name = "CorrectionRequestConnection", params(CorrectionRequest))
)]
impl<T: OutputType + Clone> Connection<T>
where
    Edge<T>: OutputType,
{
    /// The items with their cursors.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The items.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page ends.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }
}
