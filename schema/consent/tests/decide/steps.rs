//! The nine steps, one by one, as docs/consent-semantics.md numbers them.

use accord_consent::{Audience, Directive, Effect, LinkState, PolicyWrite, RecordScope, Viewer};
use accord_model::{Action, Basis, Category, CategorySet, OrganisationKind, Purpose, RecordType, Role};
use jiff::Timestamp;

use crate::town::{
    Town, at, directive, id, incident_record, link, noon, person, person_record, relation, second, user, viewer,
};

fn officer() -> Viewer {
    viewer("council", Role::CommunitySafetyOfficer, Purpose::SafeguardAdult, 1)
}

fn worker() -> Viewer {
    viewer("charity", Role::SupportWorker, Purpose::Support, 2)
}

/// The worker knows the person, and the person agrees to everything.
fn agreed() -> Vec<PolicyWrite> {
    vec![
        PolicyWrite::Relate(relation("charity", Some(2), person(1))),
        PolicyWrite::Record(directive(1, person(1), Effect::Permit)),
    ]
}

#[test]
fn step_1_the_accused_organisation_its_parts_and_its_parents_see_no_record() {
    let known = [
        PolicyWrite::Relate(relation("council", None, person(1))),
        PolicyWrite::Relate(relation("housing", None, person(1))),
    ];
    let town = Town::new(known);
    let housing = viewer("housing", Role::CommunitySafetyOfficer, Purpose::SafeguardAdult, 1);
    let mut record = person_record("police", person(1));
    assert!(!town.sees(&officer(), &record).is_hidden());
    assert!(!town.sees(&housing, &record).is_hidden());
    for accused in ["council", "housing"] {
        record.accused = vec![id(accused)];
        assert!(town.sees(&officer(), &record).is_hidden(), "{accused}");
        assert!(town.sees(&housing, &record).is_hidden(), "{accused}");
    }
    record.accused = vec![id("repairs")];
    assert!(town.sees(&officer(), &record).is_hidden());
    assert!(town.sees(&housing, &record).is_hidden());
    record.accused = vec![id("trust")];
    assert!(!town.sees(&officer(), &record).is_hidden());
}

#[test]
fn step_1_the_accused_sees_not_even_its_own_record() {
    let town = Town::new([]);
    let mut record = person_record("council", person(1));
    assert!(!town.sees(&officer(), &record).is_hidden());
    record.accused = vec![id("council")];
    assert!(town.sees(&officer(), &record).is_hidden());
}

#[test]
fn step_1_a_restricted_record_shows_neither_place_nor_contact_and_does_not_say_why() {
    let town = Town::new(agreed());
    let mut record = person_record("police", person(1));
    let open = town.sees(&worker(), &record);
    assert!(open.has(Category::Location) && open.has(Category::Contact));
    record.restricted = true;
    let shut = town.sees(&worker(), &record);
    assert!(!shut.has(Category::Location) && !shut.has(Category::Contact));
    assert!(shut.has(Category::Identity));
    let never_asked = Town::new([agreed().remove(0)]);
    let unasked = never_asked.sees(&worker(), &record);
    assert!(unasked.is_hidden());
    let reasons = shut.withheld::<accord_model::Victim>();
    let address = reasons.iter().find(|w| w.field == "address").unwrap();
    assert_eq!(address.reason, accord_consent::WithheldReason::NotShared);
}

#[test]
fn step_2_no_agreement_no_record() {
    let town = Town::new(agreed());
    let record = person_record("police", person(1));
    assert!(!town.sees(&worker(), &record).is_hidden());
    for other in [
        viewer("charity", Role::SupportWorker, Purpose::Complaint, 2),
        viewer("charity", Role::MediaOfficer, Purpose::Support, 2),
    ] {
        assert!(town.sees(&other, &record).is_hidden());
    }
}

#[test]
fn step_2_an_agreement_is_valid_from_its_first_instant_to_before_its_last() {
    let town = Town::new(agreed());
    let record = person_record("police", person(1));
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let end: Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
    let tick = jiff::SignedDuration::from_nanos(1);
    let knows = |at| town.desk.knows(&worker(), &record, at);
    assert!(!knows(start - tick));
    assert!(knows(start));
    assert!(knows(end - tick));
    assert!(!knows(end));
}

#[test]
fn step_2_an_agreement_about_one_source_opens_no_other() {
    let known = [
        PolicyWrite::Relate(relation("trust", Some(3), person(1))),
        PolicyWrite::Record(directive(1, person(1), Effect::Permit)),
    ];
    let town = Town::new(known);
    let nurse = viewer("trust", Role::CareCoordinator, Purpose::Care, 3);
    assert!(!town.sees(&nurse, &person_record("police", person(1))).is_hidden());
    assert!(town.sees(&nurse, &person_record("charity", person(1))).is_hidden());
}

