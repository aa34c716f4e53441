use accord_model::{CategorySet, CodedTerm, Incident, Recognition, RecordKind, RecordRef, Reveals, StrandMark};

use super::{
    Blank as _, ByValue, Record, Values as _, allowed, private, revealed, revealed_by_words, rules, word_allowed,
};
use crate::{FieldRule, FieldSet, Grants};

rules!(Incident {
    plain { at, as_of, victims, accused, restricted, quoted, directives, said_today }
    reference = "reference": ByValue(Offence, Support, Health),
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
    terms = "terms": ByValue(Support, Offence, Ethnicity, Religion, Orientation, GenderIdentity, Disability, Health, Narrative, Subject),
});

impl private::Is for Incident {
    const JUDGED_BY: Option<(&'static str, &'static str)> = Some(("recognition", "candidateRule"));

    fn hides(&self) -> private::Hides<'_> {
        private::Hides {
            restricted: self.restricted,
            proposed: proposed(self),
            accused: &self.accused,
            victims: &self.victims,
            said: self.said_today.as_deref(),
        }
    }

    fn without_index_facts(mut self) -> Self {
        self.victims.clear();
        self.accused.clear();
        self.restricted = false;
        self.quoted.clear();
        self.directives.clear();
        self.said_today = None;
        self
    }
}

/// What it tells that a rule proposes the incident. A rule that no map has may tell anything.
fn proposed(incident: &Incident) -> CategorySet {
    let candidate = incident.recognition.as_ref().is_some_and(|how| *how.reveal() == Recognition::Candidate);
    if !candidate {
        return CategorySet::NONE;
    }
    incident.candidate_rule.as_ref().map_or(CategorySet::ALL, |rule| rule.reveal().reveals)
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
