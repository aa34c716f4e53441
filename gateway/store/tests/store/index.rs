use accord_consent::Identifier;
use accord_federation::OwnedQuery;
use accord_model::{
    Category, CategorySet, Channel, CodedTerm, Incident, IncidentId, Private, Recognition, RecordKind, RecordRef,
    RecordType, Referral, ReferralId, ReferralStatus, Strand, StrandBasis, StrandMark, TimeSpan,
};
use uuid::Uuid;

use crate::base::{Base, on_both};
use crate::town::{COUNTY, MARY, POLICE, Town, at, case, incident, person, place, victim};

fn whole() -> Incident {
    let mark = StrandMark { strand: Strand::Other, basis: StrandBasis::Actual, reason: None };
    Incident {
        record_kind: Some(Private::new(RecordKind::NonCrime)),
        recognition: Some(Private::new(Recognition::VictimPerceived)),
        strands: vec![Private::new(mark)],
        channel: Some(Private::new(Channel::InPerson)),
        accused: vec!["county".parse().unwrap(), "charity".parse().unwrap()],
        restricted: true,
        ..incident(POLICE, "i1", &["v2", "v1"])
    }
}

async fn a_candidate_comes_back_as_it_was_indexed(base: Base) {
    let town = Town::new(&base.store().await);
    let accord_store::Taken::Record(row, _) = town.incident(whole()) else { panic!() };
    let before = row.candidate.clone();
    town.apply(POLICE, vec![town.incident(whole()), town.victim(victim(POLICE, "v1", MARY))], 0).await;
    let index = town.store.index();
    let found = index.incidents(&[IncidentId(before.id), IncidentId(Uuid::nil())]).await.unwrap();
    let [after] = &found[..] else { panic!("{}", found.len()) };
    assert_eq!((after.id, &after.at, after.owner), (before.id, &before.at, before.owner));
    assert_eq!(after.subjects, [town.handle(&person(POLICE, "v2")), town.handle(&person(POLICE, "v1"))]);
    assert_eq!((&after.accused, after.restricted), (&before.accused, true));
    let (a, b) = (&after.facts, &before.facts);
    assert_eq!((a.kind, a.recognition, &a.strands, a.channel), (b.kind, b.recognition, &b.strands, b.channel));
    assert_eq!((a.occurred, a.reported, a.area, a.exists), (b.occurred, b.reported, b.area, b.exists));
    assert_eq!(a.strands, [Strand::Other]);
    assert!(after.proposed.is_empty(), "somebody recognised it");

    let subject = town.handle(&person(POLICE, "v1"));
    let victims = index.victims(&[subject, town.handle(&person(POLICE, "v2"))]).await.unwrap();
    assert_eq!(victims.len(), 1, "a handle without a record has none");
    assert_eq!(victims[0].subjects, [subject]);
    assert!(index.victims(&[accord_model::SubjectId(before.id)]).await.unwrap().is_empty(), "an incident is no person");
    let of = index.incidents_of(&[subject]).await.unwrap();
    assert_eq!(of.iter().map(|c| c.id).collect::<Vec<_>>(), [before.id]);
}

/// What hides a candidate comes back as it was, and a rule that tells more takes access away.
async fn what_a_candidates_rule_tells_comes_back(base: Base) {
    let town = Town::new(&base.store().await);
    let proposed = |told| {
        let rule = |reveals| CodedTerm { system: "s".to_owned(), code: "c".to_owned(), text: "t".to_owned(), reveals };
        let rule = Option::map(told, rule).map(Private::new);
        let recognition = Some(Private::new(Recognition::Candidate));
        town.incident(Incident { recognition, candidate_rule: rule, ..incident(POLICE, "i1", &["v1"]) })
    };
    let disability = CategorySet::from(Category::Disability);
    for (minute, told, kept) in [
        (0, Some(CategorySet::NONE), CategorySet::NONE),
        (1, Some(disability), disability),
        (2, None, CategorySet::ALL),
    ] {
        let taken = proposed(told);
        let accord_store::Taken::Record(row, _) = &taken else { panic!() };
        let id = IncidentId(row.candidate.id);
        let applied = town.apply(POLICE, vec![taken], minute).await;
        assert_eq!(applied.sequence.is_some(), minute > 0, "telling more narrows");
        let found = town.store.index().incidents(&[id]).await.unwrap();
        assert_eq!(found.iter().map(|c| c.proposed).collect::<Vec<_>>(), [kept]);
    }
}

