use serde::Deserialize;

use super::{Field, Home, List, Own, Span, Word};

/// `Incident` of the protocol. Every field is optional: a projection leaves most out.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::remote) struct Incident {
    pub(in crate::remote) as_of: Field<String>,
    pub(in crate::remote) restricted: Field<bool>,
    pub(in crate::remote) victims: List<String>,
    pub(in crate::remote) accused: List<String>,
    pub(in crate::remote) quoted: List<Quoted>,
    pub(in crate::remote) consent: List<Said>,
    pub(in crate::remote) reference: Field<String>,
    pub(in crate::remote) record_kind: Field<String>,
    pub(in crate::remote) recognition: Field<String>,
    pub(in crate::remote) candidate_rule: Field<Word>,
    pub(in crate::remote) occurred: Field<Span>,
    pub(in crate::remote) reported: Field<Span>,
    pub(in crate::remote) strands: List<Mark>,
    pub(in crate::remote) channel: Field<String>,
    pub(in crate::remote) offence: Field<Word>,
    pub(in crate::remote) area: Field<String>,
    pub(in crate::remote) place: Field<Home>,
    pub(in crate::remote) narrative: Field<String>,
    pub(in crate::remote) perpetrator_relation: Field<String>,
    pub(in crate::remote) outcome: Field<Word>,
    pub(in crate::remote) evidence: List<File>,
    pub(in crate::remote) terms: List<Own>,
}

#[derive(Deserialize)]
pub(in crate::remote) struct Quoted {
    pub(in crate::remote) system: String,
    pub(in crate::remote) reference: String,
}

/// What the record says of consent.
#[derive(Deserialize)]
pub(in crate::remote) struct Said {
    pub(in crate::remote) effect: String,
    pub(in crate::remote) to: Option<String>,
    pub(in crate::remote) categories: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(in crate::remote) struct Mark {
    pub(in crate::remote) strand: String,
    #[serde(default)]
    pub(in crate::remote) basis: Field<String>,
    #[serde(default)]
    pub(in crate::remote) reason: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::remote) struct File {
    pub(in crate::remote) url: String,
    #[serde(default)]
    pub(in crate::remote) sha256: Field<String>,
    #[serde(default)]
    pub(in crate::remote) media_type: Field<String>,
}
