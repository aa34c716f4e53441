//! Nothing that identifies anybody lies about: not in the database, its journal or its dump, not in the cache, the drop
//! folder, the logs, what the commands print, nor in any answer that is an error.
//!
//! What is looked for: every planted marker of the sandbox, and of everybody in the county the full name in three
//! writings and in every spelling of the partners, the date of birth, NHS number, home address, postcode, telephone and
//! e-mail. What may be there and is not looked for: partners' own references (`per-000066`, `HIM-2024-1502`), districts,
//! codes.

mod needles;
mod planted;
mod traffic;

use std::path::Path;
use std::process::Stdio;

use accord_harness::{Postgres, Redis, World, WorldOptions};
use accord_sandbox::TruePerson;

use crate::scene::{county, linkable, police};
use needles::Needles;
pub(crate) use planted::planted;
use traffic::{Said, traffic};

/// A synced county after everybody has asked everything, and what the commands printed.
struct Used {
    world: World,
    printed: Vec<u8>,
    said: Said,
    /// The files while the gateway still runs: with its journal.
    during: Files,
    /// The cache as the last answer left it: its entries live for seconds.
    cached: Vec<u8>,
}

type Files = Vec<(String, Vec<u8>)>;

async fn used(options: WorldOptions, redis: Option<&Redis>) -> Used {
    let more = "[log]\nlevel = \"debug\"\n\n[patience]\nfinds_per_hour = 1000000\n".to_owned();
    let world = World::start(WorldOptions { more, ..options }).await;
    let mut printed = Vec::new();
    let mut run = |arguments: &[&str]| {
        let output = world.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        // A reviewer's list shows both records' identifiers: that is what it is for.
        if !arguments.starts_with(&["links", "list"]) {
            printed.extend(output.stdout);
        }
        printed.extend(output.stderr);
    };
    run(&["sync"]);
    let people: Vec<&TruePerson> = linkable(world.sandbox.truth()).take(9).collect();
    for person in &people[..3] {
        run(&["links", "confirm", &police(person), &county(person)]);
    }
    let issuer = world.sandbox.idp.url();
    let own = ["assign", "--organisation", "public", "--issuer", &issuer, "--subject", "victim", "--own"];
    run(&[&own[..], &[&police(people[0])]].concat());
    let gateway = world.serve();
    let said = traffic(&world, &gateway, &people).await;
    let cached = redis.map(Redis::dump).unwrap_or_default();
    let during = files(&world);
    drop(gateway);
    // Some more of what a night brings.
    world.sandbox.county.deliver(accord_sandbox::Delivery::NextNight).unwrap();
    run(&["sync"]);
    run(&["partners"]);
    run(&["links", "list", "--first", "10000"]);
    run(&["audit", "verify"]);
    Used { world, printed, said, during, cached }
}

/// Every file of the world but what configures it and the council's own database.
fn files(world: &World) -> Files {
    let mut files = Vec::new();
    below(world.folder(), &mut files);
    let others = ["accord.toml", "county.toml", "council.toml", "terms.toml", "master.key", "nhs.pem", "cases.sqlite"];
    files.retain(|(name, _)| !others.contains(&name.as_str()));
    files
}

impl Used {
    fn holds_nobody(&self, needles: &Needles) {
        assert!(needles.count > 2_000, "{} texts are looked for", needles.count);
        // The texts are the right ones: answers that may hold them do.
        assert!(needles.found_in(&self.said.told).len() > 20);
        assert!(!self.said.refused.is_empty() && !self.printed.is_empty());
        nobody(needles, "what the commands print", &self.printed);
        nobody(needles, "answers that are errors", &self.said.refused);
        let files = files(&self.world);
        let log = files.iter().find(|(name, _)| name == "gateway.log").unwrap();
        assert!(log.1.len() > 10_000, "the gateway logs");
        for (name, bytes) in files.iter().chain(&self.during) {
            nobody(needles, name, bytes);
        }
    }
}

fn nobody(needles: &Needles, place: &str, bytes: &[u8]) {
    let found = needles.found_in(bytes);
    assert!(found.is_empty(), "{place} ({} bytes): {:?}", bytes.len(), found.iter().take(20).collect::<Vec<_>>());
}

fn below(folder: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, files);
        } else {
            files.push((entry.file_name().to_string_lossy().into_owned(), std::fs::read(path).unwrap()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_county_leaves_nobody_lying_about() {
    let options = WorldOptions { people: Some(2_000), incidents: Some(3_000), ..WorldOptions::default() };
    let used = used(options, None).await;
    let needles = planted(&used.world.sandbox);
    used.holds_nobody(&needles);
    assert!(used.during.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()), "the journal too");
    // Every table, as text: what SQLite stores otherwise than it was written.
    let tables = used.world.tables();
    let rows: usize = tables.values().map(Vec::len).sum();
    assert!(rows > 5_000, "{rows} rows");
    nobody(&needles, "the tables", format!("{tables:?}").as_bytes());
    assert!(used.world.dropped().is_empty(), "files are destroyed on arrival: {:?}", used.world.dropped());
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_and_redis_hold_nobody() {
    let (postgres, redis) = (Postgres::start(), Redis::start());
    let options =
        WorldOptions { database_url: Some(postgres.url()), cache_url: Some(redis.url()), ..WorldOptions::default() };
    let used = used(options, Some(&redis)).await;
    let needles = planted(&used.world.sandbox);
    used.holds_nobody(&needles);
    let cached = &used.cached;
    assert!(cached.len() > 10_000, "{} bytes are cached", cached.len());
    nobody(&needles, "the cache", cached);
    nobody(&needles, "the cache at the end", &redis.dump());
    let dump = postgres.dump();
    assert!(dump.contains("charnwood"), "the dump is the right one");
    nobody(&needles, "the dump", dump.as_bytes());
    nobody(&needles, "the dump's bytes", &unhex(&dump));
}

/// What `pg_dump` writes as `\\x4142`, as bytes.
fn unhex(dump: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in dump.split("\\\\x").skip(1) {
        let digits: Vec<u8> = part.bytes().take_while(u8::is_ascii_hexdigit).collect();
        let value = |digit: u8| u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap();
        bytes.extend(digits.chunks_exact(2).map(|pair| value(pair[0]) << 4 | value(pair[1])));
        bytes.push(b' ');
    }
    assert!(bytes.len() > 10_000);
    bytes
}
