use serde::Deserialize;

use super::{Field, List};

/// What an occurrence says of a referral of its own. Its id is what makes it one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::police) struct Announced {
    pub(in crate::police) id: String,
    #[serde(default)]
    pub(in crate::police) person_id: Field<String>,
    #[serde(default)]
    pub(in crate::police) status: Field<String>,
    #[serde(default)]
    pub(in crate::police) sent_at: Field<String>,
    /// The referral is gone.
    #[serde(default)]
    pub(in crate::police) tombstone: Field<String>,
}

/// `Referral` of the contract. Every field is optional: a projection leaves most out.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::police) struct Referral {
    pub(in crate::police) to_organisation: Field<Party>,
    pub(in crate::police) service_code: Field<String>,
    pub(in crate::police) status: Field<String>,
    pub(in crate::police) sent_at: Field<String>,
    pub(in crate::police) history: List<Event>,
    pub(in crate::police) modified: Field<String>,
}

/// To whom.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::police) struct Party {
    pub(in crate::police) code: Field<String>,
    pub(in crate::police) name: Field<String>,
}

/// A step of a referral.
#[derive(Deserialize)]
pub(in crate::police) struct Event {
    pub(in crate::police) at: String,
    pub(in crate::police) status: String,
}
