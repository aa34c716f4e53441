use serde::Deserialize;

use super::{Field, List, Own, Span, Word};

/// `Referral` of the protocol. Every field is optional: a projection leaves most out.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::remote) struct Referral {
    pub(in crate::remote) as_of: Field<String>,
    pub(in crate::remote) restricted: Field<bool>,
    pub(in crate::remote) victims: List<String>,
    pub(in crate::remote) accused: List<String>,
    pub(in crate::remote) reference: Field<String>,
    pub(in crate::remote) status: Field<String>,
    pub(in crate::remote) sent: Field<Span>,
    pub(in crate::remote) sender: Field<Party>,
    pub(in crate::remote) recipient: Field<Party>,
    pub(in crate::remote) service: Field<Word>,
    pub(in crate::remote) setting: Field<String>,
    pub(in crate::remote) need: Field<String>,
    pub(in crate::remote) role: Field<String>,
    pub(in crate::remote) reason: Field<Word>,
    pub(in crate::remote) history: List<Event>,
    pub(in crate::remote) terms: List<Own>,
}

#[derive(Deserialize)]
pub(in crate::remote) struct Party {
    pub(in crate::remote) organisation: Option<String>,
    pub(in crate::remote) name: String,
}

#[derive(Deserialize)]
pub(in crate::remote) struct Event {
    pub(in crate::remote) at: String,
    pub(in crate::remote) status: String,
}
