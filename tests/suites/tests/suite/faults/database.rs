//! A partner whose database is read, and cannot be.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use accord_harness::{Client, World, WorldOptions};
use serde_json::Value;

use super::{GAPS, ids, nodes, scene, silent, sources, text};
use crate::scene::{Scene, assign};

const CHARNWOOD: &str = "charnwood-borough-council";
/// One partner's patience, and what a busy machine adds.
const IN_TIME: Duration = Duration::from_millis(4_000);

fn query() -> String {
    format!(
        "{{ incidents(first: 100) {{ nodes {{ id narrative outcome {{ code }} records {{ source {{ partner {{ id }} }} }} \
         disclosure {{ {GAPS} }} }} }} }}"
    )
}

/// A database in a scene, with what its officer sees while it works.
struct Desk {
    scene: Scene,
    officer: Client,
    path: PathBuf,
    whole: Value,
}

impl Desk {
    async fn open() -> Self {
        let (scene, _) = scene().await;
        let officer = scene.client("community-safety-officer", "SUPPORT");
        let whole = officer.data(&query(), Value::Null).await;
        let charnwood = BTreeSet::from([CHARNWOOD.to_owned()]);
        let all = sources(&whole, "incidents");
        assert!(all.is_superset(&charnwood) && all.len() > 1 && silent(&whole, "incidents").is_empty(), "{whole}");
        let path = scene.world.folder().join("cases.sqlite");
        Self { scene, officer, path, whole }
    }

    /// Its records are a gap with its name, in time, and what everybody else gives is as it was.
    async fn is_a_gap(&self, what: &str) {
        let began = Instant::now();
        let data = self.officer.data(&query(), Value::Null).await;
        assert!(began.elapsed() < IN_TIME, "{what}: {:?}", began.elapsed());
        assert_eq!(silent(&data, "incidents"), BTreeSet::from([CHARNWOOD.to_owned()]), "{what}");
        assert_eq!(ids(&data, "incidents"), ids(&self.whole, "incidents"), "{what}");
        for (before, after) in nodes(&self.whole, "incidents").iter().zip(nodes(&data, "incidents")) {
            let mut of = before["records"].as_array().unwrap().iter();
            let touched = of.any(|record| text(&record["source"]["partner"]["id"]) == CHARNWOOD);
            assert!(touched || before == after, "{what}: {before} {after}");
        }
    }

    /// What was there is there again, as soon as it is left to try again.
    async fn is_back(&self, what: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let data = self.officer.data(&query(), Value::Null).await;
            if data == self.whole {
                return;
            }
            assert!(Instant::now() < end, "{what}: {data}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    fn has_not_panicked(&self) {
        let log = std::fs::read_to_string(self.scene.world.log()).unwrap();
        assert!(!log.contains("PANIC"), "{log}");
    }
}

fn sql(path: &Path, statements: &str) {
    let program = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])\nc.commit()";
    let done = Command::new("python3").args(["-c", program]).arg(path).arg(statements).status();
    assert!(done.is_ok_and(|status| status.success()), "{statements}");
}

/// A writer that holds the whole database until it is dropped.
struct Writer(Child);

