use std::sync::Arc;

use accord_federation::Session;
use async_graphql::Object;

use super::PartnerOrganisation;
use crate::codes::{Purpose, Role};

/// You, as your token and your request say.
pub(crate) struct Viewer(pub(crate) Arc<Session>);

/// You, as your token and your request say.
#[Object]
impl Viewer {
    /// For which organisation you ask.
    async fn organisation(&self) -> PartnerOrganisation {
        PartnerOrganisation::of(self.0.house(), self.0.viewer().organisation())
    }

    /// In which role.
    async fn role(&self) -> Role {
        self.0.viewer().role().into()
    }

    /// For what, in this request.
    async fn purpose(&self) -> Purpose {
        self.0.viewer().purpose().into()
    }

    /// What your token allows requests to be for.
    async fn purposes(&self) -> Vec<Purpose> {
        self.0.viewer().purposes().iter().map(|p| (*p).into()).collect()
    }
}
