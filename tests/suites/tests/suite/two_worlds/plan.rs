//! One viewer, what she may see, and what she may not: the second world differs in the latter alone.

use std::sync::Arc;

use accord_sandbox::{Edit, IdentityServer, Target, TruePerson};
use serde_json::json;

use super::book::{Book, at};
use super::difference::{self as other, Difference};

pub(crate) const CONSENT: &str = "Consent (police / council / NHS / support / stats only)";

/// A consent that a support worker writes down in both worlds before the questions begin.
pub(crate) struct Word {
    pub(crate) person: usize,
    pub(crate) organisation: &'static str,
    pub(crate) categories: &'static str,
}

pub(crate) struct Plan {
    pub(crate) idp: Arc<IdentityServer>,
    pub(crate) persona: &'static str,
    pub(crate) organisation: &'static str,
    pub(crate) purpose: &'static str,
    /// Different from the seed in both worlds: the ground that the differences stand on.
    pub(crate) base: Vec<Edit>,
    pub(crate) differences: Vec<Difference>,
    /// Whom a reviewer has linked, whom the viewer is assigned to, and whom she looks for.
    pub(crate) people: Vec<TruePerson>,
    /// The last so many of them differ in nothing.
    pub(crate) pristine: usize,
    /// Whom she looks for in vain, in both worlds.
    pub(crate) unknowable: Vec<TruePerson>,
    pub(crate) words: Vec<Word>,
    /// Milliseconds that the gateways keep what the police said.
    pub(crate) cache_ttl_ms: u32,
    /// Whether questions may change what is shared.
    pub(crate) writes: bool,
}

impl Plan {
    fn new(book: &Book, persona: &'static str, organisation: &'static str, purpose: &'static str) -> Self {
        let people: Vec<TruePerson> = book.known_twice().into_iter().take(4).cloned().collect();
        assert_eq!(people.len(), 4);
        Self {
            idp: Arc::clone(&book.idp),
            persona,
            organisation,
            purpose,
            // Nobody's row agrees to anything: what is open is open by the agreements alone, and by the words below.
            base: book.rows().iter().map(|row| Edit::set(Target::County, row, CONSENT, "none")).collect(),
            differences: Vec::new(),
            people,
            pristine: 0,
            unknowable: Vec::new(),
            words: Vec::new(),
            cache_ttl_ms: 0,
            writes: true,
        }
    }

    fn police(&self, people: std::ops::Range<usize>) -> Vec<String> {
        self.people[people].iter().map(|person| at(person, "police")).collect()
    }

    fn county(&self, people: std::ops::Range<usize>) -> Vec<String> {
        self.people[people].iter().map(|person| at(person, "county")).collect()
    }

    /// Nobody of these, nor of those who are harmed together with them.
    fn strangers(&self) -> impl Fn(&str) -> bool + use<> {
        let known: Vec<String> = self.people.iter().map(|p| p.id.clone()).collect();
        move |id| !known.iter().any(|k| k == id)
    }

    /// Names and offences are shown, and nothing else of anybody (agreement 03): the rest needs her word.
    pub(crate) fn support_worker(book: &Book) -> Self {
        let mut plan = Self::new(book, "support-worker", "safe-haven-llr", "SUPPORT");
        plan.pristine = 1;
        let differing = plan.police(0..3);
        for id in &differing {
            let fields = ["addresses", "phones", "email", "selfDefinedEthnicity", "religion", "sexualOrientation"];
            plan.differences.extend(other::person(book, id, &fields));
            let fields = ["genderIdentity", "disabilities", "accessNeeds", "formerNames"];
            plan.differences.extend(other::person(book, id, &fields));
        }
        let pristine = plan.police(3..4);
        for id in book.about(&differing).filter(|id| !book.victims(id).iter().any(|v| pristine.contains(v))) {
            let fields = ["narrative", "officerInCase", "location", "perpetratorRelation", "restricted", "offence"];
            plan.differences.extend(other::occurrence(book, id, &fields));
            plan.differences.extend(other::occurrence(book, id, &["suspectOrganisation", "flags", "persons"]));
        }
        for row in plan.county(0..3) {
            let columns = ["Contact No", "Ethnicity", "Disability", "Faith", "Gender", "Location", "Postcode"];
            plan.differences.extend(other::row(&row, &columns));
            let columns = ["District", "Setting", "Motivation", "Perceived religion", "Description", "Action"];
            plan.differences.extend(other::row(&row, &columns));
            plan.differences.extend(other::row(&row, &["Council Ref", "Restricted", "Perp known?"]));
        }
        plan.differences.extend(other::people_gone(book, plan.strangers(), 6));
        plan
    }

