//! `accord audit unusual` over logs with and without each pattern.

use std::path::Path;
use std::process::{Command, Stdio};

use accord_consent::{AgreementId, Fingerprint, Identifier, Keys, LogEntry, PolicyWrite, Request};
use accord_model::{Basis, Category, Purpose, Regime, Role, SubjectId, UserKey};
use accord_store::{Store, StoreOptions};
use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use tempfile::TempDir;
use uuid::Uuid;

const KEY: [u8; 32] = [0x0a; 32];

/// A log in a folder of its own, and the configuration over it.
struct Log {
    folder: TempDir,
    store: Store,
}

/// A request that is written into the log: by one support worker, of whom the tests change what they want.
#[derive(Clone)]
struct Line {
    at: DateTime,
    user: u8,
    role: Role,
    purpose: Purpose,
    activity: &'static str,
    people: Vec<u128>,
    spared: bool,
}

/// Wednesday, the 4th of November 2026, at this hour in Leicester.
fn line(hour: i8, people: impl IntoIterator<Item = u128>) -> Line {
    Line {
        at: date(2026, 11, 4).at(hour, 30, 0, 0),
        user: 1,
        role: Role::SupportWorker,
        purpose: Purpose::Support,
        activity: "QUERY",
        people: people.into_iter().collect(),
        spared: false,
    }
}

fn on(day: i8, line: Line) -> Line {
    Line { at: date(2026, 11, day).to_datetime(line.at.time()), ..line }
}

fn instant(at: DateTime) -> Timestamp {
    at.to_zoned(TimeZone::get("Europe/London").unwrap()).unwrap().timestamp()
}

impl Log {
    async fn new(audit: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let llr = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/llr");
        let database = format!("sqlite://{}", folder.path().join("accord.sqlite").display());
        let text = format!(
            "[database]\nurl = \"{database}\"\n[keys]\nfile = \"master.key\"\n[partnership]\n\
             organisations = \"{llr}/organisations.toml\"\nagreements = \"{llr}/agreements.toml\"\n{audit}\n\
             [[issuers]]\nissuer = \"https://login.example\"\naudience = \"accord\"\n\
             jwks_url = \"https://login.example/jwks\"\n",
            llr = llr.display(),
        );
        std::fs::write(folder.path().join("accord.toml"), text).unwrap();
        std::fs::write(folder.path().join("master.key"), "0a".repeat(32)).unwrap();
        let options = StoreOptions::new(Keys::new(KEY).derive("ledger-head", ""));
        let store = Store::open(&database, options).await.unwrap();
        store.migrate().await.unwrap();
        Self { folder, store }
    }

    async fn write(&self, lines: impl IntoIterator<Item = Line>) {
        let ledger = self.store.ledger();
        for line in lines {
            let partner = "police".parse().unwrap();
            let request = Request {
                at: instant(line.at),
                since: 0,
                organisation: "safe-haven-llr".parse().unwrap(),
                user: UserKey([line.user; 16]),
                role: line.role,
                purpose: line.purpose,
                query_hash: [6; 32],
                activity: line.activity.to_owned(),
                asked: vec![partner],
                spared: if line.spared { vec![partner] } else { Vec::new() },
            };
            let entry = |person: &u128| LogEntry {
                subject: Some(SubjectId(Uuid::from_u128(*person))),
                partner,
                categories: Category::Offence.into(),
                basis: Basis::Consent,
                agreement: (AgreementId::new("isa").unwrap(), 1),
                regime: Regime::General,
            };
            let entries: Vec<LogEntry> = line.people.iter().map(entry).collect();
            ledger.append(&request, &entries).await.unwrap();
        }
    }

    /// A person in the index with these fingerprints.
    async fn person(&self, subject: u128, fingerprints: Vec<(Identifier, Fingerprint)>) {
        let introduced = PolicyWrite::Introduce {
            subject: SubjectId(Uuid::from_u128(subject)),
            organisation: "safe-haven-llr".parse().unwrap(),
            fingerprints,
            sealed: vec![7; 30],
            at: instant(date(2026, 11, 1).at(9, 0, 0, 0)),
        };
        self.store.directives().write(&[introduced]).await.unwrap();
    }

    /// What the command says of November 2026.
    fn said(&self, more: &[&str]) -> String {
        self.said_of("2026-11-01", "2026-12-01", more)
    }

