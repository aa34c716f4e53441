use accord_sandbox::{Target, TruePerson};
use serde_json::json;

use super::Plan;
use crate::two_worlds::book::{Book, at};
use crate::two_worlds::deeds::{Deed, Did};
use crate::two_worlds::difference::{self as other, Difference};
use crate::two_worlds::gone::people_gone;
use crate::two_worlds::ground::{case, patient_and_all};
use crate::two_worlds::{city, trust};

impl Plan {
    /// Her own records, but for what is the alleged perpetrator's, names given up, and what concerns others too; nothing of the
    /// trust's, which answers her itself.
    pub(crate) fn victim(book: &Book) -> Self {
        let mut plan = Self::new(book, "victim", "public", "SUBJECT_ACCESS");
        let others = plan.people.split_off(1);
        plan.link_patients(0..1);
        plan.link_cases(0..1);
        let own = plan.police(0..1);
        plan.differ(other::person(book, &own[0], &["formerNames"]));
        for id in book.about(&own) {
            let fields = ["perpetratorRelation", "officerInCase", "suspectOrganisation"];
            plan.differ(other::occurrence(book, id, &fields));
        }
        plan.differ(other::row(&plan.county(0..1)[0], &["Perp known?"]));
        plan.differ(city::case(&case(0), &["alleged_source"]));
        let unknown = city::passed_on_to(book, &plan.people[0], 3, ["OSPREY", "Osprey Project", "BEFRIENDING"]);
        plan.differ(vec![unknown]);
        for number in 0..=others.len() {
            let all = Difference { what: format!("patient {number} is not there"), edits: patient_and_all(number) };
            plan.differ(vec![all]);
        }
        for id in book.occurrences.keys().filter(|id| book.victims(id).is_empty()) {
            plan.differ(vec![Difference::erase(Target::Occurrence, id)]);
        }
        for (number, person) in others.iter().enumerate() {
            let names = json!([{"kind": "CURRENT", "family": "Quite", "given": "Different"}]);
            plan.differ(vec![
                Difference::set(Target::Person, &at(person, "police"), "names", names),
                city::never_passed_on(book, person),
                Difference::erase(Target::Council, &case(number + 1)),
            ]);
        }
        let known: Vec<String> = plan.people.iter().chain(&others).map(|p| p.id.clone()).collect();
        plan.differ(people_gone(book, |person: &TruePerson| !known.contains(&person.id), 20));
        plan.differ([trust::patients_gone(book), trust::outside(book)].concat());
        plan.differ([city::cases_gone(book), city::cases_outside(book), city::reports_gone(book)].concat());
        plan.what_others_did(book);
        plan.officers = "melton-borough-council";
        // Whom she reads of; and whom an order keeps out of her log for now.
        let own = plan.people[0].clone();
        plan.done.push(Deed { by: "support-worker", whom: own.clone(), what: Did::Look });
        plan.done.push(Deed { by: "hate-crime-officer", whom: own.clone(), what: Did::Exemption });
        plan.hidden.push(Deed { by: "hate-crime-officer", whom: own, what: Did::Look });
        plan
    }
}
