use accord_sandbox::{Delivery, Edit, Options, Sandbox, Target};
use serde_json::{Value, json};

use crate::client::{Client, Outcome, small, text};

#[tokio::test]
async fn edits_show_in_the_feed_until_reset() -> Outcome {
    let sandbox = Sandbox::start(small()).await?;
    let client = Client::login(&sandbox.police).await?;
    let (all, end) = client.feed("limit=200").await?;
    let victim = all.iter().find(|item| item["persons"][0].is_object()).cloned().unwrap_or_default();
    let (id, person) = (text(&victim["id"]), text(&victim["persons"][0]["personId"]));
    let edits = json!([
        {"target": "occurrence", "op": "set", "record": id, "field": "narrative", "value": "Told again"},
        {"target": "person", "op": "unset", "record": person, "field": "email"},
        {"target": "occurrence", "op": "add", "record": "occ-777777", "value": {"reference": "26*777777", "flags": []}},
    ]);
    let applied: Value = client.post("/_sandbox/edit", edits).await?.json().await?;
    assert_eq!(applied["applied"], 3);
    let (changed, later) = client.feed(&format!("limit=200{end}")).await?;
    let told = changed.iter().find(|item| item["id"] == id.as_str()).cloned().unwrap_or_default();
    assert_eq!(
        (told["narrative"].as_str(), told["version"].as_u64()),
        (Some("Told again"), victim["version"].as_u64().map(|v| v + 2))
    );
    assert!(changed.iter().any(|item| item["id"] == "occ-777777"));
    assert!(sandbox.edit(&Edit::remove(Target::Occurrence, &id)));
    let (dead, _) = client.feed(&format!("limit=200{later}")).await?;
    assert_eq!((dead.len(), &dead[0]["tombstone"]), (1, &json!("CANCELLED")));
    assert!(!sandbox.edit(&Edit::set(Target::Occurrence, "occ-000000", "flags", json!([]))));
    sandbox.reset();
    let client = Client::login(&sandbox.police).await?;
    assert_eq!(client.feed("limit=200").await?.0, all);
    Ok(())
}

#[tokio::test]
async fn two_worlds_differ_in_the_edit_alone() -> Outcome {
    let (one, two) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let plain = Sandbox::start(Options { drop_folder: Some(one.path().into()), ..small() }).await?;
    let record = plain.truth().incidents.iter().flat_map(|incident| &incident.records);
    let row = record.clone().find(|record| record.partner == "county").map(|record| record.record.clone());
    let live = record.clone().find(|record| record.partner == "police" && record.tombstone.is_none());
    let id = live.map(|record| record.record.clone()).unwrap_or_default();
    let edits = vec![
        Edit::erase(Target::Occurrence, &id),
        Edit::set(Target::County, &row.unwrap_or_default(), "Description", "Another world"),
    ];
    let other = Sandbox::start(Options { drop_folder: Some(two.path().into()), edits, ..small() }).await?;
    let feed = async |sandbox: &Sandbox| Client::login(&sandbox.police).await?.feed("limit=200").await;
    let (mut before, after) = (feed(&plain).await?.0, feed(&other).await?.0);
    before.retain(|item| item["id"] != id.as_str());
    assert_eq!(before, after);
    assert_eq!(plain.county.deliver(Delivery::Full)?, other.county.deliver(Delivery::Full)?);
    Ok(())
}

#[tokio::test]
async fn an_edit_of_nothing_is_an_error() -> Outcome {
    for (target, record) in [(Target::County, "HIM-0000"), (Target::Council, "CS-0"), (Target::Report, "99999")] {
        let wrong = Options { edits: vec![Edit::remove(target, record)], ..small() };
        assert!(Sandbox::start(wrong).await.is_err(), "{record}");
    }
    Ok(())
}

#[tokio::test]
async fn requests_of_the_city_are_edited_before_the_start_and_after() -> Outcome {
    let plain = Sandbox::start(small()).await?;
    let first = plain.reports.reports().swap_remove(0);
    let told = |text: &str| Edit::set(Target::Report, &first.id, "description", text);
    let new = json!({"service_code": "GRAFFITI-FAITH", "requested_datetime": "2026-05-06T07:08:09Z"});
    let edits = vec![told("Always so"), Edit::add(Target::Report, "4711", new)];
    let other = Sandbox::start(Options { edits, ..small() }).await?;
    let find = |sandbox: &Sandbox, id: &str| sandbox.reports.reports().into_iter().find(|report| report.id == id);
    let changed = find(&other, &first.id);
    assert_eq!(
        changed.map(|report| (report.description, report.updated)),
        Some(("Always so".to_owned(), first.updated))
    );
    assert_eq!(find(&other, "4711").map(|report| report.service), Some("GRAFFITI-FAITH".to_owned()));
    assert!(other.edit(&told("Told again")) && other.edit(&Edit::erase(Target::Report, "4711")));
    assert_eq!(find(&other, &first.id).map(|report| report.description), Some("Told again".to_owned()));
    assert!(find(&other, "4711").is_none());
    assert!(!other.edit(&Edit::set(Target::Report, &first.id, "no_such_field", "x")));
    assert!(!other.edit(&Edit::set(Target::Report, &first.id, "non_public", "perhaps")));
    Ok(())
}

#[test]
fn a_whole_case_can_be_put_in() -> Outcome {
    let folder = tempfile::tempdir()?;
    let case = |columns: Value| Edit::add(Target::Council, "CS-2026-99999", columns);
    let county = |edit: Edit| {
        let database = Some(folder.path().join("cases.sqlite"));
        accord_sandbox::County::open(&Options { case_database: database, edits: vec![edit], ..small() })
    };
    let county_with = county(case(json!({"category": "Hate incident", "surname": "Quill"})))?;
    assert!(county_with.edit(&Edit::set(Target::Council, "CS-2026-99999", "surname", "Quince")));
    assert!(!county_with.edit(&Edit::set(Target::Council, "CS-2026-99999", "no such column", "Quince")));
    assert!(county(case(json!({"no such column": "Quill"}))).is_err());
    Ok(())
}