#[test]
fn step_2_where_two_agreements_would_do_consent_goes_last() {
    let (_, body) = crate::town::AGREEMENTS.split_once("id = \"isa-support-01\"").unwrap();
    let (first, _) = body.split_once("[[agreement.permits]]").unwrap();
    let consent = "[[agreement.permits]]\norganisations = [\"council\"]\nroles = [\"COMMUNITY_SAFETY_OFFICER\"]\n\
                   purposes = [\"SAFEGUARD_ADULT\"]\nactions = [\"VIEW\"]\ncategories = [\"IDENTITY\"]\n\
                   basis = \"CONSENT\"\n";
    let text = format!("{}\n[[agreement]]\nid = \"isa-aaa\"{first}{consent}", crate::town::AGREEMENTS);
    let known = [
        PolicyWrite::Relate(relation("council", Some(1), person(1))),
        PolicyWrite::Record(directive(1, person(1), Effect::Permit)),
    ];
    let grants = Town::under(&text, known).sees(&officer(), &person_record("police", person(1)));
    let basis = grants.bases().find(|(categories, _)| categories.has(Category::Identity));
    assert_eq!(basis.unwrap().1, Basis::PublicTask);
}

#[test]
fn step_2_no_person_asks_with_the_purpose_of_sync() {
    let all = vec![Purpose::Support, Purpose::RecordLinkage];
    let ask = |purpose| Viewer::assertion(id("council"), user(1), Role::Integrator, purpose, all.clone());
    assert!(ask(Purpose::Support).is_some());
    assert!(ask(Purpose::RecordLinkage).is_none());
    assert!(ask(Purpose::Care).is_none(), "not in the token");
}

#[test]
fn step_2_own_record_is_a_ground_for_ones_own_records_alone() {
    let town = Town::new([PolicyWrite::Relate(relation("charity", None, person(1)))]);
    let own = town.sees(&worker(), &person_record("charity", person(1)));
    assert!(own.has(Category::Identity));
    assert!(own.bases().all(|(_, basis)| basis == Basis::OwnRecord));
    assert!(town.sees(&worker(), &person_record("police", person(1))).is_hidden());
}

#[test]
fn step_3_a_role_alone_opens_nobodys_record() {
    let town = Town::new([]);
    let record = person_record("police", person(1));
    assert!(town.sees(&officer(), &record).is_hidden());
    town.put(PolicyWrite::Relate(relation("council", Some(9), person(1))));
    assert!(town.sees(&officer(), &record).is_hidden(), "a colleague's case");
    town.put(PolicyWrite::Relate(relation("council", Some(1), person(1))));
    assert!(!town.sees(&officer(), &record).is_hidden());
}

#[test]
fn step_3_a_relationship_ends_before_its_last_instant() {
    let mut known = relation("council", Some(1), person(1));
    known.end = Some(noon());
    let town = Town::new([PolicyWrite::Relate(known)]);
    let record = person_record("police", person(1));
    let tick = jiff::SignedDuration::from_nanos(1);
    assert!(town.desk.knows(&officer(), &record, noon() - tick));
    assert!(!town.desk.knows(&officer(), &record, noon()));
}

#[test]
fn step_3_a_confirmed_link_to_ones_own_record_is_a_relationship_and_a_waiting_one_is_not() {
    let own = |state| {
        let linked = link(person(1), person(2), ("police", "council"), state);
        let town = Town::new([PolicyWrite::Link(linked)]);
        !town.sees(&officer(), &person_record("police", person(1))).is_hidden()
    };
    assert!(own(LinkState::Confirmed));
    assert!(!own(LinkState::Waiting));
    assert!(!own(LinkState::Undone));
}

#[test]
fn step_3_a_victim_relates_to_herself_alone() {
    let mut herself = relation("public", Some(5), person(1));
    herself.kind = accord_consent::RelationKind::Own;
    let mut everybody = relation("public", None, person(2));
    everybody.kind = accord_consent::RelationKind::Own;
    let town = Town::new([
        PolicyWrite::Relate(herself),
        PolicyWrite::Relate(everybody),
        PolicyWrite::Relate(relation("public", Some(5), person(3))),
        PolicyWrite::Link(link(person(4), person(6), ("police", "public"), LinkState::Confirmed)),
    ]);
    let victim = viewer("public", Role::Victim, Purpose::SubjectAccess, 5);
    let sees = |n| !town.sees(&victim, &person_record("police", person(n))).is_hidden();
    assert!(sees(1));
    assert!(!sees(2), "a relationship of everybody who signs in for herself");
    assert!(!sees(3), "a relationship other than being the person");
    assert!(!sees(4), "another person of the public");
    assert!(town.sees(&victim, &person_record("public", person(6))).is_hidden());
    assert_eq!(town.desk.caseload(&victim, noon()), [person(1)]);
}