impl Writer {
    fn at(path: &Path) -> Self {
        let program = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\n\
                       c.execute('BEGIN EXCLUSIVE')\nprint('locked',flush=True)\nsys.stdin.read()";
        let mut writer = Command::new("python3");
        writer.args(["-c", program]).arg(path).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut writer = writer.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(writer.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said.trim(), "locked");
        Self(writer)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_system_that_cannot_be_read_is_a_gap() {
    let desk = Desk::open().await;
    let kept = std::fs::read(&desk.path).unwrap();
    // In its place, because a connection that is open keeps to the file that it opened.
    std::fs::write(&desk.path, vec![b'x'; kept.len()]).unwrap();
    desk.is_a_gap("corrupted").await;
    std::fs::write(&desk.path, &kept[..kept.len() / 2]).unwrap();
    desk.is_a_gap("cut off").await;
    std::fs::write(&desk.path, &kept).unwrap();
    desk.is_back("whole again").await;
    desk.has_not_panicked();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_system_that_is_not_there_is_a_gap() {
    let Desk { scene, path, whole, .. } = Desk::open().await;
    let Scene { world, gateway } = scene;
    assert!(gateway.stop());
    let away = path.with_extension("away");
    std::fs::rename(&path, &away).unwrap();
    // A gateway starts without it.
    let gateway = world.serve();
    let scene = Scene { world, gateway };
    let officer = scene.client("community-safety-officer", "SUPPORT");
    let desk = Desk { scene, officer, path, whole };
    desk.is_a_gap("not there").await;
    assert!(!desk.path.exists(), "nobody has made an empty one");
    std::fs::rename(&away, &desk.path).unwrap();
    desk.is_back("there again").await;
    desk.has_not_panicked();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_system_that_somebody_writes_to_is_a_gap_in_time_and_not_asked_for_ever() {
    let desk = Desk::open().await;
    let writer = Writer::at(&desk.path);
    for round in 0..6 {
        desk.is_a_gap(&format!("locked, {round}")).await;
    }
    // It is left alone by now: the gap comes at once, and says when to come again.
    let began = Instant::now();
    let data = desk.officer.data(&query(), Value::Null).await;
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    let gaps: Vec<Value> = super::gaps(&data, "incidents");
    assert!(gaps.iter().any(|gap| gap["retryAfterSeconds"].is_u64()), "{gaps:?}");
    drop(writer);
    desk.is_back("written").await;
    desk.has_not_panicked();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_is_gone_is_a_gap_where_it_is_needed_or_can_hide() {
    let desk = Desk::open().await;
    for column in ["category", "opened", "share_with", "sensitive", "alleged_source", "case_ref"] {
        sql(&desk.path, &format!("ALTER TABLE accord_cases RENAME COLUMN {column} TO gone_{column}"));
        desk.is_a_gap(column).await;
        let output = desk.scene.world.command(&["sync"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("council: BROKEN_ANSWER"), "{column}: {said}");
        sql(&desk.path, &format!("ALTER TABLE accord_cases RENAME COLUMN gone_{column} TO {column}"));
        desk.is_back(column).await;
    }
    desk.has_not_panicked();
}

/// The references of two flagged cases that name somebody.
fn two_cases(path: &Path) -> [String; 2] {
    let program = "import sqlite3,sys\nfor r in sqlite3.connect(sys.argv[1]).execute(\"SELECT case_ref FROM accord_cases \
                   WHERE surname <> '' AND first_name <> '' AND hate_strand <> '' ORDER BY case_ref LIMIT 2\"): print(r[0])";
    let said = Command::new("python3").args(["-c", program]).arg(path).output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let mut cases = said.lines().map(str::to_owned);
    [cases.next().unwrap(), cases.next().unwrap()]
}

/// Who says no after the last reading is heeded at the next question; who says yes, after the next reading.
#[tokio::test(flavor = "multi_thread")]
async fn a_no_in_the_live_row_hides_it_at_once() {
    let world = World::start(WorldOptions::default()).await;
    let path = world.folder().join("cases.sqlite");
    let [agreed, refused] = two_cases(&path);
    let says = |case: &str, word: &str| {
        sql(&path, &format!("UPDATE accord_cases SET share_with = {word} WHERE case_ref = '{case}'"));
    };
    says(&agreed, "'all'");
    says(&refused, "'none'");
    world.accord(&["sync"]);
    assign(&world, "safe-haven-llr", "support-worker", &[format!("council/{agreed}"), format!("council/{refused}")]);
    let gateway = world.serve();
    let worker = world.client(&gateway, "support-worker", "SUPPORT");
    let query =
        "{ victims(first: 20) { nodes { id name { text } incidents(first: 5) { nodes { id offence { text } } } } } }";
    let seen = async || {
        let data = worker.data(query, Value::Null).await;
        let nodes = nodes(&data, "victims").clone();
        let names = nodes.iter().filter(|node| !node["name"]["text"].is_null()).count();
        let offences = nodes.iter().flat_map(|node| node["incidents"]["nodes"].as_array().unwrap().clone());
        (names, offences.filter(|incident| !incident["offence"].is_null()).count())
    };
    assert_eq!(seen().await, (1, 1), "one agreed");
    for word in ["'none'", "''", "NULL", "'police'", "'a word that no list has'"] {
        says(&agreed, word);
        assert_eq!(seen().await, (0, 0), "{word}");
        says(&agreed, "'all'");
        assert_eq!(seen().await, (1, 1), "{word}: said again");
    }
    says(&refused, "'all'");
    assert_eq!(seen().await, (1, 1), "a yes counts once it was read");
    world.accord(&["sync"]);
    assert_eq!(seen().await, (2, 2));
}
