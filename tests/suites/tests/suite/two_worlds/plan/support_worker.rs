use accord_sandbox::{Edit, Target};

use super::{CONSENT, Plan, Word};
use crate::two_worlds::book::{Book, at};
use crate::two_worlds::difference::{self as other, Difference};
use crate::two_worlds::gone::people_gone;
use crate::two_worlds::ground::{case, patient_and_all, resource};
use crate::two_worlds::{city, trust};

impl Plan {
    /// Names and offences are shown, and nothing else of anybody (agreement 03): the rest needs her word. One has given it for
    /// her name and for support, to whoever holds it: of her the trust's and the council's records and all referrals are there,
    /// with little in them. Of the next two they are not there.
    pub(crate) fn support_worker(book: &Book) -> Self {
        let mut plan = Self::new(book, "support-worker", "safe-haven-llr", "SUPPORT");
        plan.pristine = 1;
        let word =
            |person, effect, categories, by| Word { person, effect, organisation: "safe-haven-llr", categories, by };
        plan.words = vec![
            word(0, "PERMIT", "IDENTITY, SUPPORT, CONTACT", "community-safety-officer"),
            // At the trust she takes part of it back, and another says no to what she agreed to elsewhere: it flows over the
            // link that a reviewer confirmed, and where the trust does not know her, over the one that waits.
            word(0, "DENY", "CONTACT", "care-coordinator"),
            word(1, "PERMIT", "RELIGION, LOCATION", "hate-crime-officer"),
            word(1, "DENY", "RELIGION, LOCATION", "care-coordinator"),
        ];
        plan.bridge(1, 2);
        for number in [0, 3] {
            plan.link_patients(number..number + 1);
            plan.link_cases(number..number + 1);
        }
        // Her row alone says neither yes nor no, so that her word counts for it.
        plan.base.push(Edit::set(Target::County, &at(&plan.people[0], "county"), CONSENT, "see notes"));
        plan.base.push(Edit::set(Target::County, &at(&plan.people[0], "county"), "Action", "Referred to Victim First"));
        plan.what_the_police_withhold(book);
        plan.what_the_county_withholds();
        plan.what_her_word_does_not_open(book);
        for number in 1..3 {
            plan.differ(vec![Difference {
                what: format!("patient {number} is not there"),
                edits: patient_and_all(number),
            }]);
            plan.differ(vec![Difference::erase(Target::Council, &case(number))]);
            plan.differ(vec![city::never_passed_on(book, &plan.people[number])]);
        }
        plan.differ(people_gone(book, plan.strangers(), 8));
        plan.differ([trust::patients_gone(book), trust::outside(book)].concat());
        plan.differ([city::cases_gone(book), city::cases_outside(book), city::reports_changed(book)].concat());
        plan.what_others_did(book);
        plan
    }

    fn what_the_police_withhold(&mut self, book: &Book) {
        let differing = self.police(0..3);
        for id in &differing {
            let fields = ["addresses", "phones", "email", "selfDefinedEthnicity", "religion", "sexualOrientation"];
            self.differ(other::person(book, id, &fields));
            self.differ(other::person(book, id, &["genderIdentity", "disabilities", "formerNames"]));
        }
        for id in &differing[1..] {
            self.differ(other::person(book, id, &["accessNeeds"]));
        }
        let pristine = self.police(3..4);
        for id in book.about(&differing).filter(|id| !book.victims(id).iter().any(|v| pristine.contains(v))) {
            let fields = ["narrative", "officerInCase", "location", "perpetratorRelation", "restricted", "offence"];
            self.differ(other::occurrence(book, id, &fields));
            self.differ(other::occurrence(book, id, &["suspectOrganisation", "flags", "persons"]));
        }
    }

    fn what_the_county_withholds(&mut self) {
        for (number, row) in self.county(0..3).into_iter().enumerate() {
            let columns = ["Contact No", "Ethnicity", "Disability", "Faith", "Gender", "Location", "Postcode"];
            self.differ(other::row(&row, &columns));
            let columns = ["District", "Setting", "Motivation", "Perceived religion", "Description"];
            self.differ(other::row(&row, &columns));
            self.differ(other::row(&row, &["Council Ref", "Restricted", "Perp known?"]));
            if number > 0 {
                // What was done is a referral: her word alone lets it be there.
                self.differ(other::row(&row, &["Action"]));
            }
        }
    }

    /// The rest of records that are there for her.
    fn what_her_word_does_not_open(&mut self, book: &Book) {
        let of = |what: &str| resource(0, what);
        self.differ(trust::resource(&of("patient"), &["telecom", "address", "generalPractitioner", "text"]));
        self.differ(vec![trust::another_former_name(&of("patient")), trust::restricted(&of("patient"))]);
        self.differ(trust::resource(&of("told"), &["onsetDateTime", "recordedDate", "note"]));
        self.differ(vec![Difference::erase(Target::Nhs, &of("assault")), Difference::erase(Target::Nhs, &of("fall"))]);
        self.differ(vec![Difference::erase(Target::Nhs, &of("flag"))]);
        // Talking therapies tells of health and counselling, the young people's service of health.
        self.differ(vec![trust::sent_to(&of("therapy"), "org-camhs"), trust::sent_for(&of("therapy"), "camhs")]);
        self.differ(trust::resource(&of("therapy"), &["reasonCode", "note"]));
        self.differ(trust::resource(&of("advocacy"), &["reasonCode"]));
        let columns = ["incident_date", "status", "hate_strand", "summary", "location", "location_postcode", "phone"];
        self.differ(city::case(&case(0), &columns));
        let columns = ["address", "home_postcode", "ethnicity", "disability_marker", "alleged_source", "police_ref"];
        self.differ(city::case(&case(0), &columns));
        self.differ(city::case(&case(0), &["sensitive"]));
        // Both clinics tell of more than support, and fill the same role.
        self.differ(vec![city::passed_on_to(book, &self.people[0], 2, ["GIC", "Gender Identity Clinic", "CLINIC"])]);
    }
}
