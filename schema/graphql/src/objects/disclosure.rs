use accord_consent::Record;
use accord_federation as federation;
use accord_model::Category as ModelCategory;
use async_graphql::{Enum, SimpleObject};

use super::PartnerOrganisation;
use crate::codes::{Action, Category};

/// Why a field is withheld. Refused, never asked and expired are one reason.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum WithheldReason {
    /// The person's agreement would open it.
    NotShared,
    /// No information-sharing agreement covers it for your role and purpose.
    NoAgreement,
    /// An agreement covers it for whoever has made a victim information request.
    RequestNeeded,
}

/// What could be done about it.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Remedy {
    /// Ask the person, and record what she says.
    AskThePerson,
    /// Make a victim information request (`requestInformation`).
    RequestInformation,
    /// Nothing that you can do here.
    None,
}

/// One field that is withheld. The marker derives from policy alone: it is the same when there is no value.
#[derive(SimpleObject, Clone)]
pub(crate) struct Withheld {
    /// The field.
    field: String,
    /// The category that is missing.
    category: Category,
    /// Why.
    reason: WithheldReason,
    /// What could be done about it.
    remedy: Remedy,
}

impl From<&accord_consent::Withheld> for Withheld {
    fn from(withheld: &accord_consent::Withheld) -> Self {
        let (reason, remedy) = match withheld.reason {
            accord_consent::WithheldReason::NotShared => (WithheldReason::NotShared, Remedy::AskThePerson),
            accord_consent::WithheldReason::NoAgreement => (WithheldReason::NoAgreement, Remedy::None),
            accord_consent::WithheldReason::RequestNeeded => {
                (WithheldReason::RequestNeeded, Remedy::RequestInformation)
            }
        };
        let category: ModelCategory = withheld.category;
        Self { field: withheld.field.to_owned(), category: category.into(), reason, remedy }
    }
}

/// Why an asked partner gave nothing.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum GapCause {
    /// It did not answer, or asked to wait.
    Silent,
    /// It no longer has the record, or not yet.
    Stale,
    /// Its system does not hold this.
    NotSupported,
}

/// What an asked partner did not give. Never an error of the whole.
#[derive(SimpleObject, Clone)]
pub(crate) struct Gap {
    /// The partner, if you may know that it holds a record.
    partner: Option<PartnerOrganisation>,
    /// What it did not give.
    fields: Vec<String>,
    /// Why.
    cause: GapCause,
    /// How old what is shown is, RFC 3339.
    as_of: Option<String>,
    /// Whole seconds until it may be asked again.
    retry_after_seconds: Option<u32>,
}

impl Gap {
    pub(crate) fn of<R: Record>(house: &federation::House, gap: &federation::Gap) -> Self {
        let (cause, retry_after_seconds) = caused(gap.cause);
        Self {
            partner: gap.owner.map(|id| PartnerOrganisation::of(house, id)),
            fields: gap.fields.iter::<R>().map(str::to_owned).collect(),
            cause,
            as_of: gap.as_of.map(|at| at.to_string()),
            retry_after_seconds,
        }
    }

    /// Of a directory of services: it holds no records, so whose it is is no secret.
    pub(crate) fn of_directory(house: &federation::House, silent: &federation::SilentDirectory) -> Self {
        let (cause, retry_after_seconds) = caused(silent.cause);
        Self {
            partner: Some(PartnerOrganisation::of(house, silent.owner)),
            fields: vec!["services".to_owned()],
            cause,
            as_of: None,
            retry_after_seconds,
        }
    }
}

const fn caused(fault: federation::Fault) -> (GapCause, Option<u32>) {
    use federation::Fault;
    match fault {
        Fault::NotSupported => (GapCause::NotSupported, None),
        Fault::Stale | Fault::Held => (GapCause::Stale, None),
        Fault::Throttled { retry_after_seconds } => (GapCause::Silent, retry_after_seconds),
        Fault::Silent | Fault::Refused | Fault::Broken | Fault::Store => (GapCause::Silent, None),
    }
}

/// What is withheld and what is missing of an object: of all its protected fields, whatever was selected.
#[derive(SimpleObject, Clone)]
pub(crate) struct Disclosure {
    /// Withheld by policy.
    pub(crate) withheld: Vec<Withheld>,
    /// Missing, though asked for.
    pub(crate) gaps: Vec<Gap>,
    /// What you may do about the person, reading included.
    pub(crate) permitted_actions: Vec<Action>,
    /// Ask again at this instant at the latest, RFC 3339.
    pub(crate) valid_until: String,
}