#[test]
fn step_4_gender_history_opens_by_a_directive_that_names_it_and_by_nothing_else() {
    let known = || vec![PolicyWrite::Relate(relation("council", Some(1), person(1)))];
    let record = person_record("police", person(1));
    let history = |more: Vec<Directive>| {
        let town = Town::new(known());
        more.into_iter().for_each(|d| town.put(PolicyWrite::Record(d)));
        let grants = town.sees(&officer(), &record);
        assert!(grants.has(Category::Disability), "the agreement opens the rest");
        grants
    };
    let everything = directive(1, person(1), Effect::Permit);
    let named = Directive { categories: Category::GenderHistory.into(), ..directive(2, person(1), Effect::Permit) };
    let refused = directive(3, person(1), Effect::Deny);
    assert!(!history(vec![]).has(Category::GenderHistory));
    assert!(!history(vec![everything.clone()]).has(Category::GenderHistory));
    assert!(!history(vec![refused.clone()]).has(Category::GenderHistory));
    let open = history(vec![everything, named]);
    assert!(open.has(Category::GenderHistory));
    let basis = open.bases().find(|(c, _)| c.has(Category::GenderHistory));
    assert_eq!(basis.unwrap().1, Basis::Consent, "her word is the ground");
}

#[test]
fn step_4_gender_history_stays_shut_for_the_organisation_that_wrote_it_down() {
    let text = crate::town::AGREEMENTS.replace(
        r#"categories = ["IDENTITY", "CONTACT", "NARRATIVE", "SUPPORT"]"#,
        r#"categories = ["IDENTITY", "GENDER_HISTORY"]"#,
    );
    let town = Town::under(&text, []);
    let own = town.sees(&worker(), &person_record("charity", person(1)));
    assert!(own.has(Category::Identity) && !own.has(Category::GenderHistory));
}

#[test]
fn step_5_silence_is_no() {
    let town = Town::new([agreed().remove(0)]);
    assert!(town.sees(&worker(), &person_record("police", person(1))).is_hidden());
}

#[test]
fn step_5_the_more_specific_word_counts_and_among_equals_the_refusal() {
    let record = person_record("police", person(1));
    let to_charity =
        |effect| Directive { to: Audience::Organisation(id("charity")), ..directive(7, person(1), effect) };
    let offence = |effect| Directive { categories: Category::Offence.into(), ..directive(8, person(1), effect) };
    let sees = |words: Vec<Directive>| {
        let town = Town::new([agreed().remove(0)]);
        words.into_iter().for_each(|d| town.put(PolicyWrite::Record(d)));
        town.sees(&worker(), &record).has(Category::Offence)
    };
    let (yes, no) = (Effect::Permit, Effect::Deny);
    assert!(sees(vec![directive(1, person(1), no), to_charity(yes)]));
    assert!(!sees(vec![directive(1, person(1), yes), to_charity(no)]));
    assert!(!sees(vec![to_charity(yes), offence(no)]), "neither is more specific");
    assert!(!sees(vec![directive(1, person(1), yes), directive(2, person(1), no)]));
}

#[test]
fn step_5_each_axis_makes_a_word_narrower() {
    let record = person_record("police", person(1));
    let everyone = || directive(1, person(1), Effect::Deny);
    let narrower: [fn(&mut Directive); 5] = [
        |word| word.to = Audience::Kind(OrganisationKind::Charity),
        |word| word.purpose = Some(Purpose::Support),
        |word| word.categories = Category::Identity.into(),
        |word| word.action = Some(Action::View),
        |word| word.records = RecordScope::Owner(id("police")),
    ];
    for (axis, narrow) in narrower.into_iter().enumerate() {
        let mut word = directive(2, person(1), Effect::Permit);
        narrow(&mut word);
        let known = agreed().remove(0);
        let town = Town::new([known, PolicyWrite::Record(everyone()), PolicyWrite::Record(word)]);
        assert!(town.sees(&worker(), &record).has(Category::Identity), "axis {axis}");
    }
}

