//! The alleged perpetrator, wherever she works; and who was taken for her.

use accord_harness::Client;
use serde_json::{Value, json};

use super::{client, morning};
use crate::scene::{Scene, police};

const ALL: &str =
    "{ victims { nodes { id incidents(first: 50) { nodes { id records { source { partner { id } } } } } } } }";

/// One sign-in, two desks, and the police's reports about a person whose case is at both.
struct Desks {
    scene: Scene,
    worker: Client,
    other: Client,
    issuer: String,
    person: String,
    reports: Vec<String>,
}

impl Desks {
    async fn open() -> Self {
        let scene = morning(String::new()).await;
        let worker = client(&scene, "support-worker", "SUPPORT", &[]);
        // The same person works for the council as well, under the same sign-in.
        let elsewhere =
            [("organisation", json!("charnwood-borough-council")), ("role", json!("COMMUNITY_SAFETY_OFFICER"))];
        let other = client(&scene, "support-worker", "SUPPORT", &elsewhere);
        let found = scene.people()[0].clone();
        let (issuer, person) = (scene.world.sandbox.idp.url().to_owned(), police(&found));
        let council = ["assign", "--organisation", "charnwood-borough-council", "--issuer", &issuer];
        scene.world.accord(&[council.as_slice(), &["--subject", "support-worker", &person]].concat());
        let about = scene.world.sandbox.truth().incidents.iter().filter(|one| one.victims.contains(&found.id));
        let reports: Vec<String> = about
            .flat_map(|incident| incident.records.iter())
            .filter(|record| record.partner == "police" && record.tombstone.is_none())
            .map(|record| format!("police/{}", record.record))
            .collect();
        assert!(!reports.is_empty(), "{person} has a report");
        Self { scene, worker, other, issuer, person, reports }
    }

    /// Names whoever signs in so in all reports, or takes it back.
    fn exclude(&self, subject: &str, more: &[&str]) -> String {
        let mut words = vec!["exclude", "--issuer", &self.issuer, "--subject", subject];
        words.extend(more.iter().copied().chain(self.reports.iter().map(String::as_str)));
        self.scene.world.accord(&words)
    }

    /// What each of the two desks sees.
    async fn seen(&self) -> (Value, Value) {
        (self.worker.data(ALL, Value::Null).await, self.other.data(ALL, Value::Null).await)
    }

    /// How many requests of this kind the log has.
    fn logged(&self, what: &str) -> usize {
        let rows = self.scene.world.tables().remove("ledger_row").unwrap();
        let of = rows.iter().filter(|row| row["activity"] == what).map(|row| row["request"].as_u64());
        of.collect::<std::collections::BTreeSet<_>>().len()
    }
}

fn incidents(data: &Value) -> Vec<Value> {
    let people = data["victims"]["nodes"].as_array().unwrap();
    people.iter().flat_map(|one| one["incidents"]["nodes"].as_array().unwrap()).map(|i| i["id"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_named_in_a_report_finds_no_report_at_either_of_her_desks() {
    let desks = Desks::open().await;
    let before = desks.seen().await;
    desks.exclude("support-worker", &[]);
    let after = desks.seen().await;
    let (ids, left) = (incidents(&before.0), incidents(&after.0));
    assert!(left.len() < ids.len(), "{} of {}", left.len(), ids.len());
    assert!(incidents(&after.1).len() < incidents(&before.1).len(), "at her other desk, too");
    // Hidden is the same as not there, byte for byte.
    let node = "query($id: ID!) { node(id: $id) { __typename } }";
    for id in ids.iter().filter(|id| !left.contains(id)) {
        let answer = desks.worker.ask(node, json!({"id": id})).await;
        assert_eq!((answer.status, answer.body()), (200, json!({"data": {"node": null}})));
    }
    // And her colleague goes on as before.
    let colleague = client(&desks.scene, "support-worker", "SUPPORT", &[("sub", json!("colleague"))]);
    crate::scene::assign(&desks.scene.world, "safe-haven-llr", "colleague", std::slice::from_ref(&desks.person));
    assert!(!incidents(&colleague.data(ALL, Value::Null).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_named_by_mistake_finds_each_report_again_and_the_log_has_it_all() {
    let desks = Desks::open().await;
    let before = desks.seen().await;
    desks.exclude("support-worker", &[]);
    let after = desks.seen().await;
    let many = desks.reports.len();
    let listed = desks.scene.world.accord(&["exclude", "--list"]);
    assert!(listed.starts_with(&format!("{many} exclusions\n")), "{listed}");
    let key = desks.scene.world.accord(&["audit", "user", "--issuer", &desks.issuer, "--subject", "support-worker"]);
    for report in &desks.reports {
        assert!(listed.contains(&format!("{report}\t{}\t2026-11-23T08:00:00Z\n", key.trim())), "{listed}");
    }
    let colleague = ["exclude", "--list", "--issuer", &desks.issuer, "--subject", "colleague"];
    assert_eq!(desks.scene.world.accord(&colleague), "0 exclusions\n");
    assert_eq!(desks.exclude("colleague", &["--end"]), "Ended: 0\n", "nobody else's is ended");
    assert_eq!(desks.seen().await, after);

    assert_eq!(desks.exclude("support-worker", &["--end"]), format!("Ended: {many}\n"));
    assert_eq!(desks.seen().await, before, "as it was, at both desks");
    assert_eq!(desks.exclude("support-worker", &["--end"]), "Ended: 0\n", "twice is the same as once");
    assert_eq!((desks.logged("EXCLUDED"), desks.logged("EXCLUSION_ENDED")), (many, many));
    assert_eq!(desks.scene.world.accord(&["exclude", "--list"]), "0 exclusions\n");
    // Named once more, she finds nothing once more.
    desks.exclude("support-worker", &[]);
    assert_eq!(desks.seen().await, after);
    assert!(desks.scene.world.accord(&["audit", "verify"]).contains("The log holds"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_at_the_command_line_excludes_and_ends_nothing() {
    let scene = morning(String::new()).await;
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let named = ["--issuer", &issuer, "--subject", "support-worker"];
    let report = scene.world.sandbox.truth().incidents.iter().flat_map(|one| one.records.iter());
    let report = report.filter(|one| one.partner == "police" && one.tombstone.is_none()).map(|one| one.record.clone());
    let report = format!("police/{}", report.into_iter().next().unwrap());
    for (words, says) in [
        ([["exclude"].as_slice(), &named, &[&report, "police/occ-nothing"]].concat(), "no such record"),
        ([["exclude", "--end"].as_slice(), &named, &[&report, "nonsense"]].concat(), "PARTNER/ID"),
        (vec!["exclude", "--list", &report], "cannot be used with"),
        (vec!["exclude", "--end", "--list"], "cannot be used with"),
        (vec!["exclude", &report], "--issuer"),
        (vec!["exclude", "--end", "--issuer", &issuer, &report], "--subject"),
    ] {
        let output = scene.world.command(&words).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && output.stdout.is_empty() && said.contains(says), "{words:?}: {said}");
    }
    assert_eq!(scene.world.accord(&["exclude", "--list"]), "0 exclusions\n", "all are looked up before one is written");
    assert!(scene.world.tables()["ledger_row"].iter().all(|row| row["activity"] != "EXCLUDED"));
}