    /// Nothing is shown without her word: one has opened name, offence and place, one her name, one nothing.
    pub(crate) fn care_coordinator(book: &Book) -> Self {
        let trust = "leicestershire-partnership-nhs-trust";
        let mut plan = Self::new(book, "care-coordinator", trust, "CARE");
        plan.words = vec![
            Word { person: 0, organisation: trust, categories: "IDENTITY, OFFENCE, LOCATION" },
            Word { person: 1, organisation: trust, categories: "IDENTITY" },
        ];
        let fields = ["phones", "email", "selfDefinedEthnicity", "religion", "disabilities", "formerNames"];
        plan.differences.extend(other::person(book, &plan.police(0..1)[0], &fields));
        plan.differences.extend(other::person(book, &plan.police(1..2)[0], &fields));
        plan.differences.extend(other::person(book, &plan.police(1..2)[0], &["addresses"]));
        for id in book.about(&plan.police(0..2)) {
            plan.differences.extend(other::occurrence(book, id, &["narrative", "perpetratorRelation", "flags"]));
        }
        for id in book.about(&plan.police(2..4)).filter(|id| book.victims(id).len() == 1) {
            plan.differences.push(Difference::set(Target::Occurrence, id, "occurredFrom", "2024-02-03T04:05:06Z"));
            plan.differences.push(Difference::set(
                Target::Occurrence,
                id,
                "offence",
                json!({"code": "3B", "text": "Threats"}),
            ));
        }
        for id in plan.police(2..4) {
            let names = json!([{"kind": "CURRENT", "family": "Quite", "given": "Different"}]);
            plan.differences.push(Difference::set(Target::Person, &id, "names", names));
            plan.differences.push(Difference::set(Target::Person, &id, "dateOfBirth", "1901-02-03"));
        }
        for row in plan.county(0..4) {
            let columns = ["Contact No", "Description", "Location", "Motivation", "Faith", "District", "Gender"];
            plan.differences.extend(other::row(&row, &columns));
        }
        let gone = other::people_gone(book, plan.strangers(), 12);
        plan.unknowable = book.gone(&gone);
        assert!(!plan.unknowable.is_empty());
        plan.differences.extend(gone);
        plan
    }

    /// A council: what it is accused of does not exist for it, whoever holds the report.
    pub(crate) fn community_safety_officer(book: &Book) -> Self {
        let charnwood = "charnwood-borough-council";
        let mut plan = Self::new(book, "community-safety-officer", charnwood, "SUPPORT");
        let accused = json!({"slug": charnwood, "name": "Charnwood Borough Council"});
        for person in plan.police(0..3) {
            let reports: Vec<&String> =
                book.about(std::slice::from_ref(&person)).filter(|id| book.victims(id).len() == 1).collect();
            // One report that she keeps, so that the police's page about her does not go with the others.
            for id in reports.iter().skip(1) {
                plan.base.push(Edit::set(Target::Occurrence, id, "suspectOrganisation", accused.clone()));
                plan.differences.push(Difference::erase(Target::Occurrence, id));
            }
            for id in reports.iter().take(1) {
                plan.differences.extend(other::occurrence(
                    book,
                    id,
                    &["narrative", "perpetratorRelation", "flags", "offence"],
                ));
            }
            let fields = ["phones", "email", "selfDefinedEthnicity", "religion", "sexualOrientation", "formerNames"];
            plan.differences.extend(other::person(book, &person, &fields));
        }
        for row in plan.county(0..3) {
            plan.base.push(Edit::set(Target::County, &row, "Perp known?", "Org: Charnwood Borough Council"));
            let columns = ["Description", "Location", "District", "Motivation", "Postcode", "Action"];
            plan.differences.extend(other::row(&row, &columns));
        }
        for (id, occurrence) in book.occurrences.iter().filter(|(id, _)| book.victims(id).is_empty()) {
            let here = occurrence["location"]["district"] == "Charnwood";
            match here {
                true => {
                    plan.differences.extend(other::occurrence(book, id, &["narrative", "perpetratorRelation", "flags"]))
                }
                false if occurrence["location"]["district"].is_string() => {
                    plan.differences.push(Difference::erase(Target::Occurrence, id));
                }
                false => {}
            }
        }
        plan.differences.extend(other::people_gone(book, plan.strangers(), 8));
        plan
    }

