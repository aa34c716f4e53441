use accord_sandbox::{Edit, Target, TruePerson};
use serde_json::json;

use super::Plan;
use crate::two_worlds::book::Book;
use crate::two_worlds::deeds::{Deed, Did};
use crate::two_worlds::difference::{self as other, Difference};
use crate::two_worlds::gone::{is_at, people_gone};
use crate::two_worlds::ground::{case, patient, patient_and_all};
use crate::two_worlds::{city, trust};

impl Plan {
    /// All that the police hold themselves but names given up; of the county's rows name, offence and place; nothing of the
    /// trust, the council and the city, whatever anybody says.
    pub(crate) fn hate_crime_officer(book: &Book) -> Self {
        let mut plan = Self::new(book, "hate-crime-officer", "leicestershire-police", "CRIME_INVESTIGATION");
        plan.cache_ttl_ms = 600_000;
        plan.link_patients(0..2);
        plan.bridge(2, 3);
        plan.namesakes(book, 2, 3);
        plan.undone.push((0, format!("nhs/{}", patient(0))));
        plan.link_cases(0..4);
        for number in 0..4 {
            let all = Difference { what: format!("patient {number} is not there"), edits: patient_and_all(number) };
            plan.differ(vec![all]);
            if number != 1 {
                plan.differ(vec![Difference::erase(Target::Council, &case(number))]);
            }
            // What no list has is shown to nobody: not to whom it belongs either.
            let other = city::passed_on_to(book, &plan.people[number], 3, ["OSPREY", "Osprey Project", "BEFRIENDING"]);
            plan.differ(vec![other]);
        }
        for id in book.persons.keys() {
            plan.differ(other::person(book, id, &["formerNames"]));
        }
        for id in book.occurrences.keys() {
            plan.differ(other::occurrence(book, id, &["officerInCase"]));
        }
        for row in plan.county(0..4) {
            let columns = ["Contact No", "Ethnicity", "Disability", "Faith", "Gender", "Motivation", "Description"];
            plan.differ(other::row(&row, &columns));
            plan.differ(other::row(&row, &["Action", "Perceived religion", "Perp known?"]));
        }
        plan.what_is_restricted(book);
        plan.differ(people_gone(book, |person: &TruePerson| !is_at(person, "police"), 12));
        plan.differ([trust::patients_gone(book), trust::outside(book)].concat());
        plan.differ([city::cases_gone(book), city::cases_outside(book), city::reports_gone(book)].concat());
        plan.reports_that_accuse_the_police(book);
        plan.what_others_did(book);
        // Who she is, of the council's case, by a request of the viewer's own: the rest waits for another.
        plan.done.push(Deed { by: "hate-crime-officer", whom: plan.people[1].clone(), what: Did::Request });
        let columns =
            ["incident_date", "status", "hate_strand", "summary", "location", "phone", "address", "ethnicity"];
        plan.differ(city::case(&case(1), &columns));
        plan
    }

    /// Where it happened is shut for everybody where the source says so, also for whoever holds the record.
    fn what_is_restricted(&mut self, book: &Book) {
        for id in book.about(&self.police(0..1)) {
            self.base.push(Edit::set(Target::Occurrence, id, "restricted", true));
            self.differ(other::occurrence(book, id, &["location"]));
        }
        let row = self.county(1..2).remove(0);
        self.base.push(Edit::set(Target::County, &row, "Restricted", "Y"));
        self.differ(other::row(&row, &["Location", "Postcode", "District"]));
    }

    /// Three, about people who have other reports.
    fn reports_that_accuse_the_police(&mut self, book: &Book) {
        let accused = json!({"slug": "leicestershire-police", "name": "Leicestershire Police"});
        let kept: Vec<String> = self.people.iter().filter_map(|person| super::passed_on(book, person)).collect();
        let lone = |id: &String| {
            let victims = book.victims(id);
            book.is_alone(id)
                && victims.len() == 1
                && book.about(&victims).filter(|other| book.victims(other) == victims).count() > 1
        };
        let mut seen = Vec::new();
        for id in book.occurrences.keys().filter(|id| lone(id) && !kept.contains(id)) {
            let victims = book.victims(id);
            if seen.len() < 3 && !seen.contains(&victims) {
                seen.push(victims);
                self.base.push(Edit::set(Target::Occurrence, id, "suspectOrganisation", accused.clone()));
                self.differences.retain(|d| !d.edits.iter().any(|e| e.record == *id));
                self.differ(vec![Difference::erase(Target::Occurrence, id)]);
            }
        }
        assert_eq!(seen.len(), 3);
    }
}
