use serde::Deserialize;

use super::{Field, List, Term};

/// `Person` of the contract. Every field is optional: a projection leaves most out.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::police) struct Person {
    pub(in crate::police) names: List<Name>,
    pub(in crate::police) former_names: List<Name>,
    pub(in crate::police) date_of_birth: Field<String>,
    pub(in crate::police) nhs_number: Field<String>,
    pub(in crate::police) nhs_number_status: Field<String>,
    pub(in crate::police) addresses: List<Home>,
    pub(in crate::police) phones: List<Phone>,
    pub(in crate::police) email: Field<String>,
    pub(in crate::police) self_defined_ethnicity: Field<Term>,
    pub(in crate::police) religion: Field<Term>,
    pub(in crate::police) sexual_orientation: Field<Term>,
    pub(in crate::police) gender_identity: Field<Term>,
    pub(in crate::police) disabilities: List<Term>,
    pub(in crate::police) access_needs: List<Term>,
    pub(in crate::police) safe_contact: Field<Rule>,
    pub(in crate::police) modified: Field<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::police) struct Name {
    pub(in crate::police) family: Field<String>,
    pub(in crate::police) given: Field<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::police) struct Home {
    pub(in crate::police) line: Field<String>,
    pub(in crate::police) town: Field<String>,
    pub(in crate::police) ward: Field<String>,
    pub(in crate::police) district: Field<String>,
    pub(in crate::police) postcode: Field<String>,
}

#[derive(Deserialize)]
pub(in crate::police) struct Phone {
    pub(in crate::police) number: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::police) struct Rule {
    pub(in crate::police) rule: Field<String>,
    pub(in crate::police) note: Field<String>,
}
