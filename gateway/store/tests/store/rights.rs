//! What people's rights leave behind.

use accord_consent::{
    Access, AccessQuery, Correction, CorrectionAnswer, CorrectionOutcome, Exemption, Request, Rights,
};
use accord_model::{Category, RecordType, Role, SubjectId};
use uuid::Uuid;

use crate::base::{Base, on_both};
use crate::ledger::{entry, request};
use crate::town::at;

fn handle(n: u128) -> SubjectId {
    SubjectId(Uuid::from_u128(n))
}

async fn read(rights: &dyn Rights, subjects: &[SubjectId], without: &[&str], limit: usize) -> Vec<Access> {
    let without: Vec<_> = without.iter().map(|name| name.parse().unwrap()).collect();
    rights.accesses(&AccessQuery { subjects, without: &without, until: None, limit }).await.unwrap()
}

async fn a_person_reads_every_time_that_something_was_shown(base: Base) {
    let store = base.store().await;
    let (ledger, rights) = (store.ledger(), store.rights());
    let police = |minute| Request { organisation: "police".parse().unwrap(), ..request(minute, 0) };
    let offence = [Category::Offence];
    ledger.append(&request(1, 0), &[entry(1, &offence), entry(2, &[Category::Contact])]).await.unwrap();
    ledger.append(&request(3, 0), &[entry(1, &offence), entry(1, &[]), entry(9, &offence)]).await.unwrap();
    ledger.append(&police(2), &[entry(1, &offence)]).await.unwrap();
    ledger.append(&Request { activity: "SYNC".to_owned(), ..request(4, 0) }, &[entry(1, &offence)]).await.unwrap();
    let own = Request { organisation: "public".parse().unwrap(), role: Role::Victim, ..request(5, 0) };
    ledger.append(&own, &[entry(1, &offence)]).await.unwrap();
    let hers = [handle(1), handle(2)];
    let rows = read(&*rights, &hers, &[], 100).await;
    let brief: Vec<_> = rows.iter().map(|row| (row.at, row.organisation.to_string(), row.request)).collect();
    let charity = || "charity".to_owned();
    assert_eq!(
        brief,
        [(at(3), charity(), 3), (at(2), "police".to_owned(), 6), (at(1), charity(), 1), (at(1), charity(), 1)]
    );
    assert_eq!(read(&*rights, &hers, &["police"], 100).await.len(), 3);
    assert_eq!(read(&*rights, &hers, &[], 2).await, rows[..2]);
    let query = AccessQuery { subjects: &hers, without: &[], until: Some(at(2)), limit: 100 };
    assert_eq!(rights.accesses(&query).await.unwrap(), rows[1..]);
    assert!(read(&*rights, &[handle(3)], &[], 100).await.is_empty());
    store.verify_ledger().await.unwrap();
}

async fn an_exemption_that_was_ended_has_no_signature_left(base: Base) {
    let store = base.store().await;
    let rights = store.rights();
    let order = Exemption {
        id: Uuid::from_u128(7),
        subject: handle(1),
        organisation: "police".parse().unwrap(),
        ground: "DPA 2018 s.44(4)(b)".to_owned(),
        start: at(0),
        until: Some(at(60)),
        ended_at: None,
        signature: "c2lnbmVk".to_owned(),
    };
    rights.exempt(&order).await.unwrap();
    rights.exempt(&Exemption { id: Uuid::from_u128(8), until: None, ..order.clone() }).await.unwrap();
    assert_eq!(rights.exemptions(Some(&[handle(2)])).await.unwrap(), []);
    assert_eq!(rights.exemptions(Some(&[handle(1), handle(2)])).await.unwrap()[0], order);
    assert!(rights.end_exemption(order.id, at(5)).await.unwrap());
    assert!(
        !rights.end_exemption(order.id, at(6)).await.unwrap()
            && !rights.end_exemption(Uuid::nil(), at(6)).await.unwrap()
    );
    let ended = Exemption { ended_at: Some(at(5)), signature: String::new(), ..order };
    let all = rights.exemptions(None).await.unwrap();
    assert!(all.contains(&ended) && all.len() == 2 && all.iter().any(|one| one.until.is_none()));
    let rest = base.rows("log_exemption").await.join("\n");
    assert_eq!(rest.matches("c2lnbmVk").count(), 1, "of the one that was ended, nothing is left to revive it");
}

async fn the_last_word_about_the_quiet_counts(base: Base) {
    let store = base.store().await;
    let rights = store.rights();
    let say = |key: u128, handles: &'static [u128], quiet| {
        let rights = store.rights();
        let handles: Vec<_> = handles.iter().map(|n| handle(*n)).collect();
        async move { rights.set_quiet(Uuid::from_u128(key), &handles, quiet, at(0)).await.unwrap() }
    };
    assert!(!rights.is_quiet(&[handle(1)]).await.unwrap());
    assert!(say(1, &[1, 2], true).await && say(1, &[1, 2], true).await && !say(1, &[1], false).await);
    assert!(rights.is_quiet(&[handle(3), handle(2)]).await.unwrap() && !rights.is_quiet(&[handle(3)]).await.unwrap());
    assert!(say(2, &[1, 2], false).await && !rights.is_quiet(&[handle(1), handle(2)]).await.unwrap());
    assert!(say(1, &[1, 2], true).await && !rights.is_quiet(&[handle(1)]).await.unwrap(), "a request that comes again");
}

async fn a_request_and_an_answer_stand_as_they_were_written_first(base: Base) {
    let store = base.store().await;
    let rights = store.rights();
    let new = Correction {
        id: Uuid::from_u128(5),
        subject: handle(1),
        record: (RecordType::Incident, Uuid::from_u128(9)),
        owner: "police".parse().unwrap(),
        field: "narrative".to_owned(),
        what: vec![1, 2, 3],
        asked_by: "public".parse().unwrap(),
        asked_at: at(0),
        answer: None,
    };
    assert_eq!(rights.ask_correction(&new).await.unwrap(), new);
    let other = Correction { what: vec![4], asked_at: at(9), ..new.clone() };
    assert_eq!(rights.ask_correction(&other).await.unwrap(), new);
    let answer = |reason, minute| CorrectionAnswer { outcome: CorrectionOutcome::Partly, reason, at: at(minute) };
    let answered = Correction { answer: Some(answer(vec![7], 10)), ..new.clone() };
    assert_eq!(rights.answer_correction(new.id, &answer(vec![7], 10)).await.unwrap(), Some(answered.clone()));
    assert_eq!(rights.answer_correction(new.id, &answer(vec![8], 11)).await.unwrap(), Some(answered.clone()));
    assert_eq!(rights.answer_correction(Uuid::nil(), &answer(vec![8], 11)).await.unwrap(), None);
    assert_eq!(rights.corrections_about(&[handle(2), handle(1)]).await.unwrap(), std::slice::from_ref(&answered));
    assert_eq!(rights.corrections_of("police".parse().unwrap()).await.unwrap(), [answered]);
    assert_eq!(rights.corrections_of("charity".parse().unwrap()).await.unwrap(), []);
}

on_both!(
    a_request_and_an_answer_stand_as_they_were_written_first,
    a_person_reads_every_time_that_something_was_shown,
    an_exemption_that_was_ended_has_no_signature_left,
    the_last_word_about_the_quiet_counts,
);
