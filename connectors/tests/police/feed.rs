use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use accord_consent::Population;
use accord_federation::{Change, ChangeCursor, Connector, Fault};
use accord_model::{Recognition, RecordType};
use accord_sandbox::{Edit, FaultKind, Op, Target};

use crate::force::Force;

/// What a reader of the feed knows at its end.
#[derive(Default, PartialEq, Debug)]
struct Known {
    incidents: BTreeMap<String, Vec<String>>,
    victims: BTreeSet<String>,
    gone: BTreeSet<String>,
}

struct Walk {
    known: Known,
    end: ChangeCursor,
    pages: usize,
}

/// Walks to the end of a round. `fresh` makes the connector for each page: the same one, or a new one as after a
/// restart.
async fn walk(force: &Force, since: Option<ChangeCursor>, fresh: impl Fn() -> Arc<dyn Connector>) -> Walk {
    let order = force.order(Population::HateFlagged);
    let mut walk = Walk { known: Known::default(), end: ChangeCursor(String::new()), pages: 0 };
    let mut since = since;
    loop {
        let page = fresh().changes(&order, since.as_ref()).await.unwrap();
        walk.pages += 1;
        for change in page.changes {
            take(force, &mut walk.known, change);
        }
        since = Some(page.next.clone());
        walk.end = page.next;
        if !page.more {
            return walk;
        }
        assert!(walk.pages < 200, "the feed does not end");
    }
}

fn take(force: &Force, known: &mut Known, change: Change) {
    let order = force.order(Population::HateFlagged);
    match change {
        Change::Victim(sealed) => {
            let row = force.desk.index(&order, &sealed);
            known.victims.insert(row.candidate.at.local.as_str().to_owned());
        }
        Change::Incident(sealed) => {
            let candidate = force.desk.index(&order, &sealed).candidate;
            let recognition = candidate.facts.recognition;
            assert!(matches!(recognition, None | Some(Recognition::AgencyFlagged | Recognition::Candidate)));
            let victims = candidate.subjects.iter().map(|subject| subject.0.to_string()).collect();
            known.incidents.insert(candidate.at.local.as_str().to_owned(), victims);
        }
        Change::Referral(_) => panic!("SUPPORT is not agreed"),
        Change::Gone(at) => {
            assert_eq!(at.kind, RecordType::Incident);
            known.gone.insert(at.local.as_str().to_owned());
        }
    }
}

#[tokio::test]
async fn a_feed_that_is_broken_off_after_every_page_loses_and_doubles_nothing() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let whole = walk(&force, None, || Arc::clone(&connector)).await;
    let restarted = walk(&force, None, || force.connector(&[])).await;
    assert_eq!(whole.known, restarted.known);
    assert!(whole.pages > 3 && whole.known.victims.len() > 20);

    let (living, gone) = force.occurrences();
    assert_eq!(whole.known.gone, gone);
    assert!(whole.known.incidents.keys().all(|id| living.contains(id)));
    assert!(whole.known.incidents.len() * 10 > living.len() * 8, "most are flagged or proposed");
    let quiet: Vec<_> = whole.known.incidents.iter().filter(|(_, victims)| victims.is_empty()).collect();
    assert!(quiet.len() < whole.known.incidents.len() / 2);
}

#[tokio::test]
async fn sync_names_the_fields_of_its_order_and_no_other_person() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    walk(&force, None, || Arc::clone(&connector)).await;
    let asked = force.asked();
    let (feed, persons): (Vec<_>, Vec<_>) = asked.iter().partition(|call| call.path == "/v1/occurrences");
    assert!(feed.iter().all(|call| matches!(call.query["flag"].as_str(), "HATE" | "CANDIDATE")));
    for call in &feed {
        let named = |name: &str| call.fields.iter().any(|field| field == name);
        assert!(named("persons") && named("suspectOrganisation") && named("restricted"));
        assert!(!named("narrative") && !named("perpetratorRelation") && !named("officerInCase"));
    }
    assert!(!persons.is_empty());
    for call in &persons {
        assert_eq!(call.path, "/v1/persons:batchGet");
        assert_eq!(call.fields, ["addresses", "dateOfBirth", "names", "nhsNumber", "nhsNumberStatus", "safeContact"]);
    }
}

#[tokio::test]
async fn the_next_round_brings_what_was_edited_and_what_is_gone() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let first = walk(&force, None, || Arc::clone(&connector)).await;
    let quiet = walk(&force, Some(first.end.clone()), || Arc::clone(&connector)).await;
    assert!(quiet.known.incidents.len() < 10, "the overlap is short");

    let mut ids = first.known.incidents.keys();
    let (edited, removed) = (ids.next().unwrap(), ids.next().unwrap());
    let edit = |op, record: &String, field: Option<&str>, value: serde_json::Value| Edit {
        target: Target::Occurrence,
        op,
        record: record.clone(),
        field: field.map(str::to_owned),
        value: Some(value),
    };
    assert!(force.sandbox.edit(&edit(Op::Set, edited, Some("narrative"), "told anew".into())));
    assert!(force.sandbox.edit(&edit(Op::Remove, removed, None, "TRANSFERRED".into())));
    let second = walk(&force, Some(quiet.end), || Arc::clone(&connector)).await;
    assert!(second.known.incidents.contains_key(edited) && second.known.gone.contains(removed));
}

#[tokio::test]
async fn a_feed_that_turns_in_a_circle_ends_as_broken() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let order = force.order(Population::HateFlagged);
    force.sandbox.police.fault(FaultKind::PageLoop, "/v1/occurrences", None);
    let mut since = None;
    for _ in 0..50 {
        match connector.changes(&order, since.as_ref()).await {
            Ok(page) => since = Some(page.next),
            Err(fault) => return assert_eq!(fault, Fault::Broken),
        }
    }
    panic!("the circle was not seen");
}

#[tokio::test]
async fn a_failed_page_moves_nothing() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let order = force.order(Population::HateFlagged);
    // The page comes, its persons do not.
    force.sandbox.police.fault(FaultKind::Truncated, "/v1/persons", Some(1));
    assert_eq!(connector.changes(&order, None).await.err(), Some(Fault::Broken));
    let whole = walk(&force, None, || Arc::clone(&connector)).await;
    assert!(!whole.known.victims.is_empty());
}

#[tokio::test]
async fn a_whole_book_is_not_read() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let order = force.order(Population::AsExported);
    assert_eq!(connector.changes(&order, None).await.err(), Some(Fault::NotSupported));
    assert!(force.asked().is_empty());
}
