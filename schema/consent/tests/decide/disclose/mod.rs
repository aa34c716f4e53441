//! What leaves the desk: over random worlds, never a value whose categories are not granted, and all that is.

mod full;
mod today;

use accord_consent::{Disclosed, FieldSet, Grants, LogEntry, Record, Sealed, Trail};
use accord_model::{CategorySet, Incident, Recognition, RecordType, Referral, Victim};
use futures_util::FutureExt as _;

use crate::dice::Dice;
use crate::reference::world::{Question, World};
use crate::town::{Town, at, directive, id, incident_record, noon, person, person_record, relation, viewer};
use full::{incident, incident_shows, referral, referral_shows, victim, victim_shows};

type Shown = Vec<(&'static str, CategorySet)>;

/// Passes a record through permit and disclose, wanting every field.
fn pass<R: Record>(desk: &accord_consent::Desk, question: &Question, trail: &Trail, record: R) -> Option<Disclosed<R>> {
    let rows = vec![(question.candidate.clone(), FieldSet::all::<R>())];
    let permit = desk.permit::<R>(&question.viewer, rows, trail);
    let mut out = desk.disclose(&question.viewer, &permit, vec![Sealed::new(record)], trail);
    out.pop().map(|(_, disclosed)| disclosed)
}

/// No value beyond the grants; every field whose rule is met by the grants alone is there; and the log says it.
fn check(shown: &Shown, grants: &Grants, complete: &[&str]) {
    for (field, categories) in shown {
        let granted = grants.categories();
        assert!(granted.covers(*categories), "{field} shows {categories:?}, granted {granted:?}");
    }
    for field in complete {
        assert!(shown.iter().any(|(name, _)| name == field), "{field} is granted and not there");
    }
}

fn owed<R: Record>(grants: &Grants, words: &[&str]) -> Vec<&'static str> {
    let plain = R::FIELDS.iter().filter(|field| match field.rule {
        accord_consent::Rule::Category(category) => grants.has(category) && !words.contains(&field.name),
        accord_consent::Rule::Open(_) => !grants.is_hidden(),
        accord_consent::Rule::ByValue(_) => false,
    });
    plain.map(|field| field.name).collect()
}

/// Fields whose values may tell more than the field's category.
const WORDS: [&str; 11] = [
    "ethnicity",
    "religion",
    "sexualOrientation",
    "genderIdentity",
    "disabilities",
    "accessNeeds",
    "health",
    "outcome",
    "candidateRule",
    "service",
    "reason",
];

#[test]
fn nothing_leaves_that_is_not_granted_and_all_that_is() {
    let mut dice = Dice(7);
    let (mut opened, mut referrals) = (0, 0);
    for _ in 0..120 {
        let world = World::roll(&mut dice);
        let desk = world.desk();
        for _ in 0..60 {
            let question = world.question(&mut dice);
            let mut told = question.candidate.clone();
            let incident = incident(told.at.clone(), &mut dice);
            if told.at.kind == RecordType::Incident {
                told.proposed |= proposed(&incident);
            }
            let grants = desk.grants(&question.viewer, &told, question.at);
            let trail = desk.trail(&question.viewer, question.at, "", "QUERY");
            let place = question.candidate.at.clone();
            let holder = grants.holder();
            let shown = match place.kind {
                RecordType::Victim => {
                    let out = pass::<Victim>(&desk, &question, &trail, victim(place, &mut dice));
                    out.map(|one| (victim_shows(one.record(), holder), owed::<Victim>(&grants, &WORDS)))
                }
                RecordType::Incident => {
                    let out = pass::<Incident>(&desk, &question, &trail, incident);
                    out.map(|one| (incident_shows(one.record(), holder), owed::<Incident>(&grants, &WORDS)))
                }
                RecordType::Referral => {
                    let out = pass::<Referral>(&desk, &question, &trail, referral(place, &mut dice));
                    referrals += usize::from(out.is_some());
                    out.map(|one| (referral_shows(one.record(), holder), owed::<Referral>(&grants, &WORDS)))
                }
            };
            assert_eq!(shown.is_some(), !grants.is_hidden());
            if let Some((shown, owed)) = shown {
                check(&shown, &grants, &owed);
                opened += 1;
            }
        }
    }
    assert!(opened > 100 && referrals > 20, "{opened} records were opened, {referrals} of them referrals");
}

/// What its own words tell of the rule that proposes it.
fn proposed(incident: &Incident) -> CategorySet {
    let how = incident.recognition.as_ref().map(|how| *how.reveal());
    let rule = incident.candidate_rule.as_ref().map_or(CategorySet::ALL, |rule| rule.reveal().reveals);
    if how == Some(Recognition::Candidate) { rule } else { CategorySet::NONE }
}

