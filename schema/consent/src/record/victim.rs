use accord_model::{CategorySet, PartnerReference, RecordRef, Reveals, SourceTerm, Victim};

use super::{
    Blank as _, ByValue, Record, Values as _, allowed, private, revealed, revealed_by_words, rules, word_allowed,
};
use crate::{FieldRule, FieldSet, Grants};

rules!(Victim {
    plain { at, as_of, restricted, directives, papers, said_today }
    reference = "reference": ByValue(Offence, Support, Health),
    name = "name": Category(Identity),
    date_of_birth = "dateOfBirth": Category(Identity),
    nhs_number = "nhsNumber": Category(Identity),
    contact = "contact": Category(Contact),
    address = "address": Category(Location),
    ethnicity = "ethnicity": Word(Ethnicity),
    religion = "religion": Word(Religion),
    sexual_orientation = "sexualOrientation": Word(Orientation),
    gender_identity = "genderIdentity": Word(GenderIdentity),
    former_names = "formerNames": Category(GenderHistory),
    disabilities = "disabilities": Word(Disability),
    access_needs = "accessNeeds": Word(Support),
    health = "health": Word(Health),
    safe_contact = "safeContact": Open("safety: do not call, leave no message"),
    terms = "terms": ByValue(Offence, Health, Ethnicity, Religion, Orientation, GenderIdentity, Disability, Support),
});

impl private::Is for Victim {
    fn hides(&self) -> private::Hides<'_> {
        private::Hides {
            restricted: self.restricted,
            proposed: CategorySet::NONE,
            accused: &[],
            victims: &[],
            said: self.said_today.as_deref(),
        }
    }

    fn without_index_facts(mut self) -> Self {
        self.restricted = false;
        self.directives = Vec::new();
        self.papers = Vec::new();
        self.said_today = None;
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
