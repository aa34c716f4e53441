//! A partner that delivers files, and delivers a wrong one.

use accord_sandbox::Delivery;
use serde_json::Value;

use super::{nodes, query, scene, silent, sources};
use crate::state::partner;

const COUNTY: &str = "county-hate-incident-monitoring-project";

/// What the last good file said goes on being shown, and the others with it; that the new one waits is reported.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_held_leaves_what_the_last_good_one_said() {
    let (scene, worker) = scene().await;
    let whole = worker.data(&query(), Value::Null).await;
    assert!(sources(&whole, "victims").contains(COUNTY) && silent(&whole, "victims").is_empty());
    for delivery in [Delivery::Shrunk, Delivery::Truncated, Delivery::HalfWritten] {
        scene.world.sandbox.county.deliver(delivery).unwrap();
        let output = scene.world.command(&["sync"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let notes = partner(&scene.world, "county").notes;
        match delivery {
            Delivery::Shrunk => {
                assert!(!output.status.success() && said.contains("county: SNAPSHOT_HELD"), "{said}");
                assert!(notes.contains_key("SNAPSHOT_HELD"), "{notes:?}");
                assert!(scene.world.accord(&["partners"]).contains("SNAPSHOT_HELD"));
            }
            Delivery::Truncated => assert!(notes.keys().any(|code| code.starts_with("FILE_")), "{notes:?}"),
            // Not there yet: a file arrives by its renaming.
            _ => assert!(scene.world.dropped().iter().any(|name| name.ends_with(".part"))),
        }
        let data = worker.data(&query(), Value::Null).await;
        assert_eq!(nodes(&data, "victims"), nodes(&whole, "victims"), "{delivery:?}");
        assert_eq!(nodes(&data, "incidents"), nodes(&whole, "incidents"), "{delivery:?}");
    }
}
