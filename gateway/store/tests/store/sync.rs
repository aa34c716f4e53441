use accord_federation::{ChangeCursor, Note};
use accord_model::{Incident, IncidentId, Victim};
use accord_store::{Batch, StoreError, Taken};

use crate::base::{Base, on_both};
use crate::town::{COUNTY, MARY, POLICE, Town, at, case, incident, person, quote, victim, word};

fn quoting(local: &str, quoted: &[(&str, &str)]) -> Incident {
    Incident {
        quoted: quoted.iter().map(|(partner, reference)| quote(partner, reference)).collect(),
        ..incident(COUNTY, local, &[])
    }
}

async fn links(town: &Town, of: &accord_model::RecordRef) -> usize {
    town.store.index().incident_links(&[IncidentId(town.handle(of).0)]).await.unwrap().len()
}

async fn a_quoted_reference_links_in_either_order(base: Base) {
    let town = Town::new(&base.store().await);
    let police = case(POLICE, "i1");
    let quote = || vec![town.incident(quoting("c1", &[(POLICE, " 25 * I1 ")]))];
    town.apply(COUNTY, quote(), 0).await;
    assert_eq!(links(&town, &police).await, 0);
    town.apply(POLICE, vec![town.incident(incident(POLICE, "i1", &[]))], 1).await;
    assert_eq!(links(&town, &police).await, 1, "the quotation came first");
    town.apply(COUNTY, vec![town.incident(quoting("c1", &[]))], 2).await;
    assert_eq!(links(&town, &police).await, 0, "no longer quoted");
    town.apply(COUNTY, quote(), 3).await;
    assert_eq!(links(&town, &police).await, 1, "the quotation came last");
    town.apply(POLICE, vec![Taken::Gone(police.clone())], 4).await;
    assert_eq!(links(&town, &police).await, 0, "gone");
    town.apply(POLICE, vec![town.incident(incident(POLICE, "i1", &[]))], 5).await;
    assert_eq!(links(&town, &police).await, 1, "back again");
}

async fn links_are_followed_to_their_ends(base: Base) {
    let town = Town::new(&base.store().await);
    let police = ["i1", "i2", "i3"].map(|local| town.incident(incident(POLICE, local, &[])));
    town.apply(POLICE, police.into(), 0).await;
    let county = [quoting("c1", &[(POLICE, "25*i1"), (POLICE, "25*i2")]), quoting("c2", &[(POLICE, "25*i2")])];
    town.apply(COUNTY, county.map(|i| town.incident(i)).into(), 0).await;
    let index = town.store.index();
    let all = index.incident_links(&[IncidentId(town.handle(&case(POLICE, "i1")).0)]).await.unwrap();
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted() && all.iter().all(|(a, b)| a < b));
    let from_the_end = index.incident_links(&[IncidentId(town.handle(&case(COUNTY, "c2")).0)]).await.unwrap();
    assert_eq!(from_the_end, all);
    assert_eq!(links(&town, &case(POLICE, "i3")).await, 0);
}

async fn the_same_page_twice_changes_nothing(base: Base) {
    let town = Town::new(&base.store().await);
    let page = || {
        let mut record = quoting("c1", &[(POLICE, "25*i1")]);
        record.victims = vec![person(COUNTY, "v1")];
        record.directives = vec![crate::town::says(true, None)];
        record.terms = vec![word("geezer"), word("geezer")];
        vec![town.victim(victim(COUNTY, "v1", MARY)), town.incident(record), Taken::Gone(case(COUNTY, "old"))]
    };
    let first = town.apply(COUNTY, page(), 0).await;
    assert_eq!((first.records, first.gone, first.sequence), (2, 1, Some(1)));
    let before = base.all_but(&[]).await;
    let second = town.apply(COUNTY, page(), 0).await;
    assert_eq!(second.sequence, None);
    assert_eq!(base.all_but(&[]).await, before);
}

async fn of_two_changes_of_one_record_the_later_stands(base: Base) {
    let town = Town::new(&base.store().await);
    let taken = vec![
        town.incident(incident(POLICE, "a", &[])),
        Taken::Gone(case(POLICE, "a")),
        Taken::Gone(case(POLICE, "b")),
        town.incident(incident(POLICE, "b", &["v1"])),
        town.incident(incident(POLICE, "b", &["v2"])),
    ];
    let applied = town.apply(POLICE, taken, 0).await;
    assert_eq!((applied.records, applied.gone), (1, 1));
    let sync = town.store.sync();
    assert_eq!(sync.handle_of(&case(POLICE, "a")).await.unwrap(), None);
    assert_eq!(sync.subjects_of(&case(POLICE, "b")).await.unwrap(), [town.handle(&person(POLICE, "v2"))]);
}

async fn a_record_that_is_gone_leaves_nothing_but_policy(base: Base) {
    let town = Town::new(&base.store().await);
    let mut record = quoting("c1", &[(POLICE, "25*i1")]);
    record.victims = vec![person(COUNTY, "v1")];
    record.directives = vec![crate::town::says(false, None)];
    record.terms = vec![word("geezer")];
    town.apply(COUNTY, vec![town.victim(victim(COUNTY, "v1", MARY)), town.incident(record)], 0).await;
    let policy = base.rows("directive").await;
    assert_eq!(policy.len(), 1);
    town.apply(COUNTY, vec![Taken::Gone(case(COUNTY, "c1")), Taken::Gone(person(COUNTY, "v1"))], 1).await;
    for table in
        ["indexed_record", "record_subject", "quoted_reference", "fingerprint", "person_feature", "unmapped_word"]
    {
        assert!(base.rows(table).await.is_empty(), "{table}");
    }
    assert_eq!(base.rows("directive").await, policy);
}

