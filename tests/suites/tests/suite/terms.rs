//! What a changed map would move, counted over a synced county.

use accord_harness::{World, WorldOptions};
use serde_json::Value;

const POLICE: &str = include_str!("../../../../connectors/src/police/terms.toml");

/// The exit code and what was said of a new map of the police.
fn diff(world: &World, map: &str) -> (Option<i32>, Value) {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new.toml");
    std::fs::write(&new, map).unwrap();
    let new = new.to_str().unwrap();
    let output = world.command(&["terms", "diff", "--json", "--partner", "police", "--with", new]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let told = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_map_says_how_many_records_it_can_touch_and_never_a_small_count() {
    let world = World::start(WorldOptions::default()).await;
    world.accord(&["sync"]);
    let (code, told) = diff(&world, POLICE);
    assert_eq!((code, told["touched"]["mapped"].as_array().unwrap().len()), (Some(0), 0), "{told}");

    let race = "Hate-Race = { strand = \"RACE_ETHNICITY\", recognition = \"AGENCY_FLAGGED\" }\n";
    let other = "Hate-AltSub = { strand = \"OTHER\", recognition = \"AGENCY_FLAGGED\" }\n";
    let (code, told) = diff(&world, &POLICE.replace(race, other));
    assert_eq!(code, Some(1));
    let rows = told["touched"]["mapped"].as_array().unwrap();
    let strand = |name: &str| rows.iter().filter(|row| row["strand"] == name).collect::<Vec<_>>();
    let counts = || rows.iter().filter_map(|row| row["at_most"].as_u64());
    assert!(!strand("RACE_ETHNICITY").is_empty() && counts().all(|count| count >= 5) && counts().count() > 0, "{told}");
    let unmapped = told["touched"]["unmapped"].as_object().unwrap();
    assert!(unmapped.keys().eq(["flag"]), "{told}");

    // A word without a strand can stand on any record; the bound grows.
    let contact = POLICE.replace("58A = {", "58Y = {");
    let (_, wider) = diff(&world, &contact);
    let sum = |told: &Value| {
        let rows = told["touched"]["mapped"].as_array().unwrap();
        rows.iter().filter_map(|row| row["at_most"].as_u64()).sum::<u64>()
    };
    assert!(sum(&wider) > sum(&told), "{wider}");
}
