use accord_model::{CategorySet, CodedTerm, Incident, RecordKind, RecordRef, Reveals, StrandMark};

use super::{
    Blank as _, ByValue, Record, Values as _, allowed, private, revealed, revealed_by_words, rules, word_allowed,
};
use crate::{FieldRule, FieldSet, Grants};

rules!(Incident {
    plain { at, as_of, victims, accused, restricted, quoted, directives }
    reference = "reference": ByValue(),
    record_kind = "recordKind": ByValue(Offence, Support, Health),
    recognition = "recognition": Category(Offence),
    candidate_rule = "candidateRule": Word(Offence),
    occurred = "occurred": Category(Offence),
    reported = "reported": Category(Offence),
    strands = "strands": ByValue(Disability, Ethnicity, Religion, Orientation, GenderIdentity, Narrative),
    channel = "channel": Category(Offence),
    offence = "offence": ByValue(Offence, Ethnicity, Religion, Orientation, GenderIdentity, Disability),
    area = "area": Category(Location),
    place = "place": Category(Location),
    narrative = "narrative": Category(Narrative),
    perpetrator_relation = "perpetratorRelation": Category(Subject),
    outcome = "outcome": Word(Offence),
    evidence = "evidence": Category(Narrative),
    terms = "terms": ByValue(Offence, Ethnicity, Religion, Orientation, GenderIdentity, Disability, Health, Narrative, Subject),
});

impl private::Is for Incident {
    fn hides(&self) -> private::Hides<'_> {
        private::Hides { restricted: self.restricted, accused: &self.accused, victims: &self.victims }
    }

    fn without_index_facts(mut self) -> Self {
        self.victims.clear();
        self.accused.clear();
        self.restricted = false;
        self.quoted.clear();
        self.directives.clear();
        self
    }
}

impl ByValue for RecordKind {
    fn reveals(&self, _: CategorySet) -> Reveals {
        (*self).reveals()
    }
}

impl ByValue for StrandMark {
    fn reveals(&self, _: CategorySet) -> Reveals {
        self.reveals()
    }
}

impl ByValue for CodedTerm {
    fn reveals(&self, _: CategorySet) -> Reveals {
        self.offence_reveals()
    }
}
