use std::str::FromStr;

use accord_model::{CategorySet, OrganisationId, SubjectId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ReceiptFault;
use crate::directive::SOURCE_RECORD;
use crate::{Audience, Directive, Effect, Given, RecordScope};

/// A directive word for word, so that it can be entered again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Exact {
    /// Under whose key the ids of the receipt open.
    audience: String,
    effect: String,
    to_kind: Option<String>,
    to_organisation: Option<String>,
    purpose: Option<String>,
    categories: Vec<String>,
    action: Option<String>,
    records_of: Option<String>,
    start: String,
    end: Option<String>,
    firm: bool,
    by: String,
    method: String,
    wording_version: String,
    language: String,
    recorded_by: String,
    recorded_at: String,
    withdrawn_at: Option<String>,
}

impl Exact {
    pub(crate) fn of(directive: &Directive, audience: OrganisationId) -> Option<Self> {
        if directive.given.method == SOURCE_RECORD {
            return None;
        }
        let records_of = match &directive.records {
            RecordScope::All => None,
            RecordScope::Owner(owner) => Some(owner.to_string()),
            // The partner's own number of a record: it goes to nobody.
            RecordScope::Record(_) => return None,
        };
        let (to_kind, to_organisation) = match directive.to {
            Audience::Anyone => (None, None),
            Audience::Kind(kind) => (Some(kind.to_string()), None),
            Audience::Organisation(id) => (None, Some(id.to_string())),
        };
        let Given { by, method, wording_version, language } = directive.given.clone();
        Some(Self {
            audience: audience.to_string(),
            effect: effect(directive.effect).to_owned(),
            to_kind,
            to_organisation,
            purpose: directive.purpose.map(|purpose| purpose.to_string()),
            categories: directive.categories.iter().map(|category| category.to_string()).collect(),
            action: directive.action.map(|action| action.to_string()),
            records_of,
            start: directive.start.to_string(),
            end: directive.end.map(|end| end.to_string()),
            firm: directive.firm,
            by,
            method,
            wording_version,
            language,
            recorded_by: directive.recorded_by.to_string(),
            recorded_at: directive.recorded_at.to_string(),
            withdrawn_at: directive.withdrawn_at.map(|at| at.to_string()),
        })
    }

    /// Under whose key the ids open.
    pub(crate) fn audience(&self) -> Result<OrganisationId, ReceiptFault> {
        read(&self.audience)
    }

    /// Whose records are meant.
    pub(crate) fn owner(&self) -> Option<OrganisationId> {
        self.records_of.as_deref()?.parse().ok()
    }

    /// The directive again, under these ids. A word that this version does not know makes it foreign: half of a refusal is
    /// none.
    pub(crate) fn directive(&self, id: Uuid, subject: SubjectId) -> Result<Directive, ReceiptFault> {
        let to = match (&self.to_kind, &self.to_organisation) {
            (None, None) => Audience::Anyone,
            (Some(kind), None) => Audience::Kind(read(kind)?),
            (None, Some(organisation)) => Audience::Organisation(read(organisation)?),
            (Some(_), Some(_)) => return Err(ReceiptFault::Foreign),
        };
        let categories = self.categories.iter().map(|category| read::<accord_model::Category>(category));
        Ok(Directive {
            id,
            subject,
            effect: match self.effect.as_str() {
                "PERMIT" => Effect::Permit,
                "DENY" => Effect::Deny,
                _ => return Err(ReceiptFault::Foreign),
            },
            to,
            purpose: optional(self.purpose.as_ref())?,
            categories: categories.collect::<Result<CategorySet, _>>()?,
            action: optional(self.action.as_ref())?,
            records: optional(self.records_of.as_ref())?.map_or(RecordScope::All, RecordScope::Owner),
            start: read(&self.start)?,
            end: optional::<Timestamp>(self.end.as_ref())?,
            firm: self.firm,
            given: Given {
                by: self.by.clone(),
                method: self.method.clone(),
                wording_version: self.wording_version.clone(),
                language: self.language.clone(),
            },
            recorded_by: read(&self.recorded_by)?,
            recorded_at: read(&self.recorded_at)?,
            withdrawn_at: optional(self.withdrawn_at.as_ref())?,
            lapsed: false,
        })
    }
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Permit => "PERMIT",
        // Of a bar there is no receipt: it is nobody's word.
        Effect::Deny | Effect::Bar => "DENY",
    }
}

fn read<T: FromStr>(text: &str) -> Result<T, ReceiptFault> {
    text.parse().map_err(|_| ReceiptFault::Foreign)
}

fn optional<T: FromStr>(text: Option<&String>) -> Result<Option<T>, ReceiptFault> {
    text.map(|text| read(text)).transpose()
}
