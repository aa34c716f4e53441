//! The questions.

mod access;
mod corrections;
mod incidents;
mod organisations;
mod referrals;
mod services;
mod victims;

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Object, Result};

use crate::errors::session;
use crate::objects::{Node, PartnerSystem, Viewer};

/// The questions that a client can ask.
#[derive(MergedObject, Default)]
pub struct Query(
    General,
    victims::VictimQuery,
    incidents::IncidentQuery,
    referrals::ReferralQuery,
    organisations::OrganisationQuery,
    services::ServiceQuery,
    access::AccessQuery,
    corrections::CorrectionQuery,
);

#[derive(Default)]
struct General;

#[Object]
impl General {
    /// You, as your token and your request say.
    async fn viewer(&self, context: &Context<'_>) -> Result<Viewer> {
        Ok(Viewer(Arc::clone(session(context)?)))
    }

    /// Anything by its id. Hidden is the same as not there.
    async fn node(&self, context: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let session = session(context)?;
        if let Some(organisation) = organisations::member(session.house(), &id) {
            return Ok(Some(Node::PartnerOrganisation(organisation)));
        }
        match session.resolve(&id) {
            Some((accord_model::RecordType::Victim, _)) => Ok(victims::by_id(context, &id).await?.map(Node::Victim)),
            Some((accord_model::RecordType::Incident, _)) => {
                Ok(incidents::by_id(context, &id).await?.map(Node::Incident))
            }
            Some((accord_model::RecordType::Referral, _)) => {
                Ok(referrals::by_id(context, &id).await?.map(Node::Referral))
            }
            None => Err(crate::errors::invalid_id()),
        }
    }

    /// The partners' systems, in order of precedence.
    async fn partners(&self, context: &Context<'_>) -> Result<Vec<PartnerSystem>> {
        let session = session(context)?;
        let all = session.house().systems.iter();
        let all = all.map(|s| PartnerSystem { session: Arc::clone(session), partner: s.connector.partner() });
        Ok(all.collect())
    }
}
