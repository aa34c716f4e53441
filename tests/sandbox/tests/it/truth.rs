use std::collections::BTreeSet;

use accord_sandbox::{County, Delivery, Options, Sandbox};

use crate::client::{Client, Outcome, small};

#[test]
fn the_county_has_its_proportions() -> Outcome {
    let county = County::open(&Options::default())?;
    let truth = county.truth();
    assert_eq!((truth.people.len(), truth.incidents.len()), (2_000, 3_000));
    let known = |partner: &str| {
        truth.people.iter().filter(|person| person.records.iter().any(|record| record.partner == partner)).count()
    };
    assert!((1_100..1_300).contains(&known("police")), "{}", known("police"));
    assert!((1_000..1_200).contains(&known("county")), "{}", known("county"));
    assert!((500..800).contains(&truth.shared_people().count()));
    assert!((650..850).contains(&truth.shared_incidents().count()));
    Ok(())
}

#[test]
fn the_county_has_its_hard_cases() -> Outcome {
    let county = County::open(&Options::default())?;
    let truth = county.truth();
    let police = |person: &accord_sandbox::TruePerson| {
        let records = person.records.iter();
        records.filter(|record| record.partner == "police").count()
    };
    assert!(truth.people.iter().any(|person| police(person) > 1));
    let any = |fits: fn(&accord_sandbox::TrueIncident) -> bool| truth.incidents.iter().any(fits);
    assert!(any(|incident| incident.victims.is_empty()));
    assert!(any(|incident| incident.victims.len() > 1));
    assert!(any(|incident| incident.restricted && incident.county_quotes_police));
    assert!(any(|incident| incident.accused == Some("leicestershire-partnership-nhs-trust")));
    Ok(())
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes() -> Outcome {
    let mut worlds = Vec::new();
    for seed in [1, 1, 2] {
        let folder = tempfile::tempdir()?;
        let options = Options { seed, drop_folder: Some(folder.path().into()), ..small() };
        let sandbox = Sandbox::start(options).await?;
        sandbox.county.deliver(Delivery::Full)?;
        let mut files: Vec<_> = std::fs::read_dir(folder.path())?.collect::<Result<_, _>>()?;
        files.sort_by_key(std::fs::DirEntry::path);
        let files: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file.path())).collect::<Result<_, _>>()?;
        let feed = Client::login(&sandbox.police).await?.feed("limit=200").await?;
        worlds.push((files, feed, serde_json::to_string(sandbox.truth())?));
        sandbox.stop().await;
    }
    assert!(worlds[0] == worlds[1]);
    assert!(worlds[0].0 != worlds[2].0 && worlds[0].1 != worlds[2].1);
    Ok(())
}

#[tokio::test]
async fn every_canary_is_where_it_is_said_to_be() -> Outcome {
    let folder = tempfile::tempdir()?;
    let options = Options { drop_folder: Some(folder.path().into()), ..Options::default() };
    let sandbox = Sandbox::start(options).await?;
    sandbox.county.deliver(Delivery::Full)?;
    let client = Client::login(&sandbox.police).await?;
    let mut police = serde_json::to_string(&client.feed("limit=200").await?.0)?;
    let ids: Vec<&str> = sandbox
        .truth()
        .people
        .iter()
        .filter(|person| person.canary)
        .flat_map(|person| &person.records)
        .filter(|record| record.partner == "police")
        .map(|record| record.record.as_str())
        .collect();
    let persons = client.post("/v1/persons:batchGet", serde_json::json!({"ids": ids})).await?;
    police.push_str(&persons.text().await?);
    // An occurrence announces its referrals; to whom they went is read by reference.
    let planted = sandbox.canaries().iter().map(|canary| canary.record.as_str()).filter(|id| id.starts_with("occ-"));
    let referrals: BTreeSet<&str> = planted.filter(|id| id.contains('#')).collect();
    for some in referrals.into_iter().collect::<Vec<_>>().chunks(100) {
        police.push_str(&client.post("/v1/referrals:batchGet", serde_json::json!({"ids": some})).await?.text().await?);
    }
    let mut county =
        String::from_utf8_lossy(&std::fs::read(folder.path().join("him-older_2026-11-20.csv"))?).into_owned();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.path().join("him-2026_2026-11-20.xlsx"))?;
    for (_, range) in calamine::Reader::worksheets(&mut book) {
        county.extend(range.used_cells().map(|(.., cell)| format!("{cell}\n")));
    }
    let canaries = sandbox.canaries();
    // What the other partners hold is not read here.
    for canary in canaries.iter().filter(|canary| matches!(canary.partner, "police" | "county")) {
        let said = if canary.partner == "police" { &police } else { &county };
        assert!(said.contains(&canary.marker), "{canary:?}");
    }
    let free = |canary: &&accord_sandbox::Canary| !matches!(canary.form, "date" | "nhs-number");
    let markers: Vec<&str> = canaries.iter().filter(free).map(|canary| canary.marker.as_str()).collect();
    assert_eq!(markers.iter().collect::<BTreeSet<_>>().len(), markers.len());
    assert!(canaries.len() > 500);
    Ok(())
}
