//! `accord connector report`: what is sent once is there once, is read aloud first, and never holds anybody.

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use accord_harness::{Client, World, WorldOptions, accord};
use accord_sandbox::{FaultKind, REPORTS_API_KEY, ReportsOptions, ReportsServer};
use serde_json::{Value, json};

const PLACE: &str = "Underpass at the Clock Tower, north wall";

/// A world that logs all it may log.
async fn world() -> World {
    let more = "[log]\nlevel = \"debug\"\n".to_owned();
    World::start(WorldOptions { more, people: Some(60), incidents: Some(120), ..WorldOptions::default() }).await
}

/// The exit code, and what was said on either side. Neither holds the key.
fn run(mut command: Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(!out.contains(REPORTS_API_KEY) && !err.contains(REPORTS_API_KEY), "{out}{err}");
    (status.code(), out, err)
}

fn report(world: &World, more: &[&str]) -> (Option<i32>, String, String) {
    let service = ["connector", "report", "council-reports", "--service", "GRAFFITI-RACIST"];
    run(world.command(&[&service[..], more].concat()))
}

fn posts(world: &World) -> usize {
    world.sandbox.reports.requests().iter().filter(|entry| entry.method == "POST").count()
}

/// How many incidents there are at the place.
async fn at_the_place(client: &Client) -> usize {
    let query = "query($after: String) { incidents(first: 100, after: $after, filter: {areas: [\"leicester\"]}) { \
                 nodes { place { lines } } pageInfo { hasNextPage endCursor } } }";
    let (mut found, mut after) = (0, Value::Null);
    loop {
        let page = client.data(query, json!({"after": after})).await["incidents"].clone();
        let nodes = page["nodes"].as_array().unwrap();
        found += nodes.iter().filter(|one| one["place"]["lines"][0] == PLACE).count();
        if page["pageInfo"]["hasNextPage"] != true {
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_sent_once_and_comes_back_once_by_the_next_sync() {
    let world = world().await;
    world.accord(&["sync"]);
    let words = world.folder().join("words.txt");
    std::fs::write(&words, "Words on the wall,\ncan be seen from the road.\n").unwrap();
    let place = ["--lat", "52.63521", "--long", "-1.13302", "--address", PLACE];
    let all = [&place[..], &["--description-file", words.to_str().unwrap(), "--yes"]].concat();
    let (code, out, err) = report(&world, &all);
    assert_eq!(code, Some(0), "{err}");
    let reference = out.strip_prefix("reference: ").unwrap().trim().to_owned();
    let read_aloud = "This becomes public: council-reports shows its reports to everybody.\n  service: GRAFFITI-RACIST\n  \
                      place: 52.63521, -1.13302 (WGS 84)\n  address: Underpass at the Clock Tower, north wall\n  \
                      description: Words on the wall,\n    can be seen from the road.\n";
    assert!(err.contains(read_aloud), "{err}");
    let held = world.sandbox.reports.reports().into_iter().find(|held| held.id == reference).unwrap();
    assert_eq!(held.description, "Words on the wall,\ncan be seen from the road.");
    assert!(held.reporter.is_none() && posts(&world) == 1);

    // The walk reads whole seconds that are over.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    world.accord(&["sync"]);
    let gateway = world.serve();
    let worker = world.client(&gateway, "support-worker", "SUPPORT");
    assert_eq!(at_the_place(&worker).await, 1);
    world.accord(&["sync"]);
    assert_eq!((at_the_place(&worker).await, posts(&world)), (1, 1));
    drop(gateway);
    for entry in std::fs::read_dir(world.folder()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let holds = String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).contains(REPORTS_API_KEY);
        assert_eq!(holds, entry.file_name() == "council-reports.key", "{:?}", entry.file_name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_that_names_somebody_or_that_nobody_agreed_to() {
    let world = world().await;
    let (code, out, err) = report(&world, &["--address", PLACE]);
    assert!(code == Some(1) && out.is_empty() && err.contains("add --yes") && err.contains(PLACE), "{out}{err}");
    let words = world.folder().join("words.txt");
    std::fs::write(&words, "Ask Zqxjo on 07700 900123, NHS 943 476 5919, born 2/3/1984").unwrap();
    let named = ["--address", "by QQ 12 34 56 C", "--description-file", words.to_str().unwrap(), "--yes"];
    let (code, out, err) = report(&world, &[&named[..], &["--format", "json"]].concat());
    let told: Value = serde_json::from_str(&out).unwrap();
    let flaws: Vec<_> = told["flaws"].as_array().unwrap().iter().map(|flaw| flaw["code"].as_str().unwrap()).collect();
    let expected = ["NATIONAL_INSURANCE_NUMBER", "TELEPHONE_NUMBER", "DATE_OF_BIRTH"];
    assert_eq!((code, told["outcome"].as_str(), &flaws[..]), (Some(1), Some("UNFIT"), &expected[..]), "{told}");
    for value in ["07700", "Zqxjo", "943", "1984", "QQ 12"] {
        assert!(!out.contains(value) && !err.contains(value), "{value}: {out}{err}");
    }
    for (more, what) in [
        (["--address", PLACE, "--answer", "SURFACE=brick"], "QUESTION_UNKNOWN: not sent: question SURFACE"),
        (["--address", PLACE, "--answer", "brick"], "--answer, the 1. one: QUESTION=KEY is needed"),
    ] {
        let (code, out, err) = report(&world, &[&more[..], &["--yes"]].concat());
        assert!(code == Some(1) && out.is_empty() && err.contains(what), "{out}{err}");
    }
    let plain = ["connector", "report", "council-reports", "--service", "GRAFFITI", "--address", PLACE, "--yes"];
    let (code, _, err) = run(world.command(&plain));
    assert!(code == Some(1) && err.contains("ANSWER_MISSING: not sent: question MEANT_FOR"), "{err}");
    let police = ["connector", "report", "police", "--service", "X", "--address", PLACE, "--yes"];
    let (code, _, err) = run(world.command(&police));
    assert!(code == Some(1) && err.contains("NOT_SUPPORTED"), "{err}");
    assert_eq!(posts(&world), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_told_as_unknown_and_nothing_is_sent_again() {
    let world = world().await;
    let before = world.sandbox.reports.reports().len();
    world.sandbox.reports.fault(FaultKind::Truncated, "/requests", Some(1));
    let (code, out, err) = report(&world, &["--address", PLACE, "--yes", "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), json!({"outcome": "SENT_ANSWER_UNKNOWN"}));
    assert!(code == Some(1) && err.contains("Look for it before you send it again"), "{err}");
    // The city has it: a second one would be a second report.
    assert_eq!((posts(&world), world.sandbox.reports.reports().len()), (1, before + 1));

    world.sandbox.reports.fault(FaultKind::Throttled, "/requests", Some(1));
    let (code, out, err) = report(&world, &["--address", PLACE, "--yes", "--format", "json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told, json!({"outcome": "THROTTLED", "retryAfterSeconds": 1}));
    assert!(code == Some(1) && err.contains("again in 1 seconds") && posts(&world) == 2, "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_asked_for_its_reference() {
    let world = world().await;
    let city = ReportsServer::start(ReportsOptions { tokens: true, ..ReportsOptions::default() }, []).await.unwrap();
    let config = world.folder().join("tokens.toml");
    let text = std::fs::read_to_string(world.config()).unwrap();
    std::fs::write(&config, text.replace(&world.sandbox.reports.url(), &city.url())).unwrap();
    let ask = |words: &[&str]| {
        let mut command = Command::new(accord());
        command.args(["connector", "report", "council-reports", "--config"]).arg(&config).args(words);
        run(command)
    };
    let (code, out, err) = ask(&["--service", "GRAFFITI-FAITH", "--address", PLACE, "--yes"]);
    assert!(code == Some(0) && out.starts_with("token: tok-900000\n"), "{out}{err}");
    let (code, out, _) = ask(&["--token", "tok-900000", "--format", "json"]);
    let pending = json!({"outcome": "PENDING", "token": "tok-900000", "notice": false});
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()), (Some(0), pending));
    assert_eq!(ask(&["--token", "tok-900000"]).1, "reference: 900000\n");
    let (code, out, err) = ask(&["--token", "tok-1"]);
    assert!(code == Some(1) && out.is_empty() && err.contains("STALE"), "{err}");
    let both = ask(&["--token", "tok-1", "--service", "GRAFFITI"]);
    assert_eq!(both.0, Some(2));
}
