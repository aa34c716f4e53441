//! The change feed: the agreed population first, then its people, then what was done to them and where they were sent.

use std::collections::{BTreeSet, HashMap, HashSet};

use accord_connector_kit::Pace;
use accord_consent::{FieldSet, Population, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Fault, Note};
use accord_model::{LocalId, RecordRef, RecordType};
use jiff::Timestamp;

use super::cursor::Place;
use super::grounds::{Ground, Standing, joined};
use super::map::instant;
use super::read::{Found, event_name};
use super::search::{Kind, Page, Search};
use super::wire::{Event, Patient, Resource, ServiceRequest};
use super::{Nhs, Notes, fields};

/// What the people of one page are.
#[derive(Default)]
struct People {
    /// Every id by which one of them goes, and the id that stands now.
    now: HashMap<String, String>,
    /// Those whose record is restricted.
    restricted: HashSet<String>,
}

/// What a page becomes.
struct Taken<'a> {
    order: &'a StandingOrder,
    read_at: Timestamp,
    changes: Vec<Change>,
    notes: Vec<Note>,
}

impl Nhs {
    /// The next page of the feed, for the fields of the standing order alone.
    pub(super) async fn page(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        // The whole book is never read: an agreement for it does not fit this system.
        if *order.population() != Population::HateFlagged || order.partner() != self.mapper.partner {
            return Err(Fault::NotSupported);
        }
        let mut place = Place::of(since);
        let read_at = Timestamp::now();
        if place.begin(read_at, self.whole_after) {
            self.check_version().await?;
        }
        // A cursor of a configuration with more grounds than now begins anew.
        let Some(ground) = self.grounds.get(place.walk).or_else(|| self.grounds.first()) else {
            return Err(Fault::NotSupported);
        };
        let page = self.population(ground, &mut place).await?;
        let mut taken = Taken { order, read_at, changes: Vec::new(), notes: Vec::new() };
        let (subjects, high) = self.subjects(ground, &page, &mut taken);
        self.people(subjects, &mut taken).await?;
        let (next, more) = place.after(high, page.next, self.grounds.len(), self.overlap)?;
        Ok(ChangePage { changes: taken.changes, next: next.cursor(), more, expected: None, notes: taken.notes })
    }

    /// One page of the resources that make the population.
    async fn population(&self, ground: &Ground, place: &mut Place) -> Result<Page, Fault> {
        let mut by = vec![ground.by(), ("_sort", "_lastUpdated".to_owned())];
        by.extend(place.since().map(|since| ("_lastUpdated", format!("ge{since}"))));
        let search = Search { kind: ground.kind, by, elements: ground.elements() };
        match self.page_of(Pace::Sync, &search, place.next.as_ref()).await {
            Err(Fault::Stale) if place.next.is_some() => {
                place.walk_again();
                self.page_of(Pace::Sync, &search, None).await
            }
            answer => answer,
        }
    }

    /// Whom a page is about, once each, and its latest change.
    fn subjects(&self, ground: &Ground, page: &Page, taken: &mut Taken<'_>) -> (BTreeSet<String>, Option<Timestamp>) {
        let mut subjects = BTreeSet::new();
        let mut high = None;
        for (number, row) in page.rows.iter().enumerate() {
            let mut notes = Notes::on(ground.kind.as_str(), number);
            match row {
                None => notes.entry("ENTRY_UNREADABLE"),
                // An outcome among the rows tells of the question, not of anybody.
                Some(row) if row.kind == "OperationOutcome" => notes.entry("OUTCOME_NOTED"),
                Some(row) if !ground.covers(row) => notes.entry("OUTSIDE_POPULATION"),
                // What of a consent is not understood is noted where it is read for the person.
                Some(row) => match ground.whom(&self.mapper, row) {
                    Ok(patient) => {
                        high = high.max(row.meta().last_updated.text().and_then(instant));
                        subjects.insert(patient);
                    }
                    Err(code) => notes.entry(code),
                },
            }
            taken.notes.extend(notes.into_notes());
        }
        (subjects, high)
    }