#[test]
fn step_5_a_word_about_an_organisation_is_about_its_parts_unless_they_are_named() {
    let text =
        crate::town::AGREEMENTS.replace(r#"organisations = ["charity"]"#, r#"organisations = ["charity", "housing"]"#);
    let worker = viewer("housing", Role::SupportWorker, Purpose::Support, 2);
    let to = |n, name, effect| {
        PolicyWrite::Record(Directive { to: Audience::Organisation(id(name)), ..directive(n, person(1), effect) })
    };
    let known = PolicyWrite::Relate(relation("housing", Some(2), person(1)));
    let anyone = PolicyWrite::Record(directive(1, person(1), Effect::Permit));
    let town = Town::under(&text, [known, anyone]);
    let record = person_record("police", person(1));
    assert!(!town.sees(&worker, &record).is_hidden());
    town.put(to(2, "council", Effect::Deny));
    assert!(town.sees(&worker, &record).is_hidden(), "part of the council");
    town.put(to(3, "housing", Effect::Permit));
    assert!(!town.sees(&worker, &record).is_hidden(), "named itself");
    town.put(to(4, "repairs", Effect::Deny));
    assert!(!town.sees(&worker, &record).is_hidden(), "a part says nothing of the whole");
}

#[test]
fn step_5_a_word_about_one_record_says_nothing_of_another() {
    let one = Directive {
        records: RecordScope::Record(at("police", RecordType::Incident, "p1")),
        ..directive(1, person(1), Effect::Permit)
    };
    let town = Town::new([agreed().remove(0), PolicyWrite::Record(one)]);
    assert!(!town.sees(&worker(), &person_record("police", person(1))).is_hidden());
    assert!(town.sees(&worker(), &incident_record("police", &[person(1)])).is_hidden());
}

#[test]
fn step_5_a_refusal_flows_over_a_waiting_link_and_a_permit_over_a_confirmed_one_alone() {
    let sees = |effect, state| {
        let town = Town::new([
            PolicyWrite::Relate(relation("charity", Some(2), person(1))),
            PolicyWrite::Link(link(person(1), person(2), ("police", "trust"), state)),
            PolicyWrite::Record(directive(1, person(2), effect)),
        ]);
        if effect == Effect::Deny {
            town.put(PolicyWrite::Record(directive(2, person(1), Effect::Permit)));
        }
        !town.sees(&worker(), &person_record("police", person(1))).is_hidden()
    };
    assert!(sees(Effect::Permit, LinkState::Confirmed));
    assert!(!sees(Effect::Permit, LinkState::Waiting));
    assert!(!sees(Effect::Permit, LinkState::Undone));
    assert!(!sees(Effect::Deny, LinkState::Confirmed));
    assert!(!sees(Effect::Deny, LinkState::Waiting));
    assert!(sees(Effect::Deny, LinkState::Undone));
}

#[test]
fn step_6_periods_are_half_open() {
    let mut word = directive(1, person(1), Effect::Permit);
    (word.start, word.end) = (second(10), Some(second(20)));
    let force = [9, 10, 19, 20].map(|n| word.in_force(second(n)));
    assert_eq!(force, [false, true, true, false]);
}

#[test]
fn step_6_a_withdrawn_permit_is_over_also_for_a_clock_that_is_behind() {
    let mut word = directive(1, person(1), Effect::Permit);
    word.withdrawn_at = Some(second(50));
    assert!(![0, 49, 50, 51].iter().any(|n| word.in_force(second(*n))));
    word.effect = Effect::Deny;
    let force = [49, 50].map(|n| word.in_force(second(n)));
    assert_eq!(force, [true, false], "a refusal holds until it is withdrawn");
}

#[test]
fn step_6_a_clock_that_is_behind_keeps_refusals_and_revives_no_permit() {
    let mut word = directive(1, person(1), Effect::Deny);
    (word.start, word.recorded_at) = (second(50), second(50));
    let force = |word: &Directive| [0, 49, 50].map(|n| word.in_force(second(n)));
    assert_eq!(force(&word), [true; 3], "it was to begin at once, and it was written down");
    word.recorded_at = second(20);
    assert_eq!(force(&word), [false, false, true], "it was to begin later");
    word.effect = Effect::Permit;
    (word.recorded_at, word.end) = (second(50), Some(second(60)));
    assert_eq!(force(&word), [false, false, true]);
    word.lapsed = true;
    assert_eq!(force(&word), [false; 3]);
}

#[test]
fn step_8_without_any_grant_there_is_nothing_to_ask_for() {
    let town = Town::new([]);
    let grants = town.sees(&worker(), &person_record("police", person(1)));
    assert!(grants.is_hidden());
    assert!(grants.may::<accord_model::Victim>().is_empty());
    assert_eq!(grants.categories(), CategorySet::NONE);
}

#[test]
fn view_is_no_leave_to_refer() {
    let view = Directive { action: Some(Action::View), ..directive(1, person(1), Effect::Permit) };
    let town = Town::new([agreed().remove(0), PolicyWrite::Record(view)]);
    let record = person_record("police", person(1));
    assert_eq!(town.desk.actions(&worker(), &record, noon()), [Action::View]);
}
