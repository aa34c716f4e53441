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
    let wrong = Options { edits: vec![Edit::remove(Target::County, "HIM-0000")], ..small() };
    assert!(Sandbox::start(wrong).await.is_err());
    Ok(())
}
