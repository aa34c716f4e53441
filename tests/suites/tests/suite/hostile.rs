//! County files that mean harm, or were made in a hurry, end to end: a clear code, nothing lost, the process stays up,
//! and the other partner's data arrives.

use accord_harness::{Gateway, World};
use accord_sandbox::{Delivery, Edit, Target};

use crate::scene::Scene;
use crate::state::partner;

const OLDER: &str = "him-older_2026-11-20.csv";

/// A synced county, its gateway, and the bytes of last night's older years.
struct Desk {
    world: World,
    gateway: Gateway,
    older: Vec<u8>,
    /// Reports of the police that have been changed.
    edited: usize,
}

impl Desk {
    async fn start() -> Self {
        let Scene { world, gateway } = Scene::plain().await;
        assert!(world.dropped().is_empty(), "what was taken in is destroyed");
        world.sandbox.county.deliver(Delivery::Full).unwrap();
        let older = std::fs::read(world.drop_folder().join(OLDER)).unwrap();
        for name in world.dropped() {
            std::fs::remove_file(world.drop_folder().join(name)).unwrap();
        }
        Self { world, gateway, older, edited: 0 }
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let part = self.world.drop_folder().join(format!(".{name}.part"));
        std::fs::write(&part, bytes).unwrap();
        std::fs::rename(part, self.world.drop_folder().join(name)).unwrap();
    }

