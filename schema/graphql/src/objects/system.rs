use std::sync::Arc;

use accord_federation::{Session, System};
use accord_model::{PartnerId, Role};
use async_graphql::{Object, Result, SimpleObject};

use super::PartnerOrganisation;
use crate::errors;

/// A partner's system.
pub(crate) struct PartnerSystem {
    pub(crate) session: Arc<Session>,
    pub(crate) partner: PartnerId,
}

/// A partner's words that no map has.
#[derive(SimpleObject)]
pub(crate) struct UnmappedTerm {
    /// The partner's list.
    system: String,
    /// The word, where five records or more share it.
    text: Option<String>,
    /// How many words this stands for: one, or all the rare words of the list.
    words: u64,
    /// How many records have them.
    records: u64,
}

impl PartnerSystem {
    fn system(&self) -> Option<&System> {
        self.session.house().system(self.partner)
    }
}

/// A partner's system.
#[Object]
impl PartnerSystem {
    /// Whose it is.
    async fn partner(&self) -> Option<PartnerOrganisation> {
        self.system().map(|s| PartnerOrganisation::of(self.session.house(), s.owner))
    }

    /// Its name in the configuration.
    async fn name(&self) -> &str {
        self.partner.as_str()
    }

    /// What speaks to it.
    async fn connector(&self) -> &str {
        self.system().map_or("", |s| s.connector.kind())
    }

    /// Whether it answered when it was asked last.
    async fn reachable(&self) -> bool {
        self.session.house().reached.last(self.partner)
    }

    /// When its changes were read last, RFC 3339.
    async fn last_synced_at(&self) -> Result<Option<String>> {
        let status = self.session.house().synced.status(self.partner).await.map_err(errors::index)?;
        Ok(status.last_synced_at.map(|at| at.to_string()))
    }

    /// Whole seconds since then.
    async fn lag_seconds(&self) -> Result<Option<i64>> {
        let status = self.session.house().synced.status(self.partner).await.map_err(errors::index)?;
        Ok(status.last_synced_at.map(|at| self.session.at().duration_since(at).as_secs().max(0)))
    }

    /// Its words that no map has: to its own integrators alone.
    async fn unmapped_terms(&self) -> Result<Option<Vec<UnmappedTerm>>> {
        let (viewer, house) = (self.session.viewer(), self.session.house());
        let own = self.system().is_some_and(|s| house.desk.organisations().within(s.owner, viewer.organisation()));
        if viewer.role() != Role::Integrator || !own {
            return Ok(None);
        }
        let words = house.synced.unmapped(self.partner).await.map_err(errors::index)?;
        let mut shown: Vec<UnmappedTerm> = Vec::new();
        for (word, records) in words {
            let text = house.desk.word(self.partner, &word, usize::try_from(records).unwrap_or(0));
            // A rare word may be a name: rare words of one list are one count.
            let rare =
                shown.iter_mut().find(|known| text.is_none() && known.text.is_none() && known.system == word.system);
            match rare {
                Some(known) => (known.words, known.records) = (known.words + 1, known.records + records),
                None => shown.push(UnmappedTerm { system: word.system, text, words: 1, records }),
            }
        }
        Ok(Some(shown))
    }
}