async fn an_organisation_finds_its_own_and_what_is_about_nobody(base: Base) {
    let town = Town::new(&base.store().await);
    let mut own =
        vec![incident(POLICE, "old", &["v1"]), incident(POLICE, "new", &["v1"]), incident(POLICE, "undated", &[])];
    own[1].occurred.as_mut().map(|_| ()).unwrap();
    let later = accord_model::TimeSpan { earliest: at(5), latest: at(6), precision: accord_model::Precision::Minute };
    own[1].occurred = Some(Private::new(later));
    own[2].occurred = None;
    town.apply(POLICE, own.into_iter().map(|i| town.incident(i)).collect(), 0).await;
    let nobody = incident(COUNTY, "nobody", &[]);
    let mut elsewhere = incident(COUNTY, "elsewhere", &[]);
    elsewhere.area = Some(Private::new("melton".parse().unwrap()));
    let somebody = incident(COUNTY, "somebody", &["v9"]);
    let county = [nobody, elsewhere, somebody].map(|i| town.incident(i));
    town.apply(COUNTY, county.into(), 0).await;

    let index = town.store.index();
    let mut query = of_police(vec!["charnwood".parse().unwrap()]);
    let local = |found: Vec<accord_consent::Candidate>| -> Vec<String> {
        found.iter().map(|c| c.at.local.as_str().to_owned()).collect()
    };
    let all = local(index.incidents_within(&query).await.unwrap());
    assert_eq!(all[0], "new", "the latest first");
    assert_eq!(all[3], "undated", "the undated last");
    assert_eq!(all.len(), 4);
    assert!(all.contains(&"nobody".to_owned()));
    // One by one, from either end: the same rows, the undated ones last.
    for earliest_first in [false, true] {
        (query.earliest_first, query.limit, query.after) = (earliest_first, 1, None);
        let mut walked = Vec::new();
        while let [row] = &index.incidents_within(&query).await.unwrap()[..] {
            query.after = Some((row.facts.occurred, row.id));
            walked.push(row.at.local.as_str().to_owned());
        }
        let (first, last) = if earliest_first { (2, "new") } else { (0, "old") };
        assert_eq!(walked.iter().position(|name| name == "new"), Some(first), "{walked:?}");
        assert!(walked.len() == 4 && walked[3] == "undated" && walked[..3].contains(&last.to_owned()), "{walked:?}");
    }
    // From an instant on, with it.
    (query.earliest_first, query.limit) = (false, 10);
    query.after = Some((Some(at(5)), Uuid::nil()));
    assert_eq!(local(index.incidents_within(&query).await.unwrap())[0], "new");
    query.after = Some((Some(at(4)), Uuid::nil()));
    assert!(!local(index.incidents_within(&query).await.unwrap()).contains(&"new".to_owned()));
}

/// All that the police hold, the latest first.
fn of_police(areas: Vec<accord_model::AreaCode>) -> OwnedQuery {
    OwnedQuery { organisation: POLICE.parse().unwrap(), areas, earliest_first: false, after: None, limit: 10 }
}