async fn unmapped_words_are_counted_by_record(base: Base) {
    let town = Town::new(&base.store().await);
    let with = |local: &str, words: &[&str]| {
        let terms = words.iter().map(|text| word(text)).collect();
        town.incident(Incident { terms, ..incident(COUNTY, local, &[]) })
    };
    let person = Victim { terms: vec![word("geezer")], ..victim(COUNTY, "v1", MARY) };
    let page = vec![with("c1", &["geezer", "banter"]), with("c2", &["geezer"]), town.victim(person)];
    town.apply(COUNTY, page, 0).await;
    let sync = town.store.sync();
    let county = COUNTY.parse().unwrap();
    let counts = async || -> Vec<u64> { sync.unmapped(county).await.unwrap().iter().map(|w| w.records).collect() };
    assert_eq!(counts().await, [3, 1]);
    town.apply(COUNTY, vec![with("c1", &["banter"])], 1).await;
    assert_eq!(counts().await, [2, 1]);
    assert!(sync.unmapped(POLICE.parse().unwrap()).await.unwrap().is_empty());
    for n in 0..3 {
        town.apply(COUNTY, vec![with(&format!("d{n}"), &["geezer"])], 2).await;
    }
    let all = sync.unmapped(county).await.unwrap();
    let shown = |n: usize| town.desk.word(county, &all[n].word, all[n].records as usize);
    assert_eq!((shown(0).as_deref(), shown(1)), (Some("geezer"), None), "five records share the first");
}

async fn progress_is_written_with_the_page(base: Base) {
    let town = Town::new(&base.store().await);
    let sync = town.store.sync();
    let county = COUNTY.parse().unwrap();
    assert_eq!(sync.cursor(county).await.unwrap(), None);
    assert_eq!(sync.status(county).await.unwrap(), accord_store::PartnerStatus::default());
    let note = |code, place: &str| Note { code, place: place.to_owned() };
    let notes =
        vec![note("DATE_UNREADABLE", "Sheet1/4"), note("DATE_UNREADABLE", "Sheet1/4"), note("ROW_DUPLICATE", "x")];
    let next = ChangeCursor("page 2".to_owned());
    let taken = vec![town.victim(victim(COUNTY, "v1", MARY)), town.incident(incident(COUNTY, "c1", &["v1"]))];
    sync.apply(&town.order(COUNTY), Batch { taken, notes }, &next, at(9)).await.unwrap();
    assert_eq!(sync.cursor(county).await.unwrap(), Some(next));
    let status = sync.status(county).await.unwrap();
    assert_eq!((status.synced_at, status.victims, status.incidents), (Some(at(9)), 1, 1));
    assert_eq!(status.notes, [("DATE_UNREADABLE".to_owned(), 1), ("ROW_DUPLICATE".to_owned(), 1)]);
    assert_eq!(sync.cursor(POLICE.parse().unwrap()).await.unwrap(), None);
}

async fn an_older_page_does_not_go_over_a_newer_one(base: Base) {
    let town = Town::new(&base.store().await);
    let sync = town.store.sync();
    let cursor = |text: &str| ChangeCursor(text.to_owned());
    let page = |words| {
        let record = Incident { directives: words, ..incident(COUNTY, "c1", &["v1"]) };
        Batch { taken: vec![town.incident(record)], notes: Vec::new() }
    };
    let order = town.order(COUNTY);
    let refuses = || vec![crate::town::says(false, None)];
    let (first, second) = (cursor("1"), cursor("2"));
    sync.apply_after(&order, None, page(vec![]), &first, at(0)).await.unwrap();
    sync.apply_after(&order, Some(&first), page(refuses()), &second, at(1)).await.unwrap();
    for since in [None, Some(&first)] {
        let late = sync.apply_after(&order, since, page(vec![]), &second, at(2)).await;
        assert_eq!(late.err(), Some(StoreError::CursorMoved));
    }
    let policy = town.store.directives().changes_since(0).await.unwrap();
    assert_eq!(policy.directives[0].withdrawn_at, None, "the refusal stands");
    sync.apply_after(&order, Some(&second), page(refuses()), &second, at(3)).await.unwrap();
}

async fn a_page_with_another_partners_record_is_refused_whole(base: Base) {
    let town = Town::new(&base.store().await);
    let taken = vec![town.incident(incident(COUNTY, "c1", &[])), Taken::Gone(case(POLICE, "i1"))];
    let batch = Batch { taken, notes: Vec::new() };
    let next = ChangeCursor("next".to_owned());
    let refused = town.store.sync().apply(&town.order(COUNTY), batch, &next, at(0)).await;
    assert_eq!(refused.err(), Some(StoreError::ForeignRecord));
    assert!(base.rows("indexed_record").await.is_empty() && base.rows("partner_state").await.is_empty());
}

on_both!(
    a_quoted_reference_links_in_either_order,
    links_are_followed_to_their_ends,
    the_same_page_twice_changes_nothing,
    of_two_changes_of_one_record_the_later_stands,
    a_record_that_is_gone_leaves_nothing_but_policy,
    unmapped_words_are_counted_by_record,
    progress_is_written_with_the_page,
    an_older_page_does_not_go_over_a_newer_one,
    a_page_with_another_partners_record_is_refused_whole,
);
