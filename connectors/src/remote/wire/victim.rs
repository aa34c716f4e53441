use serde::Deserialize;

use super::{Field, Home, List, Name, Own, Span, Word};

/// `Victim` of the protocol. Every field is optional: a projection leaves most out.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::remote) struct Person {
    pub(in crate::remote) as_of: Field<String>,
    pub(in crate::remote) restricted: Field<bool>,
    pub(in crate::remote) reference: Field<String>,
    pub(in crate::remote) name: Field<Name>,
    pub(in crate::remote) date_of_birth: Field<String>,
    pub(in crate::remote) nhs_number: Field<Number>,
    pub(in crate::remote) contact: Field<Reach>,
    pub(in crate::remote) address: Field<Home>,
    pub(in crate::remote) ethnicity: Field<Word>,
    pub(in crate::remote) religion: Field<Word>,
    pub(in crate::remote) sexual_orientation: Field<Word>,
    pub(in crate::remote) gender_identity: Field<Word>,
    pub(in crate::remote) former_names: List<Name>,
    pub(in crate::remote) disabilities: List<Word>,
    pub(in crate::remote) access_needs: List<Word>,
    pub(in crate::remote) health: List<Fact>,
    pub(in crate::remote) safe_contact: Field<Safe>,
    pub(in crate::remote) terms: List<Own>,
}

#[derive(Deserialize)]
pub(in crate::remote) struct Number {
    pub(in crate::remote) value: String,
    #[serde(default)]
    pub(in crate::remote) verified: Field<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::remote) struct Reach {
    pub(in crate::remote) phones: List<String>,
    pub(in crate::remote) emails: List<String>,
}

#[derive(Deserialize)]
pub(in crate::remote) struct Fact {
    pub(in crate::remote) kind: String,
    pub(in crate::remote) term: Word,
    #[serde(default)]
    pub(in crate::remote) occurred: Field<Span>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::remote) struct Safe {
    pub(in crate::remote) do_not_call: Field<bool>,
    pub(in crate::remote) leave_no_message: Field<bool>,
    pub(in crate::remote) note: Field<String>,
}
