use accord_model::{CategorySet, Private, RecordRef, Referral, ReferralParty, Reveals};

use super::{
    Blank as _, ByValue, Record, Values as _, allowed, private, revealed, revealed_by_words, rules, word_allowed,
};
use crate::{FieldRule, FieldSet, Grants, Organisations};

rules!(Referral {
    plain { at, as_of, victims, accused, restricted, said_today }
    reference = "reference": ByValue(Offence, Support, Health),
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
            said: self.said_today.as_deref(),
        }
    }

    fn naming_members(mut self, members: &Organisations) -> Self {
        self.sender = self.sender.map(|party| named(&party, members));
        self.recipient = self.recipient.map(|party| named(&party, members));
        self
    }

    fn without_index_facts(mut self) -> Self {
        self.victims.clear();
        self.accused.clear();
        self.restricted = false;
        self.said_today = None;
        self
    }
}

/// A member tells what its kind tells: an NHS trust of health, also where the map of words did not say so.
fn named(party: &Private<ReferralParty>, members: &Organisations) -> Private<ReferralParty> {
    let mut party = party.reveal().clone();
    let kind = party.organisation.and_then(|id| members.kind(id));
    if let (Some(kind), Reveals::Known(told)) = (kind, party.reveals) {
        party.reveals = Reveals::Known(told | kind.reveals());
    }
    Private::new(party)
}

impl ByValue for ReferralParty {
    fn reveals(&self, _: CategorySet) -> Reveals {
        self.reveals()
    }
}
