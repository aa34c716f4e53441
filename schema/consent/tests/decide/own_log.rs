//! The person's own view of the log: what an exemption keeps out, what a quiet log shows, and who else may ask.

use accord_consent::{
    Access, ExemptFault, Exemption, ExemptionFault, LinkState, OwnLog, PolicyFault, PolicyWrite, Rights as _,
};
use accord_consent::{Relation, RelationKind, Viewer};
use accord_model::{Basis, Category, Purpose, Role};
use jiff::{SignedDuration, Timestamp};

use crate::dice::Dice;
use crate::rights_memory::RightsMemory;
use crate::town::{Town, id, link, noon, now, person, relation, second, viewer};

const LONGEST: SignedDuration = SignedDuration::from_hours(90 * 24);

fn herself() -> Viewer {
    viewer("public", Role::Victim, Purpose::SubjectAccess, 1)
}

/// Person 1 has signed in; handle 2 is hers too, handle 3 is somebody else's.
fn town() -> Town {
    Town::new([
        PolicyWrite::Relate(Relation { kind: RelationKind::Own, ..relation("public", Some(1), person(1)) }),
        PolicyWrite::Link(link(person(1), person(2), ("police", "council"), LinkState::Confirmed)),
        PolicyWrite::Link(link(person(1), person(3), ("police", "trust"), LinkState::Waiting)),
    ])
}

fn access(organisation: &str, at: i64, request: u64, category: Category) -> Access {
    Access {
        request,
        at: second(at),
        organisation: id(organisation),
        role: Role::SupportWorker,
        purpose: Purpose::Support,
        basis: Basis::Consent,
        categories: category.into(),
    }
}

fn read(town: &Town, rights: &RightsMemory, who: &Viewer, at: Timestamp) -> Option<OwnLog> {
    now(town.desk.own_log(rights, who, person(1), (None, 1_000), LONGEST, at)).unwrap()
}

/// Everything of a row that may be shown or put into a cursor.
fn shown(log: &OwnLog) -> Vec<(Timestamp, String, u32, usize)> {
    let all = log.accesses.iter();
    all.map(|(a, place)| {
        (a.at, format!("{} {} {} {}", a.organisation, a.role, a.purpose, a.basis), a.categories.bits(), *place)
    })
    .collect()
}

#[test]
fn one_row_a_request_over_all_her_handles_and_nobody_elses() {
    let (town, rights) = (town(), RightsMemory::new());
    rights.log(person(1), access("charity", 10, 1, Category::Offence));
    rights.log(person(2), access("charity", 10, 1, Category::Contact));
    rights.log(person(1), access("charity", 20, 3, Category::Offence));
    rights.log(person(3), access("charity", 30, 5, Category::Health));
    let log = read(&town, &rights, &herself(), noon()).unwrap();
    let rows: Vec<_> = log.accesses.iter().map(|(a, _)| (a.at, a.categories.iter().count())).collect();
    assert_eq!(rows, [(second(20), 1), (second(10), 2)]);
    assert!(log.is_whole);
}

#[test]
fn nobody_else_is_answered() {
    let (town, rights) = (town(), RightsMemory::new());
    rights.log(person(1), access("charity", 10, 1, Category::Offence));
    for other in [
        viewer("public", Role::Victim, Purpose::SubjectAccess, 2),
        viewer("public", Role::Victim, Purpose::Support, 1),
        viewer("police", Role::HateCrimeOfficer, Purpose::SubjectAccess, 1),
        viewer("council", Role::DataProtectionOfficer, Purpose::SubjectAccess, 1),
    ] {
        assert!(read(&town, &rights, &other, noon()).is_none());
        let quiet = now(town.desk.set_quiet_log(&*rights, &other, true, "k", noon()));
        assert!(
            other.role() == Role::Victim && other.purpose() == Purpose::SubjectAccess
                || quiet == Err(PolicyFault::NotAllowed)
        );
    }
    // Another person's quiet is hers alone.
    assert_eq!(read(&town, &rights, &herself(), noon()).unwrap().accesses.len(), 1);
}

