//! The change feed, and programs that lie about it.

use accord_consent::Population;
use accord_federation::{Change, ChangePage, Fault};
use serde_json::{Value, json};

use crate::program::{Program, capabilities, person};

fn page(changes: &[Value], next: &str, more: bool) -> (u16, Value) {
    (200, json!({"changes": changes, "next": next, "more": more}))
}

async fn feed(answer: impl Fn(&Value) -> (u16, Value) + Send + Sync + 'static) -> Program {
    Program::start(move |path, question| if path == "/changes" { answer(question) } else { (0, Value::Null) }).await
}

async fn first(program: &Program, population: Population) -> Result<ChangePage, Fault> {
    program.connector.changes(&program.order(population), None).await
}

fn codes(page: &ChangePage) -> Vec<&str> {
    page.notes.iter().map(|note| note.code).collect()
}

fn kinds(page: &ChangePage) -> Vec<&str> {
    let kind = |change: &Change| match change {
        Change::Victim(_) => "victim",
        Change::Incident(_) => "incident",
        Change::Referral(_) => "referral",
        Change::Gone(_) => "gone",
    };
    page.changes.iter().map(kind).collect()
}

#[tokio::test]
async fn the_order_names_the_fields_and_each_entry_is_read_by_itself() {
    let program = feed(|_| {
        let incident = json!({"id": "i-1", "asOf": "2026-11-20T10:00:00Z", "victims": ["p-1"], "recognition": "VICTIM_PERCEIVED"});
        page(
            &[
                json!({"victim": person("p-1")}),
                json!({"incident": incident}),
                json!({"referral": {"id": "r-1", "asOf": "2026-11-20T10:00:00Z", "victims": ["p-1"], "status": "REQUESTED"}}),
                json!({"gone": {"record": "victim", "id": "p-9"}}),
                json!({"incident": {"id": "i-2", "asOf": "2026-11-20T10:00:00Z", "accused": ["Not A Slug"]}}),
                json!({"gone": {"record": "rumour", "id": "x"}}),
                json!({"victim": {"name": "nobody"}}),
                json!({"victim": person("p-2"), "incident": {}}),
                json!(17),
            ],
            "17",
            false,
        )
    })
    .await;
    let page = first(&program, Population::AsExported).await.unwrap();
    assert_eq!(kinds(&page), ["victim", "incident", "referral", "gone", "gone"]);
    let unreadable = codes(&page).iter().filter(|code| **code == "ENTRY_UNREADABLE").count();
    assert!(unreadable == 4 && codes(&page).contains(&"ACCUSED_UNREADABLE"), "{:?}", page.notes);
    assert!(page.notes.iter().all(|note| note.place.starts_with("change ")), "{:?}", page.notes);
    let (_, question) = program.asked().remove(0);
    assert_eq!(question["population"], "AS_EXPORTED");
    let named = question["fields"]["victim"].as_array().unwrap();
    // Neither what the agreement does not name, nor what the program does not hold.
    assert!(
        named.contains(&json!("name")) && !named.contains(&json!("religion")) && !named.contains(&json!("address"))
    );
}

#[tokio::test]
async fn a_newer_programs_fields_are_reported_by_name_and_never_by_value() {
    let program = feed(|_| {
        let mut record = person("p-1");
        record["favouriteColour"] = json!("teal-77");
        record["Kowalczyk, Lucja"] = json!(true);
        record["religion"] = json!("SIKH");
        page(&[json!({"victim": record})], "1", false)
    })
    .await;
    let page = first(&program, Population::AsExported).await.unwrap();
    assert_eq!(kinds(&page), ["victim"]);
    let said: Vec<_> = page.notes.iter().map(|note| format!("{} {}", note.code, note.place)).collect();
    assert!(said.contains(&"UNKNOWN_FIELD change 1, favouriteColour".to_owned()), "{said:?}");
    assert!(said.contains(&"FIELD_UNASKED change 1, religion".to_owned()), "{said:?}");
    assert!(!said.concat().contains("teal") && !said.concat().contains("Kowalczyk") && !said.concat().contains("SIKH"));
}

#[tokio::test]
async fn a_feed_that_goes_back_ends_and_a_page_that_is_too_long_loses_nothing() {
    let program = feed(|question| {
        let at: u32 = question["cursor"].as_str().map_or(0, |cursor| cursor.parse().unwrap());
        page(&[json!({"victim": person(&at.to_string())})], &((at + 1) % 5).to_string(), true)
    })
    .await;
    let order = program.order(Population::AsExported);
    let (mut cursor, mut pages) = (None, 0);
    let fault = loop {
        match program.connector.changes(&order, cursor.as_ref()).await {
            Ok(page) => cursor = Some(page.next),
            Err(fault) => break fault,
        }
        pages += 1;
        assert!(pages < 50, "the circle is not noticed");
    };
    assert!(fault == Fault::Broken && pages >= 5);
    let program = feed(|_| {
        let all: Vec<_> = (0..70).map(|n| json!({"victim": person(&n.to_string())})).collect();
        page(&all, "70", false)
    })
    .await;
    let page = first(&program, Population::AsExported).await.unwrap();
    assert!(page.changes.len() == 70 && codes(&page).contains(&"PAGE_TOO_LONG"));
    // Seventy people, and a field that the program says it holds in none of them.
    let never: Vec<_> = page.notes.iter().filter(|note| note.code == "FIELD_NEVER_SENT").collect();
    assert!(never.len() == 1 && never[0].place == "victim, dateOfBirth", "{never:?}");
}

#[tokio::test]
async fn only_what_is_of_hate_is_taken_in_where_the_agreement_says_so() {
    let program = feed(|_| {
        let incident = |id: &str, more: Value| {
            let mut record = json!({"id": id, "asOf": "2026-11-20T10:00:00Z"});
            record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({"incident": record})
        };
        let all = [
            incident("flagged", json!({"recognition": "AGENCY_FLAGGED"})),
            incident("marked", json!({"strands": [{"strand": "OTHER"}]})),
            incident("rejected", json!({"recognition": "REJECTED", "strands": [{"strand": "OTHER"}]})),
            incident("neither", json!({"offence": "HARASSMENT"})),
        ];
        page(&all, "4", false)
    })
    .await;
    let page = first(&program, Population::HateFlagged).await.unwrap();
    assert_eq!(kinds(&page), ["incident", "incident", "gone", "gone"]);
    assert_eq!(codes(&page), ["OUTSIDE_POPULATION"; 2]);
}

#[tokio::test]
async fn a_population_that_the_program_cannot_cut_to_is_never_read() {
    for feed in [json!(null), json!({"populations": ["AS_EXPORTED"], "tombstones": false})] {
        let mut said = capabilities();
        said["feed"] = feed;
        let program = Program::start(move |_, _| (200, said.clone())).await;
        assert_eq!(first(&program, Population::HateFlagged).await.err(), Some(Fault::NotSupported));
        assert!(program.asked().is_empty());
    }
}
