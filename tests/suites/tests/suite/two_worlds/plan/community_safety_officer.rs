use accord_sandbox::{Edit, Target, TruePerson};
use serde_json::json;

use super::{Plan, Word};
use crate::two_worlds::book::Book;
use crate::two_worlds::difference::{self as other, Difference};
use crate::two_worlds::gone::{is_at, people_gone};
use crate::two_worlds::ground::{case, patient_and_all, resource};
use crate::two_worlds::{city, trust};

const CHARNWOOD: &str = "charnwood-borough-council";

impl Plan {
    /// A council: what it is accused of does not exist for it, whoever holds the report, itself too. One has opened her name
    /// and support to it.
    pub(crate) fn community_safety_officer(book: &Book) -> Self {
        let mut plan = Self::new(book, "community-safety-officer", CHARNWOOD, "SUPPORT");
        plan.words = vec![Word {
            person: 3,
            effect: "PERMIT",
            organisation: CHARNWOOD,
            categories: "IDENTITY, SUPPORT",
            by: "support-worker",
        }];
        plan.link_patients(3..4);
        plan.link_cases(0..4);
        plan.reports_that_accuse(book);
        for row in plan.county(0..3) {
            plan.base.push(Edit::set(Target::County, &row, "Perp known?", "Org: Charnwood Borough Council"));
            let columns = ["Description", "Location", "District", "Motivation", "Postcode", "Action"];
            plan.differ(other::row(&row, &columns));
            let columns = ["Contact No", "Ethnicity", "Disability", "Faith", "Gender"];
            plan.differ(other::row(&row, &columns));
        }
        plan.cases_that_accuse();
        for number in 0..3 {
            let all = Difference { what: format!("patient {number} is not there"), edits: patient_and_all(number) };
            plan.differ(vec![all]);
        }
        let of = |what: &str| resource(3, what);
        plan.differ(trust::resource(&of("patient"), &["telecom", "address"]));
        plan.differ(vec![Difference::erase(Target::Nhs, &of("assault")), trust::sent_to(&of("therapy"), "org-camhs")]);
        let strangers = plan.strangers();
        plan.differ(people_gone(book, |person: &TruePerson| strangers(person) && !is_at(person, "council"), 12));
        plan.differ([trust::patients_gone(book), trust::outside(book)].concat());
        plan.differ([city::cases_outside(book), city::reports_gone(book)].concat());
        plan.what_others_did(book);
        plan
    }

    fn reports_that_accuse(&mut self, book: &Book) {
        let accused = json!({"slug": CHARNWOOD, "name": "Charnwood Borough Council"});
        for (number, person) in self.police(0..3).into_iter().enumerate() {
            let reports: Vec<&String> =
                book.about(std::slice::from_ref(&person)).filter(|id| book.victims(id).len() == 1).collect();
            // One report that she keeps, so that the police's page about her does not go with the others.
            let kept = super::passed_on(book, &self.people[number]).unwrap();
            for id in reports.iter().filter(|id| ***id != kept) {
                self.base.push(Edit::set(Target::Occurrence, id, "suspectOrganisation", accused.clone()));
                self.differ(vec![Difference::erase(Target::Occurrence, id)]);
            }
            let fields = ["narrative", "perpetratorRelation", "flags", "offence"];
            self.differ(other::occurrence(book, &kept, &fields));
            let gone = city::never_passed_on(book, &self.people[number]);
            self.differ(vec![gone]);
            let fields = ["phones", "email", "selfDefinedEthnicity", "religion", "sexualOrientation", "formerNames"];
            self.differ(other::person(book, &person, &fields));
        }
    }

    /// Whom such a case is about stays the council's own; where she is reached does not, where the case is restricted. What it
    /// quotes is nobody's report: one that it quoted would be hidden with it, and is to be seen here.
    fn cases_that_accuse(&mut self) {
        for number in 0..3 {
            let set = |column: &str, value: &str| Edit::set(Target::Council, &case(number), column, value);
            self.base.push(set("alleged_source", "Org: Charnwood Borough Council"));
            self.base.push(set("police_ref", "26*999999"));
            let columns =
                ["incident_date", "status", "hate_strand", "summary", "location", "police_ref", "referred_to"];
            self.differ(city::case(&case(number), &columns));
        }
        self.base.push(Edit::set(Target::Council, &case(1), "sensitive", "Y"));
        self.differ(city::case(&case(1), &["phone", "address", "home_postcode"]));
    }
}