/// Rows, their order and what their cursors are made of equal a world without the exempt organisation's rows.
#[test]
fn under_an_exemption_the_log_is_that_of_a_world_without_these_rows() {
    let mut dice = Dice(20_261_122);
    for case in 0..200 {
        let (town, with, without) = (town(), RightsMemory::new(), RightsMemory::new());
        let names = ["charity", "police", "council"];
        let mut request = 0;
        for _ in 0..dice.below(40) {
            let (name, at) = (dice.pick(&names), i64::try_from(dice.below(6)).unwrap());
            request += 1;
            let row = access(name, at, request, dice.pick(&[Category::Offence, Category::Contact]));
            let subject = person(dice.pick(&[1, 2]));
            with.log(subject, row.clone());
            if name != "police" {
                // The other world counts its requests without them.
                without.log(subject, Access { request: row.request * 7, ..row });
            }
        }
        let until = noon().checked_add(SignedDuration::from_hours(1)).unwrap();
        let about = (person(2), id("police"));
        now(town.desk.exempt(&*with, about, ("DPA 2018 s.44(4)(b)", until), LONGEST, noon())).unwrap();
        let log = |rights, at| shown(&read(&town, rights, &herself(), at).unwrap());
        assert_eq!(log(&with, noon()), log(&without, noon()), "case {case}");
        let late = log(&with, until);
        assert_eq!(late.iter().filter(|row| !row.1.starts_with("police")).count(), log(&without, until).len());
        assert_eq!(late.len(), usize::try_from(request).unwrap(), "after its end they are there");
    }
}

#[test]
fn an_order_that_is_none_hides_nothing_and_is_reported() {
    let (town, rights) = (town(), RightsMemory::new());
    rights.log(person(1), access("police", 10, 1, Category::Offence));
    let until = noon().checked_add(SignedDuration::from_hours(1)).unwrap();
    let about = (person(1), id("police"));
    let give = |until| now(town.desk.exempt(&*rights, about, ("s.45(4)", until), LONGEST, noon()));
    assert_eq!(give(noon()), Err(ExemptFault::Order(ExemptionFault::Empty)));
    let late = noon().checked_add(SignedDuration::from_hours(90 * 24 + 1)).unwrap();
    assert_eq!(give(late), Err(ExemptFault::Order(ExemptionFault::TooLong)));
    let order = give(until).unwrap();
    let rows = |rights: &RightsMemory| {
        let log = read(&town, rights, &herself(), noon()).unwrap();
        (log.accesses.len(), log.faults)
    };
    assert_eq!(rows(&rights), (0, vec![]));
    let forged = Exemption { organisation: id("council"), ..order.clone() };
    for (altered, fault) in [
        (Exemption { until: None, ..order.clone() }, ExemptionFault::Forged),
        (Exemption { until: Some(late), ..order.clone() }, ExemptionFault::Forged),
        (Exemption { signature: "AAAA".to_owned(), ..order.clone() }, ExemptionFault::Forged),
        (forged, ExemptionFault::Forged),
    ] {
        rights.put(altered);
        assert_eq!(rows(&rights), (1, vec![fault]));
    }
    rights.put(order.clone());
    now(town.desk.end_exemption(&*rights, order.id, noon())).unwrap();
    assert_eq!(rows(&rights), (1, vec![]));
    assert_eq!(now(town.desk.end_exemption(&*rights, order.id, noon())), Err(PolicyFault::NotFound));
    let activities: Vec<_> = town.memory.log().into_iter().map(|(request, _)| request.activity).collect();
    assert_eq!(activities, [format!("EXEMPTION_GRANTED {}", order.id), format!("EXEMPTION_ENDED {}", order.id)]);
}

#[test]
fn without_the_log_there_is_no_exemption() {
    let (town, rights) = (town(), RightsMemory::new());
    town.memory.break_down();
    let until = noon().checked_add(SignedDuration::from_hours(1)).unwrap();
    let given = now(town.desk.exempt(&*rights, (person(1), id("police")), ("s.45(4)", until), LONGEST, noon()));
    assert_eq!(given, Err(ExemptFault::Policy(PolicyFault::Unavailable)));
    assert!(now(rights.exemptions(None)).unwrap().is_empty());
}

#[test]
fn a_quiet_log_is_an_empty_one_until_she_says_otherwise() {
    let (town, rights) = (town(), RightsMemory::new());
    let empty = RightsMemory::new();
    rights.log(person(2), access("charity", 10, 1, Category::Offence));
    let say = |quiet, key| now(town.desk.set_quiet_log(&*rights, &herself(), quiet, key, noon()));
    assert_eq!(say(true, "a"), Ok(()));
    let log = |rights| read(&town, rights, &herself(), noon()).unwrap();
    assert_eq!((shown(&log(&rights)), log(&rights).is_whole), (shown(&log(&empty)), log(&empty).is_whole));
    assert_eq!((say(true, "a"), say(false, "a")), (Ok(()), Err(PolicyFault::KeyReused)));
    assert_eq!(say(false, "b"), Ok(()));
    assert_eq!(log(&rights).accesses.len(), 1);
    // A request that comes again is not done again.
    assert_eq!(say(true, "a"), Ok(()));
    assert_eq!(log(&rights).accesses.len(), 1);
}
