//! One viewer, what she may see, and what she may not: the second world differs in the latter alone. Each viewer has a page of
//! her own.

mod care_coordinator;
mod community_safety_officer;
mod hate_crime_officer;
mod support_worker;
mod victim;

use std::ops::Range;
use std::sync::Arc;

use accord_sandbox::{Edit, IdentityServer, Op, Target, TruePerson};

use super::book::{Book, at};
use super::deeds::{Deed, Did};
use super::difference::Difference;
use super::gone::elsewhere;
use super::ground::{case, ground, passed_on, patient};

pub(crate) const CONSENT: &str = "Consent (police / council / NHS / support / stats only)";

/// A consent that somebody writes down in both worlds before the questions begin.
#[derive(Clone)]
pub(crate) struct Word {
    pub(crate) person: usize,
    /// `PERMIT` or `DENY`.
    pub(crate) effect: &'static str,
    pub(crate) organisation: &'static str,
    pub(crate) categories: &'static str,
    /// Who writes it down: nobody of the viewer's organisation, or a question could take it back.
    pub(crate) by: &'static str,
}

#[derive(Clone)]
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
    /// Records beyond the county's that a reviewer has linked with the police's of these people: `nhs/pat-800000`.
    pub(crate) linked: Vec<(usize, String)>,
    /// Of `linked`, what a reviewer takes back when half of the questions were asked: nothing of it is the viewer's to see.
    pub(crate) undone: Vec<(usize, String)>,
    /// Whom such a record joins to one another.
    pub(crate) bridged: Vec<usize>,
    /// Whom she looks for in vain, in both worlds.
    pub(crate) unknowable: Vec<TruePerson>,
    pub(crate) words: Vec<Word>,
    /// When what differs happened: for filters.
    pub(crate) instants: Vec<String>,
    /// Milliseconds that the gateways keep what partners said.
    pub(crate) cache_ttl_ms: u32,
    /// When the clocks of both worlds begin.
    pub(crate) clock: String,
    /// Whose officers answer for it beside the viewer.
    pub(crate) officers: &'static str,
    /// What others did, and the viewer herself, before the questions begin: in both worlds.
    pub(crate) done: Vec<Deed>,
    /// What others did of which nothing is hers to see: in the first world alone.
    pub(crate) hidden: Vec<Deed>,
    /// Whether questions may change what is shared.
    pub(crate) writes: bool,
    /// Whether partners may fail.
    pub(crate) faults: bool,
}