    /// One run of sync: what it says of the county, nothing where it is content. A change at the police arrives
    /// whatever the county does, and the gateway goes on answering.
    async fn sync(&mut self) -> Option<String> {
        let report = self.police_edit();
        let output = self.world.command(&["sync"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(self.is_restricted(&report), "the police's change has not arrived: {said}");
        assert!(self.gateway.is_alive());
        let ready = reqwest::get(format!("{}/health/ready", self.gateway.base())).await.unwrap();
        assert_eq!(ready.status(), 200);
        let code = said.lines().find_map(|line| line.split("county: ").nth(1)).map(str::to_owned);
        assert_eq!(output.status.success(), code.is_none(), "{said}");
        code
    }

    fn police_edit(&mut self) -> String {
        let all = &self.world.sandbox.truth().incidents;
        let mut reports = all.iter().filter(|incident| !incident.restricted && !incident.canary);
        let known = |incident: &&accord_sandbox::TrueIncident| {
            let at = incident.records.iter().find(|r| r.partner == "police" && r.tombstone.is_none())?;
            self.indexed(&at.record).map(|_| at.record.clone())
        };
        let report = reports.by_ref().filter_map(|incident| known(&incident)).nth(self.edited).expect("a report");
        self.edited += 1;
        assert!(self.world.sandbox.edit(&Edit::set(Target::Occurrence, &report, "restricted", true)));
        assert!(!self.is_restricted(&report));
        report
    }

    fn indexed(&self, local: &str) -> Option<bool> {
        let mut rows = self.world.tables().remove("indexed_record")?;
        rows.retain(|row| row["partner"] == "police" && row["local"] == local);
        rows.first().map(|row| row["restricted"] == 1)
    }

    fn is_restricted(&self, local: &str) -> bool {
        self.indexed(local) == Some(true)
    }

    /// Last night's older years with these lines put in as the first rows, as Latin-1 bytes.
    fn with_rows(&self, rows: &[Vec<u8>]) -> Vec<u8> {
        let header = self.older.split_inclusive(|byte| *byte == b'\n').take(3).map(<[u8]>::len).sum();
        let (above, below) = self.older.split_at(header);
        let mut bytes = above.to_vec();
        rows.iter().for_each(|row| bytes.extend([row.as_slice(), b"\r\n"].concat()));
        bytes.extend(below);
        bytes
    }

    /// A row of the county's own shape, with these cells in it.
    fn row(&self, reference: &str, cells: &[(&str, &str)]) -> Vec<u8> {
        let header = self.older.split(|byte| *byte == b'\n').nth(2).unwrap();
        let header = String::from_utf8_lossy(header);
        let row = header.trim_end().split(',').map(|name| {
            let name = name.trim_matches('"');
            let value = cells.iter().find(|(column, _)| *column == name).map(|(_, value)| *value);
            let value = value.unwrap_or(match name {
                "RefNo" => reference,
                "Date Received" | "Incident Date" => "03/11/2025",
                _ => "",
            });
            format!("\"{}\"", value.replace('"', "\"\""))
        });
        row.collect::<Vec<_>>().join(",").into_bytes()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_lost_alone_and_formulas_are_text() {
    let mut desk = Desk::start().await;
    let before = partner(&desk.world, "county");
    let formulas = desk.row(
        "HIM-2025-7001",
        &[
            ("Description", "=HYPERLINK(\"http://example.org\",\"Open me\")"),
            ("Victim name", "+Anna @Berg"),
            ("Location", "@SUM(1+1)*cmd|' /C calc'!A0"),
        ],
    );
    let nul = desk.row("HIM-2025-7002", &[("Description", "a\0b")]);
    let mut open = desk.row("HIM-2025-7003", &[]);
    open.splice(0..1, *b"\"\"x");
    let long = desk.row("HIM-2025-7004", &[("Description", &"x".repeat(2 << 20))]);
    let last = desk.row("HIM-2025-7005", &[]);
    let short = desk.row("HIM-2025-7006", &[]);
    let short = short.split_at(short.len() - 6).0.to_vec();
    desk.put("him-older_2026-11-22.csv", &desk.with_rows(&[formulas, nul, open, long, last, short]));
    assert_eq!(desk.sync().await, None, "a file with bad rows is a file");
    let after = partner(&desk.world, "county");
    assert_eq!(after.incidents, before.incidents + 2, "{after:?}");
    for code in ["ROW_NUL", "ROW_QUOTES", "ROW_CELLS"] {
        let was = before.notes.get(code).copied().unwrap_or_default();
        assert!(after.notes.get(code).copied().unwrap_or_default() > was, "{code}: {after:?}");
    }
    let of = |reference: &str| {
        let rows = desk.world.tables().remove("indexed_record").unwrap();
        rows.iter().filter(|row| row["local"] == reference).count()
    };
    assert_eq!((of("HIM-2025-7001"), of("HIM-2025-7005")), (2, 1), "the one names a person");
    assert!(desk.world.dropped().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_100_megabytes_is_refused_by_its_size() {
    let mut desk = Desk::start().await;
    let before = partner(&desk.world, "county");
    let mut line = b"\"".to_vec();
    line.resize(100 << 20, b'x');
    desk.put("him-older_2026-11-22.csv", &desk.with_rows(&[line]));
    assert_eq!(desk.sync().await.as_deref(), Some("BROKEN_ANSWER"));
    let after = partner(&desk.world, "county");
    assert_eq!((after.persons, after.incidents), (before.persons, before.incidents));
    assert_eq!(after.notes.get("FILE_TOO_LARGE"), Some(&1));
    let file = "refused/him-older_2026-11-22.csv";
    assert_eq!(desk.world.dropped(), [file.to_owned(), format!("{file}.why")]);
    let why = std::fs::read_to_string(desk.world.drop_folder().join(format!("{file}.why"))).unwrap();
    assert_eq!(why, "FILE_TOO_LARGE\n");
    assert_eq!(desk.sync().await.as_deref(), Some("BROKEN_ANSWER"), "until somebody has seen to it");
    // A good extract makes it obsolete.
    desk.put("him-older_2026-11-23.csv", &desk.older);
    assert_eq!(desk.sync().await, None);
    assert!(desk.world.dropped().is_empty(), "{:?}", desk.world.dropped());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_written_file_is_not_read() {
    let mut desk = Desk::start().await;
    let before = partner(&desk.world, "county");
    desk.world.sandbox.county.deliver(Delivery::HalfWritten).unwrap();
    let part = desk.world.dropped();
    assert_eq!(part.len(), 1);
    assert_eq!(desk.sync().await, None);
    assert_eq!(partner(&desk.world, "county"), before);
    assert_eq!(desk.world.dropped(), part, "it is left to its writer");
    let manifest = desk.world.sandbox.county.deliver(Delivery::NextNight).unwrap();
    assert_eq!(desk.sync().await, None);
    assert!(!manifest.added.is_empty());
    let known = desk.world.tables().remove("indexed_record").unwrap();
    let is_known = |reference: &String| known.iter().any(|row| row["local"] == *reference.as_str());
    assert!(manifest.added.iter().all(is_known));
    assert!(!manifest.removed.iter().any(is_known));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_file_is_refused_and_the_other_one_is_read() {
    let mut desk = Desk::start().await;
    let before = partner(&desk.world, "county");
    desk.world.sandbox.county.deliver(Delivery::Truncated).unwrap();
    let more = desk.row("HIM-2025-7001", &[]);
    desk.put("him-older_2026-11-21.csv", &desk.with_rows(&[more]));
    assert_eq!(desk.sync().await.as_deref(), Some("BROKEN_ANSWER"));
    let after = partner(&desk.world, "county");
    assert_eq!((after.persons, after.incidents), (before.persons, before.incidents + 1));
    assert_eq!(after.notes.get("FILE_UNREADABLE"), Some(&1), "{after:?}");
    assert!(desk.world.dropped().iter().all(|name| name.starts_with("refused/him-2026_2026-11-21.xlsx")));
    desk.world.sandbox.county.deliver(Delivery::NextNight).unwrap();
    assert_eq!(desk.sync().await, None);
    assert!(desk.world.dropped().is_empty(), "{:?}", desk.world.dropped());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_shrank_is_held_until_a_human_moves_it() {
    let mut desk = Desk::start().await;
    let before = partner(&desk.world, "county");
    desk.world.sandbox.county.deliver(Delivery::Shrunk).unwrap();
    assert_eq!(desk.sync().await.as_deref(), Some("SNAPSHOT_HELD"));
    let held = partner(&desk.world, "county");
    assert_eq!((held.persons, held.incidents), (before.persons, before.incidents), "nothing of it is read");
    assert_eq!(held.notes.get("SNAPSHOT_HELD"), Some(&2), "{held:?}");
    assert_eq!(desk.sync().await.as_deref(), Some("SNAPSHOT_HELD"), "it is said again each time");
    let folder = desk.world.drop_folder();
    for name in desk.world.dropped().iter().filter(|name| !name.ends_with(".why")) {
        let file = name.strip_prefix("held/").expect("held");
        std::fs::rename(folder.join(name), folder.join(format!("{file}.accepted"))).unwrap();
    }
    assert_eq!(desk.sync().await, None);
    let after = partner(&desk.world, "county");
    assert!(after.incidents * 100 < before.incidents * 90, "{} of {}", after.incidents, before.incidents);
    assert!(desk.world.dropped().is_empty(), "{:?}", desk.world.dropped());
}
