use accord_sandbox::{Edit, Target, TruePerson};
use serde_json::json;

use super::{Plan, Word};
use crate::two_worlds::book::Book;
use crate::two_worlds::difference::{self as other, Difference};
use crate::two_worlds::gone::{is_at, people_gone};
use crate::two_worlds::ground::{case, resource};
use crate::two_worlds::{city, trust};

const TRUST: &str = "leicestershire-partnership-nhs-trust";

impl Plan {
    /// All that the trust holds itself but names given up. Nothing of the others is shown without her word: one has opened
    /// name, offence and place, one her name, one nothing.
    pub(crate) fn care_coordinator(book: &Book) -> Self {
        let mut plan = Self::new(book, "care-coordinator", TRUST, "CARE");
        let by = "support-worker";
        plan.words = vec![
            Word { person: 0, effect: "PERMIT", organisation: TRUST, categories: "IDENTITY, OFFENCE, LOCATION", by },
            Word { person: 1, effect: "PERMIT", organisation: TRUST, categories: "IDENTITY", by },
        ];
        plan.link_patients(0..4);
        plan.link_cases(0..1);
        plan.what_the_police_do_not_share(book);
        plan.what_the_trust_keeps_to_itself();
        for row in plan.county(0..4) {
            let columns =
                ["Contact No", "Description", "Location", "Motivation", "Faith", "District", "Gender", "Action"];
            plan.differ(other::row(&row, &columns));
        }
        let columns =
            ["hate_strand", "summary", "phone", "ethnicity", "disability_marker", "alleged_source", "referred_to"];
        plan.differ(city::case(&case(0), &columns));
        for number in 1..4 {
            plan.differ(vec![Difference::erase(Target::Council, &case(number))]);
        }
        let strangers = plan.strangers();
        let gone = people_gone(book, |person: &TruePerson| strangers(person) && !is_at(person, "nhs"), 12);
        plan.unknowable = book.gone(&gone);
        assert!(!plan.unknowable.is_empty());
        plan.differ(gone);
        plan.differ([trust::outside(book), city::cases_gone(book), city::cases_outside(book)].concat());
        plan.differ(city::reports_gone(book));
        plan.what_others_did(book);
        plan
    }

    fn what_the_police_do_not_share(&mut self, book: &Book) {
        let fields = ["phones", "email", "selfDefinedEthnicity", "religion", "disabilities", "formerNames"];
        let people = self.police(0..4);
        self.differ(other::person(book, &people[0], &fields));
        self.differ(other::person(book, &people[1], &fields));
        self.differ(other::person(book, &people[1], &["addresses"]));
        for id in book.about(&people[..2]) {
            self.differ(other::occurrence(book, id, &["narrative", "perpetratorRelation", "flags"]));
        }
        for id in book.about(&people[2..]).filter(|id| book.victims(id).len() == 1) {
            let offence = json!({"code": "3B", "text": "Threats"});
            self.differ(vec![
                Difference::set(Target::Occurrence, id, "occurredFrom", "2024-02-03T04:05:06Z"),
                Difference::set(Target::Occurrence, id, "offence", offence),
            ]);
        }
        for id in &people[2..] {
            let names = json!([{"kind": "CURRENT", "family": "Quite", "given": "Different"}]);
            self.differ(vec![
                Difference::set(Target::Person, id, "names", names),
                Difference::set(Target::Person, id, "dateOfBirth", "1901-02-03"),
            ]);
        }
        for number in 0..4 {
            let gone = city::never_passed_on(book, &self.people[number]);
            self.differ(vec![gone]);
        }
    }

    /// Names given up; where and how to reach whom the trust itself restricts; a clinic whose name tells of them; and what
    /// nobody reads.
    fn what_the_trust_keeps_to_itself(&mut self) {
        self.base.push(Edit::set(Target::Nhs, &resource(3, "patient"), "meta", trust::label("R")));
        self.differ(trust::resource(&resource(3, "patient"), &["telecom", "address"]));
        for number in 0..4 {
            let of = |what: &str| resource(number, what);
            self.base.push(Edit::set(Target::Nhs, &of("therapy"), "performer", trust::parties("org-gender-clinic")));
            self.differ(vec![
                trust::another_former_name(&of("patient")),
                trust::sent_to(&of("therapy"), "org-physiotherapy"),
                Difference::erase(Target::Nhs, &of("fall")),
            ]);
            self.differ(trust::resource(&of("patient"), &["generalPractitioner", "text"]));
            self.differ(trust::resource(&of("advocacy"), &["note"]));
        }
    }
}
