use accord_model::{CategorySet, RecordRef, Referral, ReferralParty, Reveals};

use super::{
    Blank as _, ByValue, Record, Values as _, allowed, private, revealed, revealed_by_words, rules, word_allowed,
};
use crate::{FieldRule, FieldSet, Grants};

rules!(Referral {
    plain { at, as_of, victims, accused, restricted }
    reference = "reference": ByValue(),
    status = "status": Category(Support),
    sent = "sent": Category(Support),
    sender = "sender": ByValue(Support, Health, Offence),
    recipient = "recipient": ByValue(Support, Health, Offence, Ethnicity, Religion, Orientation, GenderIdentity, Disability, Counselling),
    service = "service": Word(Support),
    setting = "setting": Category(Health),
    need = "need": Category(Health),
    role = "role": Category(Support),
    reason = "reason": Word(Support),
    history = "history": Category(Support),
    terms = "terms": ByValue(Support, Health, Offence, Ethnicity, Religion, Orientation, GenderIdentity, Disability, Counselling, Narrative),
});

impl private::Is for Referral {
    fn hides(&self) -> private::Hides<'_> {
        private::Hides {
            restricted: self.restricted,
            proposed: CategorySet::NONE,
            accused: &self.accused,
            victims: &self.victims,
        }
    }

    fn without_index_facts(mut self) -> Self {
        self.victims.clear();
        self.accused.clear();
        self.restricted = false;
        self
    }
}

impl ByValue for ReferralParty {
    fn reveals(&self, _: CategorySet) -> Reveals {
        self.reveals()
    }
}