async fn referrals_are_found_by_id_by_person_and_by_organisation(base: Base) {
    let town = Town::new(&base.store().await);
    let referral = |partner: &str, local: &str, who: &str, minute| {
        let mut record = Referral::at(place(partner, RecordType::Referral, local), at(0));
        record.victims = vec![person(partner, who)];
        record.status = Some(Private::new(ReferralStatus::Accepted));
        record.sent = Some(Private::new(TimeSpan::instant(at(minute))));
        record
    };
    let mut undated = referral(POLICE, "undated", "v1", 0);
    (undated.sent, undated.status) = (None, None);
    let all = [referral(POLICE, "old", "v1", 1), referral(POLICE, "new", "v2", 2), undated];
    town.apply(POLICE, all.into_iter().map(|one| town.referral(one)).collect(), 0).await;
    town.apply(POLICE, vec![town.incident(incident(POLICE, "i1", &["v1"]))], 1).await;
    town.apply(COUNTY, vec![town.referral(referral(COUNTY, "other", "c1", 3))], 0).await;

    let index = town.store.index();
    let local = |found: &[accord_consent::Candidate]| -> Vec<String> {
        found.iter().map(|c| c.at.local.as_str().to_owned()).collect()
    };
    let mut query = of_police(Vec::new());
    let own = index.referrals_within(&query).await.unwrap();
    assert_eq!(local(&own), ["new", "old", "undated"], "the latest sent first, the undated last");
    assert_eq!((own[0].facts.reported, own[0].facts.status), (Some(at(2)), Some(ReferralStatus::Accepted)));
    query.limit = 1;
    assert_eq!(local(&index.referrals_within(&query).await.unwrap()), ["new"]);
    let subject = town.handle(&person(POLICE, "v1"));
    let mut of = local(&index.referrals_of(&[subject]).await.unwrap());
    of.sort_unstable();
    assert_eq!(of, ["old", "undated"], "and no incident");
    let id = ReferralId(own[1].id);
    assert_eq!(local(&index.referrals(&[id]).await.unwrap()), ["old"]);
    assert!(index.incidents(&[IncidentId(id.0)]).await.unwrap().is_empty(), "a referral is no incident");
    town.apply(POLICE, vec![accord_store::Taken::Gone(place(POLICE, RecordType::Referral, "old"))], 2).await;
    assert!(index.referrals(&[id]).await.unwrap().is_empty());
}

async fn fingerprints_find_their_carriers(base: Base) {
    let town = Town::new(&base.store().await);
    let other = crate::town::Who { family: "Elsewhere", nhs: None, ..MARY };
    town.apply(POLICE, vec![town.victim(victim(POLICE, "v1", MARY))], 0).await;
    town.apply(COUNTY, vec![town.victim(victim(COUNTY, "c1", other))], 0).await;
    let sought = accord_consent::Sought {
        family: MARY.family.to_uppercase(),
        given: None,
        date_of_birth: Some(jiff::civil::date(1971, 3, 14)),
        postcode: None,
        nhs_number: None,
    };
    let prints = town.desk.fingerprints(&sought);
    let index = town.store.index();
    let count = async |what| {
        let (what, value) = prints.iter().copied().find(|(one, _)| *one == what).unwrap();
        index.carrying(what, value).await.unwrap()
    };
    let family = count(Identifier::Family).await;
    assert_eq!(family.len(), 1);
    assert_eq!(family[0].0, town.handle(&person(POLICE, "v1")));
    assert_eq!(family[0].1.len(), 5, "each with all its fingerprints");
    assert_eq!(count(Identifier::DateOfBirth).await.len(), 2);
}

async fn look_ups_by_a_partners_own_identifier(base: Base) {
    let town = Town::new(&base.store().await);
    town.apply(POLICE, vec![town.incident(incident(POLICE, "i1", &["v2", "v1"]))], 0).await;
    town.apply(POLICE, vec![town.victim(victim(POLICE, "v1", MARY))], 1).await;
    let sync = town.store.sync();
    let (one, two) = (person(POLICE, "v1"), person(POLICE, "v2"));
    let of = async |at: &RecordRef| sync.subjects_of(at).await.unwrap();
    assert_eq!(of(&one).await, [town.handle(&one)]);
    assert_eq!(of(&case(POLICE, "i1")).await, [town.handle(&two), town.handle(&one)]);
    assert!(of(&two).await.is_empty(), "named, but no record of its own");
    assert_eq!(sync.handle_of(&one).await.unwrap(), Some(town.handle(&one).0));
    assert_eq!(sync.handle_of(&case(COUNTY, "i1")).await.unwrap(), None);
}

on_both!(
    a_candidate_comes_back_as_it_was_indexed,
    what_a_candidates_rule_tells_comes_back,
    an_organisation_finds_its_own_and_what_is_about_nobody,
    referrals_are_found_by_id_by_person_and_by_organisation,
    fingerprints_find_their_carriers,
    look_ups_by_a_partners_own_identifier,
);