    /// All that the police hold themselves but names given up; of the county's rows name, offence and place.
    pub(crate) fn hate_crime_officer(book: &Book) -> Self {
        let mut plan = Self::new(book, "hate-crime-officer", "leicestershire-police", "CRIME_INVESTIGATION");
        plan.cache_ttl_ms = 600_000;
        for id in book.persons.keys() {
            plan.differences.extend(other::person(book, id, &["formerNames"]));
        }
        for id in book.occurrences.keys() {
            plan.differences.extend(other::occurrence(book, id, &["officerInCase"]));
        }
        for row in plan.county(0..4) {
            let columns = ["Contact No", "Ethnicity", "Disability", "Faith", "Gender", "Motivation", "Description"];
            plan.differences.extend(other::row(&row, &columns));
            plan.differences.extend(other::row(&row, &["Action", "Perceived religion", "Perp known?"]));
        }
        // Whom the county alone knows, the police do not.
        let alone = |id: &str| {
            let person = book.truth.people.iter().find(|p| p.id == id);
            person.is_some_and(|p| p.records.iter().all(|r| r.partner == "county"))
        };
        plan.differences.extend(other::people_gone(book, alone, 12));
        let accused = json!({"slug": "leicestershire-police", "name": "Leicestershire Police"});
        // Three that accuse the police themselves, about people who have other reports.
        let lone = |id: &String| {
            let victims = book.victims(id);
            victims.len() == 1 && book.about(&victims).filter(|other| book.victims(other) == victims).count() > 1
        };
        let mut seen = Vec::new();
        for id in book.occurrences.keys().filter(|id| lone(id)) {
            let victims = book.victims(id);
            if seen.len() < 3 && !seen.contains(&victims) {
                seen.push(victims);
                plan.base.push(Edit::set(Target::Occurrence, id, "suspectOrganisation", accused.clone()));
                plan.differences.retain(|d| !d.edits.iter().any(|e| e.record == *id));
                plan.differences.push(Difference::erase(Target::Occurrence, id));
            }
        }
        assert_eq!(seen.len(), 3);
        plan
    }

    /// Her own records, but for what is the alleged perpetrator's, names given up, and what concerns others too.
    pub(crate) fn victim(book: &Book) -> Self {
        let mut plan = Self::new(book, "victim", "public", "SUBJECT_ACCESS");
        plan.people.truncate(1);
        let own = plan.police(0..1);
        plan.differences.extend(other::person(book, &own[0], &["formerNames"]));
        for id in book.about(&own) {
            plan.differences.extend(other::occurrence(
                book,
                id,
                &["perpetratorRelation", "officerInCase", "suspectOrganisation"],
            ));
        }
        plan.differences.extend(other::row(&plan.county(0..1)[0], &["Perp known?"]));
        for id in book.occurrences.keys().filter(|id| book.victims(id).is_empty()) {
            plan.differences.push(Difference::erase(Target::Occurrence, id));
        }
        for person in book.known_twice().into_iter().skip(1).take(3) {
            let names = json!([{"kind": "CURRENT", "family": "Quite", "given": "Different"}]);
            plan.differences.push(Difference::set(Target::Person, &at(person, "police"), "names", names));
        }
        let known: Vec<String> = book.known_twice().into_iter().take(4).map(|p| p.id.clone()).collect();
        plan.differences.extend(other::people_gone(book, |id| !known.iter().any(|k| k == id), 20));
        plan
    }

    /// What the second world has always been.
    pub(crate) fn second(&self, differences: &[Difference]) -> Vec<Edit> {
        self.base.iter().cloned().chain(differences.iter().flat_map(|d| d.edits.clone())).collect()
    }
}
