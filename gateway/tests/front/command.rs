//! The program itself.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use accord_sandbox::{County, Delivery, IdentityServer, Mint, Options};
use serde_json::{Value, json};

fn accord(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// A folder with a configuration over the shipped partnership, without partners.
fn folder(issuer: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let llr = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/llr");
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[database]\nurl = \"sqlite://{db}\"\n[keys]\nfile = \"master.key\"\n\
         [partnership]\norganisations = \"{llr}/organisations.toml\"\nagreements = \"{llr}/agreements.toml\"\n\
         [[issuers]]\nissuer = \"{issuer}\"\naudience = \"accord\"\njwks_url = \"{issuer}/jwks\"\n",
        db = folder.path().join("accord.sqlite").display(),
        llr = llr.display(),
    );
    std::fs::write(folder.path().join("accord.toml"), text).unwrap();
    std::fs::write(folder.path().join("master.key"), "0a".repeat(32)).unwrap();
    folder
}

#[test]
fn the_schema_is_printed_without_a_configuration() {
    let plain = accord(&["schema", "print"]).output().unwrap();
    assert!(plain.status.success());
    assert!(said(&plain).0.contains("type Victim"));
    let subgraph = accord(&["schema", "print", "--federation"]).output().unwrap();
    assert!(said(&subgraph).0.contains("@key"));
}

#[test]
fn a_wrong_configuration_stops_the_program_with_its_line() {
    let folder = folder("https://login.example");
    let file = folder.path().join("accord.toml");
    let text = std::fs::read_to_string(&file).unwrap().replace("[keys]", "[keyz]");
    std::fs::write(&file, text).unwrap();
    let output = accord(&["serve", "--config"]).arg(&file).output().unwrap();
    let (out, err) = said(&output);
    assert_eq!((output.status.code(), out.as_str()), (Some(1), ""));
    assert!(err.contains("accord.toml:5: keyz: unknown field `keyz`"), "{err}");
}

#[test]
fn a_wrong_key_stops_the_program_and_is_not_printed() {
    let folder = folder("https://login.example");
    std::fs::write(folder.path().join("master.key"), "0a0a0azqx").unwrap();
    let output = accord(&["migrate", "--config"]).arg(folder.path().join("accord.toml")).output().unwrap();
    let (_, err) = said(&output);
    assert!(!output.status.success() && err.contains("64 hexadecimal digits") && !err.contains("zqx"), "{err}");
}

#[tokio::test]
async fn it_migrates_serves_logs_one_line_a_request_and_stops_when_told() {
    let idp = IdentityServer::start(0).await.unwrap();
    let folder = folder(&idp.url());
    let file = folder.path().join("accord.toml");
    let early = accord(&["serve", "--config"]).arg(&file).output().unwrap();
    assert!(!early.status.success(), "without tables it does not start");
    for command in [&["migrate"][..], &["migrate"], &["partners"], &["audit", "verify"]] {
        let output = accord(command).arg("--config").arg(&file).output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", said(&output).1);
    }
    let mut serve = accord(&["serve", "--config"]);
    let mut process = serve.arg(&file).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let url = first.trim().to_owned();
    let token = idp.mint(&Mint::default()).unwrap();
    let http = reqwest::Client::new();
    for query in ["query Zqxname { viewer { role } }", "{ zqxfield }", "{ node(id: \"Zqxid\") { id } }"] {
        let body = json!({"query": query, "variables": {"Zqxvariable": "Zqxvalue"}}).to_string();
        let request = http.post(&url).header("content-type", "application/json").bearer_auth(&token).body(body);
        let request = request
            .header("accord-purpose", "SUPPORT")
            .header("user-agent", "Zqxagent")
            .header("x-request-id", "Zqxid");
        request.send().await.unwrap();
    }
    let stopped = Command::new("kill").arg("-TERM").arg(process.id().to_string()).status().unwrap();
    assert!(stopped.success());
    let mut log = String::new();
    let mut stderr = process.stderr.take().unwrap();
    tokio::task::spawn_blocking(move || {
        stderr.read_to_string(&mut log).unwrap();
        assert!(process.wait().unwrap().success(), "{log}");
        check(&log);
    })
    .await
    .unwrap();
    let token = token.split('.').next_back().unwrap().to_owned();
    assert!(!token.is_empty());
}

fn check(log: &str) {
    assert!(!log.to_lowercase().contains("zqx") && !log.contains("eyJ"), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let requests: Vec<_> = lines.iter().filter(|line| line["message"] == "request").collect();
    let codes: Vec<_> = requests.iter().map(|line| line["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["OK", "FIELD_UNKNOWN", "INVALID_ID"], "{log}");
    for line in requests {
        for key in ["request_id", "status", "duration_ms", "partners_asked"] {
            assert!(line.get(key).is_some(), "{key}: {line}");
        }
    }
}

#[test]
fn a_file_is_tried_on_the_desk_without_showing_anybody() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        Options { people: 60, incidents: 120, drop_folder: Some(folder.path().to_owned()), ..Options::default() };
    let county = County::open(&options).unwrap();
    county.deliver(Delivery::Full).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = accord(&["connector", "try", "--partner", "county", "--rows", "5"]);
    command.arg("--config").arg(root.join("connectors/county/county.toml"));
    command.arg("--gateway").arg(root.join("gateway/config/llr/accord.toml"));
    let output = command.arg("--file").arg(folder.path().join("him-older_2026-11-20.csv")).output().unwrap();
    let (text, err) = said(&output);
    assert!(output.status.success(), "{err}");
    let number = |name: &str| -> usize {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().parse().unwrap()
    };
    assert_eq!(number("accepted:") + number("quarantined:"), number("rows:"), "{text}");
    let of = |role: &str| text.lines().filter(|line| line.contains(role)).map(str::to_owned).collect::<Vec<_>>();
    let own = of("COMMUNITY_SAFETY_OFFICER\tSUPPORT");
    assert!(
        own.iter().any(|l| l.contains("county-hate-incident-monitoring-project") && l.contains("narrative")),
        "{text}"
    );
    assert!(of("\tVICTIM\t").iter().all(|line| !line.contains("perpetratorRelation")), "{text}");
    assert!(of("CARE_COORDINATOR").iter().any(|line| line.contains("hidden")), "{text}");
    assert!(of("MEDIA_OFFICER").is_empty() && of("INTEGRATOR").is_empty());
    let personal = ["Victim name", "Description", "Contact No", "Location", "RefNo"];
    for canary in county.canaries().iter().filter(|c| personal.contains(&c.field.as_str())) {
        assert!(!text.contains(&canary.marker), "{}", canary.field);
    }
}

/// The annex of docs/data-protection.md. Made anew by the command in its first lines; a change of it is a change of policy.
#[test]
fn the_annex_for_the_data_protection_officer_is_what_the_agreements_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = accord(&["agreements", "table", "--at", "2026-11-22T00:00:00Z", "--config"]);
    let output = command.arg(root.join("gateway/config/llr/accord.toml")).output().unwrap();
    let annex = std::fs::read_to_string(root.join("docs/data-protection-annex.md")).unwrap();
    assert!(output.status.success());
    assert!(said(&output).0 == annex, "docs/data-protection-annex.md is of other agreements");

    // After the agreements have ended nobody may see anything.
    let mut command = accord(&["agreements", "table", "--at", "2030-01-01T00:00:00Z", "--config"]);
    let (ended, _) = said(&command.arg(root.join("gateway/config/llr/accord.toml")).output().unwrap());
    assert!(ended.trim_end().ends_with("## People"), "{ended}");
}