    fn said_of(&self, from: &str, until: &str, more: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
        command.args(["audit", "unusual", "--from", from, "--until", until, "--config"]);
        let output =
            command.arg(self.folder.path().join("accord.toml")).args(more).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// The findings: rule, day, user's first byte, what.
    fn found(&self) -> Vec<(String, String, String, String)> {
        let said = self.said(&[]);
        let lines = said.lines().filter(|line| line.matches('\t').count() == 5);
        let cells = lines.map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
        cells.map(|c| (c[0].clone(), c[1].clone(), c[4].chars().skip(5).take(2).collect(), c[5].clone())).collect()
    }

    fn rules(&self) -> Vec<String> {
        self.found().into_iter().map(|(rule, ..)| rule).collect()
    }
}

fn finding(rule: &str, day: &str, user: &str, what: &str) -> (String, String, String, String) {
    (rule.to_owned(), day.to_owned(), user.to_owned(), what.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_month_is_not_unusual() {
    let log = Log::new("").await;
    for day in 2..=6 {
        log.write((9..18).map(|hour| on(day, line(hour, [u128::from(hour.unsigned_abs())])))).await;
        log.write([on(day, Line { activity: "FIND_ON_PHONE c2VhbGVk", ..line(11, [50]) })]).await;
    }
    let said = log.said(&[]);
    let (last, unchecked) = (said.lines().last().unwrap(), said.lines().next().unwrap());
    assert!(last.starts_with("0 to ask about, of 50 requests of 1 users from 2026-11-01T00:00:00Z"), "{said}");
    assert!(unchecked.starts_with("OWN_NAME: not checked for 1 users, OWN_POSTCODE for 1: "), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_about_ones_own_name_or_postcode_is_found_where_the_token_has_said_it() {
    let log = Log::new("").await;
    let (patel, kaur) = (Fingerprint([1; 16]), Fingerprint([2; 16]));
    let (here, there) = (Fingerprint([3; 16]), Fingerprint([4; 16]));
    log.person(100, vec![(Identifier::Family, patel), (Identifier::Postcode, there)]).await;
    log.person(101, vec![(Identifier::Family, kaur), (Identifier::Postcode, here)]).await;
    // The same hash as another identifier is no name.
    log.person(102, vec![(Identifier::Given, patel)]).await;
    let facts = [(Identifier::Family, patel), (Identifier::Postcode, here)];
    log.store.audit().note(UserKey([1; 16]), &facts, Timestamp::UNIX_EPOCH).await.unwrap();
    log.write([line(9, [100, 102]), line(10, [100]), line(11, [101])]).await;
    // Another user of whom nothing is known, and the person herself.
    log.write([Line { user: 2, ..line(9, [100]) }, Line { user: 1, role: Role::Victim, ..line(9, [100]) }]).await;
    let found = log.found();
    assert_eq!(found.len(), 2, "{found:?}");
    let (name, postcode) = (&found[0], &found[1]);
    assert_eq!((name.0.as_str(), name.2.as_str()), ("OWN_NAME", "01"));
    assert!(
        name.3.starts_with("read 2 times about ") && name.3.ends_with(", who has the user's own family name"),
        "{}",
        name.3
    );
    assert_eq!((postcode.0.as_str(), postcode.2.as_str()), ("OWN_POSTCODE", "01"));
    assert!(!name.3.contains(&Uuid::from_u128(100).to_string()), "a pseudonym, never the handle");
    assert!(log.said(&[]).contains("OWN_NAME: not checked for 1 users, OWN_POSTCODE for 1"));
    // Another token says another name: the old one counts no more.
    log.store
        .audit()
        .note(UserKey([1; 16]), &[(Identifier::Family, Fingerprint([9; 16]))], Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    assert_eq!(log.rules(), ["OWN_POSTCODE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_finds_that_open_nobody_are_found() {
    let log = Log::new("").await;
    let find = |people: Vec<u128>| Line { activity: "FIND_ON_PHONE c2VhbGVk", ..line(10, people) };
    let finds = |user, empty: usize, opened: usize| {
        let all = std::iter::repeat_n(find(vec![]), empty).chain(std::iter::repeat_n(find(vec![7]), opened));
        all.map(move |line| Line { user, ..line }).collect::<Vec<_>>()
    };
    // Ten of which eight open nobody; nine; and ten of which seven open nobody.
    log.write([finds(1, 8, 2), finds(2, 9, 0), finds(3, 7, 3)].concat()).await;
    assert_eq!(log.found(), [finding("MANY_FINDS", "2026-11-04", "01", "10 finds, of which 8 opened no record")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_out_of_hours_is_found_by_the_clock_in_england() {
    let log = Log::new("").await;
    let midsummer = |hour, user| {
        let at = date(2026, 11, 4).at(hour, 0, 0, 0);
        Line { at, user, ..line(0, [1, 2, 3]) }
    };
    // Until before eight in the evening, from seven in the morning on.
    log.write([midsummer(7, 1), midsummer(19, 1), midsummer(20, 2), midsummer(6, 3)]).await;
    // On a Saturday at noon; two people only; and nobody.
    log.write([on(7, line(12, [1, 2, 3])), Line { user: 4, ..line(23, [1, 2]) }, Line { user: 5, ..line(23, []) }])
        .await;
    let night = |day, user, time: &str| {
        finding("OUT_OF_HOURS", day, user, &format!("3 people in 1 requests between {time} and {time}"))
    };
    let expected =
        [night("2026-11-04", "02", "20:00"), night("2026-11-04", "03", "06:00"), night("2026-11-07", "01", "12:30")];
    assert_eq!(log.found(), expected);
    let early = Log::new("[audit]\nhours_from = \"05:00\"\nhours_until = \"24:00\"\nweekends = true").await;
    early.write([midsummer(20, 2), midsummer(6, 3), on(7, line(12, [1, 2, 3]))]).await;
    assert!(early.found().is_empty());
    // In summer the clock in England is an hour ahead of UTC.
    let summer = Log::new("").await;
    let at = "2026-07-01T06:30:00Z".parse::<Timestamp>().unwrap();
    summer
        .write([Line { at: at.to_zoned(TimeZone::get("Europe/London").unwrap()).datetime(), ..line(0, [1, 2, 3]) }])
        .await;
    let said = summer.said_of("2026-07-01", "2026-07-02", &[]);
    assert!(said.contains("0 to ask about, of 1 requests"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_people_a_day_are_measured_by_the_users_own_median() {
    let log = Log::new("").await;
    let days = |user, people: u128, days: std::ops::RangeInclusive<i8>| {
        days.map(move |day| on(day, Line { user, ..line(10, 0..people) })).collect::<Vec<_>>()
    };
    // Six people a day, and one day with 24; ten a day, and one with 24; five a day, and one with 19.
    log.write([days(1, 6, 2..=6), days(1, 24, 9..=9)].concat()).await;
    log.write([days(2, 10, 2..=6), days(2, 24, 9..=9)].concat()).await;
    log.write([days(3, 4, 2..=6), days(3, 19, 9..=9)].concat()).await;
    // Whose only day it is.
    log.write(days(4, 20, 9..=9)).await;
    let found = log.found();
    assert_eq!(
        found,
        [
            finding("MANY_PEOPLE", "2026-11-09", "01", "24 people; 6 is the median of 5 other days"),
            finding("MANY_PEOPLE", "2026-11-09", "04", "20 people; 0 other days to compare with"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn emergencies_and_probes_are_found() {
    let log = Log::new("[audit]\nprobes_a_day = 3").await;
    let emergency = Line { purpose: Purpose::BreakGlass, ..line(10, [1]) };
    log.write([emergency.clone(), Line { people: vec![2], ..emergency }]).await;
    let probe = |user| Line { user, spared: true, ..line(10, []) };
    // Three; two; three of which nothing was held back; three that disclosed somebody.
    log.write([probe(2), probe(2), probe(2), probe(3), probe(3)]).await;
    log.write(std::iter::repeat_n(Line { spared: false, ..probe(4) }, 3)).await;
    log.write(std::iter::repeat_n(Line { people: vec![1], ..probe(5) }, 3)).await;
    assert_eq!(
        log.found(),
        [
            finding("EMERGENCY", "2026-11-04", "01", "2 requests for BREAK_GLASS, about 2 people"),
            finding("PROBES", "2026-11-04", "02", "3 requests that disclosed nothing, of records that are withheld"),
        ]
    );
    assert!(log.said(&["--organisation", "leicestershire-police"]).contains("0 to ask about, of 0 requests"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_threshold_is_refused_with_its_line() {
    for (audit, says) in [
        ("[audit]\nhours_from = \"7\"", "accord.toml:9: audit.hours_from: needed: hours and minutes, `07:00`"),
        ("[audit]\nhours_until = \"06:00\"", "accord.toml:9: audit.hours_until: allowed: later than hours_from"),
        ("[audit]\nprobes_a_day = 0", "accord.toml:9: audit.probes_a_day: allowed: 1 or more"),
        ("[audit]\nfinds_empty_percent = 101", "accord.toml:9: audit.finds_empty_percent: allowed: 1 to 100"),
        ("[audit]\nprobes = 1", "accord.toml:9: audit.probes: unknown field `probes`, expected one of `hours_from`"),
    ] {
        let log = Log::new(audit).await;
        let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
        command.args(["audit", "unusual", "--config"]).arg(log.folder.path().join("accord.toml"));
        let output = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains(says), "{said}");
    }
}