    /// The people of a page: who is in the population, and who is not, or not any more.
    async fn people(&self, subjects: BTreeSet<String>, taken: &mut Taken<'_>) -> Result<(), Fault> {
        let subjects: Vec<String> = subjects.into_iter().collect();
        for asked in subjects.chunks(self.client.limits().cap) {
            let found = self.search_patients(Pace::Sync, asked, taken.order.victim_fields()).await?;
            let names = found.iter().flat_map(|one| one.replaced.iter().chain([&one.resource.id])).chain(asked);
            let names: BTreeSet<String> = names.cloned().collect();
            let names: Vec<String> = names.into_iter().collect();
            let mut standing = self.standing(&names, taken.order, taken.read_at).await?;
            taken.notes.append(&mut standing.notes);
            let mut people = People::default();
            for (number, one) in found.into_iter().enumerate() {
                self.person(number, one, &standing, &mut people, taken);
            }
            let (inside, outside): (Vec<_>, Vec<_>) = names.into_iter().partition(|id| people.now.contains_key(id));
            for (number, id) in asked.iter().enumerate().filter(|(_, id)| outside.contains(id)) {
                let mut notes = Notes::on("Patient asked for", number);
                notes.entry("PATIENT_OUTSIDE");
                taken.notes.extend(notes.into_notes());
                taken.changes.push(Change::Gone(self.at(RecordType::Victim, LocalId::new(id.as_str()))));
            }
            self.care(&inside, &people, taken).await?;
            self.forget(&outside, taken).await?;
        }
        Ok(())
    }

    /// One patient, if she is in the population. Numbers that she no longer has are gone.
    fn person(&self, number: usize, one: Found, standing: &Standing, people: &mut People, taken: &mut Taken<'_>) {
        let id = one.resource.id.clone();
        let names: Vec<&str> = one.replaced.iter().map(String::as_str).chain([id.as_str()]).collect();
        let mut notes = Notes::on("Patient", number);
        let patient = one.resource.parse::<Patient>().filter(|_| standing.has(&names));
        if let Some(patient) = patient {
            let at = self.at(RecordType::Victim, LocalId::new(id.as_str()));
            let may = taken.order.victim_fields();
            let mut victim = self.mapper.victim(at, taken.read_at, &patient, Vec::new(), may, &mut notes);
            victim.papers = standing.papers(&names);
            if victim.restricted {
                people.restricted.insert(id.clone());
            }
            taken.changes.push(Change::Victim(Sealed::new(victim)));
            people.now.extend(names.iter().map(|name| ((*name).to_owned(), id.clone())));
        } else {
            taken.changes.push(Change::Gone(self.at(RecordType::Victim, LocalId::new(id.as_str()))));
        }
        for old in &one.replaced {
            notes.entry("PATIENT_SUPERSEDED");
            taken.changes.push(Change::Gone(self.at(RecordType::Victim, LocalId::new(old.as_str()))));
        }
        taken.notes.extend(notes.into_notes());
    }

    /// What was done to the people who are in, and where they were sent.
    async fn care(&self, inside: &[String], people: &People, taken: &mut Taken<'_>) -> Result<(), Fault> {
        let may = taken.order.incident_fields();
        let referrals = taken.order.referral_fields();
        for chunk in inside.chunks(self.client.limits().cap) {
            if may != FieldSet::NONE {
                let encounter = fields::name_encounter(may, fields::ENCOUNTER_FACTS);
                let condition = fields::name_condition(may, fields::CONDITION_FACTS);
                for (kind, elements) in [(Kind::Encounter, encounter), (Kind::Condition, condition)] {
                    let by = vec![("patient", joined(chunk))];
                    let rows = self.all(Pace::Sync, &Search { kind, by, elements: &elements }).await?;
                    for (number, (patient, row)) in self.about(rows, kind, chunk, &elements).into_iter().enumerate() {
                        self.event(kind, number, &patient, &row, people, taken);
                    }
                }
            }
            if referrals != FieldSet::NONE {
                self.refer(chunk, people, taken).await?;
            }
        }
        Ok(())
    }

