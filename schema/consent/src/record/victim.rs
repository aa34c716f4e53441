use accord_model::{CategorySet, PartnerReference, RecordRef, Reveals, SourceTerm, Victim};

use super::{Blank, ByValue, KeptByValue, Record, private, rules};
use crate::{FieldRule, FieldSet, Grants};

rules!(Victim {
    plain { at, as_of, restricted }
    reference = "reference": ByValue(),
    name = "name": Category(Identity),
    date_of_birth = "dateOfBirth": Category(Identity),
    nhs_number = "nhsNumber": Category(Identity),
    contact = "contact": Category(Contact),
    address = "address": Category(Location),
    ethnicity = "ethnicity": Category(Ethnicity),
    religion = "religion": Category(Religion),
    sexual_orientation = "sexualOrientation": Category(Orientation),
    gender_identity = "genderIdentity": Category(GenderIdentity),
    former_names = "formerNames": Category(GenderHistory),
    disabilities = "disabilities": Category(Disability),
    access_needs = "accessNeeds": Category(Support),
    safe_contact = "safeContact": Open("safety: do not call, leave no message"),
    terms = "terms": ByValue(Ethnicity, Religion, Orientation, GenderIdentity, Disability, Support),
});

trait WithoutIndexFacts {
    fn without_index_facts(self) -> Self;
}

impl WithoutIndexFacts for Victim {
    fn without_index_facts(mut self) -> Self {
        self.restricted = false;
        self
    }
}

impl ByValue for PartnerReference {
    fn reveals(&self, holder: CategorySet) -> Reveals {
        Reveals::Known(holder)
    }
}

impl ByValue for SourceTerm {
    fn reveals(&self, holder: CategorySet) -> Reveals {
        match self.reveals {
            Reveals::Known(categories) => Reveals::Known(categories | holder),
            Reveals::Unknown => Reveals::Unknown,
        }
    }
}