/// A viewer who may see offences and no disability, and what she gets of a candidate, by what the index knows of it.
#[test]
fn what_a_rule_proposes_is_there_for_whoever_may_know_all_that_the_rule_tells() {
    use accord_consent::{Effect, PolicyWrite};
    use accord_model::{Category, CodedTerm, Private};
    let may = |categories: &[Category]| {
        let worker = viewer("charity", accord_model::Role::SupportWorker, accord_model::Purpose::Support, 2);
        let mut consent = directive(1, person(1), Effect::Permit);
        consent.categories = CategorySet::of(categories);
        let town =
            Town::new([PolicyWrite::Relate(relation("charity", Some(2), person(1))), PolicyWrite::Record(consent)]);
        move |indexed: CategorySet, rule: Option<CategorySet>, wanted: &str| {
            let mut candidate = incident_record("police", &[person(1)]);
            candidate.proposed = indexed;
            let question = Question { viewer: worker.clone(), candidate, at: noon() };
            let coded =
                |reveals| CodedTerm { system: "s".to_owned(), code: "c".to_owned(), text: "t".to_owned(), reveals };
            let record = Incident {
                recognition: Some(Private::new(Recognition::Candidate)),
                candidate_rule: rule.map(coded).map(Private::new),
                ..Incident::at(question.candidate.at.clone(), noon())
            };
            let trail = town.desk.trail(&question.viewer, noon(), "", "QUERY");
            let rows = vec![(question.candidate.clone(), FieldSet::names::<Incident>(|name| name == wanted))];
            let permit = town.desk.permit::<Incident>(&question.viewer, rows, &trail);
            let asked = permit.may(&question.candidate.at).unwrap_or_default();
            assert!(asked.is_empty() || asked.has::<Incident>("candidateRule"), "{wanted} is judged by the rule");
            !town.desk.disclose(&question.viewer, &permit, vec![Sealed::new(record)], &trail).is_empty()
        }
    };
    let disability = CategorySet::from(Category::Disability);
    let narrow = may(&[Category::Offence]);
    let wide = may(&[Category::Offence, Category::Disability]);
    for indexed in [CategorySet::NONE, disability] {
        assert!(!narrow(indexed, Some(disability), "recognition"), "also where the index is behind");
        assert!(wide(indexed, Some(disability), "recognition"));
    }
    assert!(narrow(CategorySet::NONE, Some(CategorySet::NONE), "recognition"), "a rule that tells nothing more");
    assert!(!wide(CategorySet::NONE, None, "recognition"), "a rule that no map has may tell anything");
}

/// The map of words says that a referral to the trust tells of nothing but support: the core knows better.
#[test]
fn a_party_that_is_an_nhs_trust_tells_of_health_whatever_the_connector_said() {
    use accord_model::{Private, ReferralParty, Reveals};
    let town = Town::new([]);
    let worker = viewer("charity", accord_model::Role::SupportWorker, accord_model::Purpose::Support, 2);
    let seen = |member: &str| {
        let candidate = crate::town::referral_record("charity", &[person(1)]);
        let question = Question { viewer: worker.clone(), candidate, at: noon() };
        let party = ReferralParty {
            organisation: Some(id(member)),
            name: "n".to_owned(),
            reveals: Reveals::Known(CategorySet::NONE),
        };
        let record =
            Referral { recipient: Some(Private::new(party)), ..Referral::at(question.candidate.at.clone(), noon()) };
        let trail = town.desk.trail(&question.viewer, noon(), "", "QUERY");
        pass(&town.desk, &question, &trail, record).map(|shown| shown.record().recipient.is_some())
    };
    assert_eq!(seen("charity"), Some(true), "SUPPORT is granted of its own records");
    assert_eq!(seen("trust"), Some(false), "HEALTH is not");
}

/// A county officer who knows the person, and the log's entries after one record was shown.
fn logged(change: impl FnOnce(&mut Incident)) -> Vec<LogEntry> {
    let town = Town::new([]);
    let officer = viewer("police", accord_model::Role::HateCrimeOfficer, accord_model::Purpose::CrimeInvestigation, 1);
    let question = Question { viewer: officer, candidate: incident_record("police", &[person(1)]), at: noon() };
    let mut record = Incident::at(question.candidate.at.clone(), noon());
    change(&mut record);
    let trail = town.desk.trail(&question.viewer, noon(), "", "QUERY");
    let rows = vec![(
        question.candidate.clone(),
        FieldSet::names::<Incident>(|name| name == "strands" || name == "narrative"),
    )];
    let permit = town.desk.permit::<Incident>(&question.viewer, rows, &trail);
    let _shown = town.desk.disclose(&question.viewer, &permit, vec![Sealed::new(record)], &trail);
    town.desk.release((), &trail).now_or_never().unwrap().unwrap();
    town.memory.log().pop().unwrap().1
}