impl Plan {
    fn new(book: &Book, persona: &'static str, organisation: &'static str, purpose: &'static str) -> Self {
        // Of those whom the seed makes no patient and gives no case: the ground does.
        let known = book.known_twice().into_iter().filter(|person| !elsewhere(person));
        let people: Vec<TruePerson> =
            known.filter(|person| passed_on(book, person).is_some()).take(4).cloned().collect();
        assert_eq!(people.len(), 4);
        // Nobody's row agrees to anything: what is open is open by the agreements alone, and by the words below.
        let rows = book.rows().into_iter().map(|row| Edit::set(Target::County, &row, CONSENT, "none"));
        let cases = [book.cases.flagged(), book.cases.proposed(), book.cases.others()].concat();
        let cases = cases.into_iter().map(|case| Edit::set(Target::Council, &case, "share_with", "none"));
        let own = people.iter().enumerate().flat_map(|(number, person)| ground(book, person, number));
        Self {
            idp: Arc::clone(&book.idp),
            persona,
            organisation,
            purpose,
            base: rows.chain(cases).chain(own).collect(),
            differences: Vec::new(),
            people,
            pristine: 0,
            linked: Vec::new(),
            undone: Vec::new(),
            bridged: Vec::new(),
            unknowable: Vec::new(),
            words: Vec::new(),
            instants: Vec::new(),
            clock: jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).unwrap().to_string(),
            officers: organisation,
            done: Vec::new(),
            hidden: Vec::new(),
            cache_ttl_ms: 0,
            writes: true,
            faults: true,
        }
    }

    /// When the occurrences happened that are changed or not there in the second world, and what it says instead.
    pub(crate) fn note_instants(&mut self, book: &Book) {
        let edits = self.differences.iter().flat_map(|difference| &difference.edits);
        let own = edits.clone().filter_map(|edit| book.occurrences.get(&edit.record)?["occurredFrom"].as_str());
        let other = edits.filter_map(|edit| edit.value.as_ref()?.as_str()).filter(|text| text.ends_with("00Z"));
        let mut all: Vec<String> = own.chain(other).map(str::to_owned).collect();
        all.sort();
        all.dedup();
        self.instants = all;
    }

    /// Adds differences, but for those in what an earlier one took away.
    fn differ(&mut self, more: Vec<Difference>) {
        for difference in more {
            let erased = |edit: &Edit| {
                let all = self.differences.iter().flat_map(|earlier| &earlier.edits);
                all.filter(|e| e.op == Op::Erase).any(|e| e.target == edit.target && e.record == edit.record)
            };
            if !difference.edits.iter().any(erased) {
                self.differences.push(difference);
            }
        }
    }

    fn police(&self, people: Range<usize>) -> Vec<String> {
        self.people[people].iter().map(|person| at(person, "police")).collect()
    }

    fn county(&self, people: Range<usize>) -> Vec<String> {
        self.people[people].iter().map(|person| at(person, "county")).collect()
    }

    /// A reviewer has linked what the trust holds of these.
    fn link_patients(&mut self, people: Range<usize>) {
        self.linked.extend(people.map(|number| (number, format!("nhs/{}", patient(number)))));
    }

    /// A patient whom the viewer may not know of, and who is not there in the second world, joins two of her people: to one a
    /// reviewer takes the link back later.
    fn bridge(&mut self, first: usize, second: usize) {
        let joining = format!("nhs/{}", patient(first));
        self.linked.push((first, joining.clone()));
        self.linked.push((second, joining.clone()));
        self.bridged = vec![first, second];
        self.undone.push((second, joining));
    }

    /// The police write both under one name, so that whoever looks for one finds two.
    fn namesakes(&mut self, book: &Book, first: usize, second: usize) {
        let (of, to) = (at(&self.people[first], "police"), at(&self.people[second], "police"));
        for field in ["names", "dateOfBirth"] {
            self.base.push(Edit::set(Target::Person, &to, field, book.persons[&of][field].clone()));
        }
    }

    /// As [`Plan::link_patients`], for the council's cases.
    fn link_cases(&mut self, people: Range<usize>) {
        self.linked.extend(people.map(|number| (number, format!("council/{}", case(number)))));
    }

    /// What others did about somebody, in the first world alone; and a conference in both, at which the viewer is told who the
    /// first of her people is and what was done to her.
    fn what_others_did(&mut self, book: &Book) {
        // Of one record, so that whoever looks for her finds one person.
        let gone = book.gone(&self.differences).into_iter().filter(|person| person.records.len() == 1);
        let known = self.people.get(1).cloned().filter(|_| self.persona != "victim");
        let other =
            if self.persona == "hate-crime-officer" { "community-safety-officer" } else { "hate-crime-officer" };
        for whom in known.into_iter().chain(gone.take(1)) {
            let did = |by, what| Deed { by, whom: whom.clone(), what };
            self.hidden.extend([did(other, Did::Emergency), did(other, Did::Word), did(other, Did::Conference)]);
            if self.persona != "hate-crime-officer" {
                self.hidden.push(did("hate-crime-officer", Did::Request));
                self.hidden.push(did("hate-crime-officer", Did::Correction));
            }
        }
        if self.persona != "victim" {
            self.done.push(Deed { by: self.persona, whom: self.people[0].clone(), what: Did::Conference });
        }
    }

    /// Nobody of these, nor of those who are harmed together with them.
    fn strangers(&self) -> impl Fn(&TruePerson) -> bool + use<> {
        let known: Vec<String> = self.people.iter().map(|p| p.id.clone()).collect();
        move |person| !known.contains(&person.id)
    }

    /// What the second world has always been.
    pub(crate) fn second(&self, differences: &[Difference]) -> Vec<Edit> {
        self.base.iter().cloned().chain(differences.iter().flat_map(|d| d.edits.clone())).collect()
    }
}