    fn event(&self, kind: Kind, number: usize, patient: &str, row: &Resource, people: &People, taken: &mut Taken<'_>) {
        let mut notes = Notes::on(kind.as_str(), number);
        let at = self.at(RecordType::Incident, event_name(kind, &row.id));
        let may = taken.order.incident_fields();
        let event = row.parse::<Event>();
        let incident =
            event.and_then(|event| self.mapper.incident_for_index(at.clone(), taken.read_at, &event, may, &mut notes));
        let change = match incident {
            Some(mut incident) => {
                let now = people.now.get(patient).map_or(patient, String::as_str);
                incident.victims = vec![self.at(RecordType::Victim, LocalId::new(now))];
                incident.restricted |= people.restricted.contains(now);
                Change::Incident(Sealed::new(incident))
            }
            // No event of ours, or not any more: a code may have been corrected.
            None => Change::Gone(at),
        };
        taken.changes.push(change);
        taken.notes.extend(notes.into_notes());
    }

    async fn refer(&self, patients: &[String], people: &People, taken: &mut Taken<'_>) -> Result<(), Fault> {
        let Some(ground) = self.grounds.iter().find(|ground| ground.kind == Kind::ServiceRequest) else {
            return Ok(());
        };
        let may = taken.order.referral_fields();
        let elements = fields::name_referral(may, fields::REFERRAL_FACTS);
        let rows = self.search_requests(Pace::Sync, ("patient", joined(patients)), may, &elements).await?;
        let (requests, with): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.kind == "ServiceRequest");
        let with = self.parties(with.into_iter());
        let requests = requests.into_iter().map(Some).collect();
        let about = self.about(requests, Kind::ServiceRequest, patients, &elements);
        // Where else she was sent is her medical record.
        for (number, (patient, row)) in about.into_iter().filter(|(_, row)| ground.covers(row)).enumerate() {
            let mut notes = Notes::on("ServiceRequest", number);
            let at = self.at(RecordType::Referral, LocalId::new(row.id.as_str()));
            let request = row.parse::<ServiceRequest>().filter(|request| !request.status.is("entered-in-error"));
            let referral = request.and_then(|from| {
                self.mapper.referral_for_index(at.clone(), taken.read_at, &from, &with, may, &mut notes)
            });
            let change = match referral {
                Some(mut referral) => {
                    let now = people.now.get(&patient).map_or(patient.as_str(), String::as_str);
                    referral.victims = vec![self.at(RecordType::Victim, LocalId::new(now))];
                    referral.restricted |= people.restricted.contains(now);
                    Change::Referral(Sealed::new(referral))
                }
                None => Change::Gone(at),
            };
            taken.changes.push(change);
            taken.notes.extend(notes.into_notes());
        }
        Ok(())
    }

    /// Whoever left the population takes her records along. Nothing is read of them but whose they are.
    async fn forget(&self, outside: &[String], taken: &mut Taken<'_>) -> Result<(), Fault> {
        for chunk in outside.chunks(self.client.limits().cap) {
            for kind in [Kind::Encounter, Kind::Condition, Kind::ServiceRequest] {
                let by = vec![("patient", joined(chunk))];
                let rows = self.all(Pace::Sync, &Search { kind, by, elements: fields::SUBJECT }).await?;
                for (_, row) in self.about(rows, kind, chunk, fields::SUBJECT) {
                    let at = match kind {
                        Kind::ServiceRequest => self.at(RecordType::Referral, LocalId::new(row.id.as_str())),
                        _ => self.at(RecordType::Incident, event_name(kind, &row.id)),
                    };
                    taken.changes.push(Change::Gone(at));
                }
            }
        }
        Ok(())
    }

    const fn at(&self, kind: RecordType, local: LocalId) -> RecordRef {
        RecordRef { partner: self.mapper.partner, kind, local }
    }
}
