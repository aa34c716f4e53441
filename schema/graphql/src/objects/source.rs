use accord_model as model;
use async_graphql::{Object, SimpleObject};

use super::PartnerOrganisation;
use crate::directives::consent_by_value;

/// A partner's own word, letter for letter.
#[derive(SimpleObject, Clone)]
pub(crate) struct SourceTerm {
    /// The partner's list.
    system: String,
    /// Its version.
    version: Option<String>,
    /// The partner's code.
    code: Option<String>,
    /// The word.
    text: String,
}

impl From<&model::SourceTerm> for SourceTerm {
    fn from(term: &model::SourceTerm) -> Self {
        Self {
            system: term.system.clone(),
            version: term.version.clone(),
            code: term.code.clone(),
            text: term.text.clone(),
        }
    }
}

/// Where a record comes from.
#[derive(Clone)]
pub(crate) struct RecordSource {
    pub(crate) partner: Option<PartnerOrganisation>,
    pub(crate) reference: Option<String>,
    pub(crate) as_of: Option<String>,
    pub(crate) terms: Vec<SourceTerm>,
}

#[Object]
impl RecordSource {
    /// Who holds it.
    #[graphql(directive = consent_by_value::apply())]
    async fn partner(&self) -> Option<&PartnerOrganisation> {
        self.partner.as_ref()
    }

    /// The partner's own reference.
    #[graphql(directive = consent_by_value::apply())]
    async fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// When the partner changed it last, or the extract was made or the database was read; RFC 3339. Nothing where the partner
    /// was not asked or did not answer, or may not be known: one that is read live, or all at once, is known by it.
    #[graphql(directive = consent_by_value::apply())]
    async fn as_of(&self) -> Option<&str> {
        self.as_of.as_deref()
    }

    /// The partner's own words that are in the published map.
    #[graphql(directive = consent_by_value::apply())]
    async fn terms(&self) -> &[SourceTerm] {
        &self.terms
    }
}