#[test]
fn the_log_names_what_the_values_revealed() {
    use accord_model::{Category, Private, Strand, StrandBasis, StrandMark};
    let entries = logged(|record| {
        let mark = |strand| Private::new(StrandMark { strand, basis: StrandBasis::Perceived, reason: None });
        record.strands = vec![mark(Strand::ReligionBelief), mark(Strand::Transgender)];
    });
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].subject, Some(person(1)));
    assert_eq!(entries[0].basis, accord_model::Basis::LawEnforcementTask);
    // The narrative was asked for and is empty: an answer too. The gender identity was not granted, and not shown.
    let expected = CategorySet::of(&[Category::Religion, Category::Narrative]);
    assert_eq!(entries[0].categories, expected);
}

#[test]
fn a_record_that_today_names_the_viewer_as_accused_is_dropped_though_the_index_is_behind() {
    assert_eq!(logged(|_| ()).len(), 1);
    assert!(logged(|record| record.accused = vec![id("police")]).is_empty());
}

#[test]
fn a_record_that_today_is_restricted_or_about_a_stranger_is_decided_so() {
    let town = Town::new([accord_consent::PolicyWrite::Relate(relation("council", Some(1), person(1)))]);
    let officer =
        || viewer("council", accord_model::Role::CommunitySafetyOfficer, accord_model::Purpose::SafeguardAdult, 1);
    let trail = town.desk.trail(&officer(), noon(), "", "QUERY");
    let ask = |candidate, change: fn(&mut Incident)| {
        let question = Question { viewer: officer(), candidate, at: noon() };
        let mut record = Incident::at(question.candidate.at.clone(), noon());
        record.area = Some(accord_model::Private::new("north".parse().unwrap()));
        change(&mut record);
        pass(&town.desk, &question, &trail, record)
    };
    let about = || incident_record("police", &[person(1)]);
    assert!(ask(about(), |_| ()).unwrap().record().area.is_some());
    let restricted = ask(about(), |record| record.restricted = true).unwrap();
    assert!(restricted.record().area.is_none());
    assert!(!restricted.record().restricted, "the flag itself is not shown");
    let stranger = |record: &mut Incident| record.victims = vec![at("police", RecordType::Victim, "p9")];
    assert!(ask(about(), stranger).is_none());
}

#[test]
fn a_row_that_nobody_asked_for_is_dropped() {
    let town = Town::new([]);
    let officer = viewer("police", accord_model::Role::HateCrimeOfficer, accord_model::Purpose::CrimeInvestigation, 1);
    let trail = town.desk.trail(&officer, noon(), "", "QUERY");
    let candidate = person_record("police", person(1));
    let rows = vec![(candidate, FieldSet::all::<Victim>())];
    let permit = town.desk.permit::<Victim>(&officer, rows, &trail);
    let other = Victim::at(at("police", RecordType::Victim, "p2"), noon());
    assert!(town.desk.disclose(&officer, &permit, vec![Sealed::new(other)], &trail).is_empty());
}

#[test]
fn a_denied_field_is_not_named_and_a_denied_record_not_asked_for() {
    let town = Town::new([]);
    let worker = viewer("charity", accord_model::Role::SupportWorker, accord_model::Purpose::Support, 2);
    let trail = town.desk.trail(&worker, noon(), "", "QUERY");
    let all = FieldSet::all::<Victim>();
    let rows = vec![(person_record("charity", person(1)), all), (person_record("police", person(1)), all)];
    let permit = town.desk.permit::<Victim>(&worker, rows, &trail);
    assert_eq!(permit.partners(), ["charity".parse().unwrap()]);
    let fields = permit.may(&at("charity", RecordType::Victim, "p1")).unwrap();
    assert!(fields.has::<Victim>("name") && !fields.has::<Victim>("address"));
    assert!(permit.may(&at("police", RecordType::Victim, "p1")).is_none());
    town.desk.release((), &trail).now_or_never().unwrap().unwrap();
    let (request, entries) = town.memory.log().pop().unwrap();
    assert_eq!(request.spared, ["police".parse().unwrap()]);
    assert!(entries.is_empty());
}
