//! `accord agreements check`.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const SHIPPED: &str = include_str!("../../config/llr/agreements.toml");
const ID: &str = "id = \"llr-isa-2026-03\"\nversion = 1\n";
const WIDE: &str = "categories = [\"IDENTITY\", \"OFFENCE\"]\nbasis = \"PUBLIC_TASK\"";

const WORKER: &str = "safe-haven-llr SUPPORT_WORKER SUPPORT VIEW, of county-hate-incident-monitoring-project, \
     leicestershire-police";

/// Exit code, standard output, standard error.
type Said = (Option<i32>, String, String);

fn check(config: &Path, more: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
    command.args(["agreements", "check", "--at", "2026-11-22T00:00:00Z", "--config"]).arg(config);
    let output = command.args(more).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The shipped configuration, and what a file of these bytes in its agreements' place would do.
fn beside(bytes: &[u8]) -> (TempDir, String, Said) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("next.toml");
    std::fs::write(&file, bytes).unwrap();
    let name = file.to_str().unwrap().to_owned();
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/llr/accord.toml");
    let said = check(&config, &[&name]);
    (folder, name, said)
}

fn line_of(text: &str, marker: &str) -> usize {
    1 + text.lines().position(|line| line.contains(marker)).unwrap()
}

fn higher(text: &str, version: u32) -> String {
    assert!(text.contains(ID));
    text.replace(ID, &ID.replace("version = 1", &format!("version = {version}")))
}

#[test]
fn the_shipped_ones_are_right_and_change_nothing() {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/llr/accord.toml");
    let (code, out, err) = check(&config, &[]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.ends_with("agreements.toml is right: 9 agreements, 28 permits\n"), "{out}");
    let (_folder, name, (code, out, _)) = beside(SHIPPED.as_bytes());
    assert_eq!(code, Some(0));
    assert!(out.starts_with(&format!("{name} is right")) && out.contains("cells: 0 added, 0 removed, "), "{out}");
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn what_a_changed_one_opens_and_shuts_is_listed() {
    let next = higher(SHIPPED, 2).replace(WIDE, &WIDE.replace("OFFENCE", "SUPPORT"));
    let linkage = "id = \"llr-isa-2026-01\"\nversion = 1\n";
    let strands = "strands = [\"DISABILITY\", \"ETHNICITY\", \"RELIGION\", \"ORIENTATION\", \"GENDER_IDENTITY\", \"NARRATIVE\"]\n";
    assert!(next.contains(linkage) && next.contains(strands));
    let next = next.replace(linkage, &linkage.replace("= 1", "= 7"));
    let next = next.replacen(strands, &strands.replace("\"DISABILITY\", ", ""), 1);
    let (_folder, _, (code, out, err)) = beside(next.as_bytes());
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let lines: Vec<&str> = out.lines().skip(1).collect();
    let same = lines.last().and_then(|line| line.split(", ").nth(2)?.split(' ').next()).unwrap_or_default();
    assert!(same.parse::<usize>().is_ok_and(|same| same > 1_000), "{out}");
    assert_eq!(
        lines,
        [
            "begins: llr-isa-2026-01 version 7",
            "begins: llr-isa-2026-03 version 2",
            "is gone: llr-isa-2026-01 version 1",
            "is gone: llr-isa-2026-03 version 1",
            &format!("- {WORKER}: SUPPORT (CONSENT)"),
            &format!("- {WORKER}: OFFENCE (PUBLIC_TASK)"),
            "- sync, the coded strand, of leicestershire-police: DISABILITY (PUBLIC_TASK)",
            &format!("+ {WORKER}: OFFENCE (CONSENT)"),
            &format!("+ {WORKER}: SUPPORT (PUBLIC_TASK)"),
            &format!("cells: 4 added, 5 removed, {same} as before"),
        ]
    );
}

/// A cell that was for whoever has made a victim information request is another one when it is for everybody, and back.
#[test]
fn what_is_opened_on_request_alone_is_told_apart() {
    let id = "id = \"llr-isa-2026-08\"\nversion = 1\n";
    let on_request = "victim_information_request = true\n";
    let (head, block) = SHIPPED.split_at(SHIPPED.find(on_request).unwrap());
    let named = head.lines().rfind(|line| line.starts_with("id = ")).unwrap();
    assert_eq!(id.lines().next(), Some(named));
    let next = [&head.replace(id, &id.replace("= 1", "= 2")), block.strip_prefix(on_request).unwrap()].concat();
    let (_folder, _, (code, out, err)) = beside(next.as_bytes());
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let who = "leicestershire-police HATE_CRIME_OFFICER CRIME_INVESTIGATION VIEW, of charnwood-borough-council, \
         leicestershire-partnership-nhs-trust";
    let all = "IDENTITY, CONTACT, LOCATION, HEALTH, COUNSELLING, OFFENCE, NARRATIVE, SUPPORT";
    let lines: Vec<&str> = out.lines().skip(3).take(2).collect();
    assert_eq!(lines, [format!("- {who}: {all} (LE_TASK, on request)"), format!("+ {who}: {all} (LE_TASK)")], "{out}");
    assert!(out.contains("cells: 16 added, 16 removed, "), "{out}");
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_the_exit_code_is_1() {
    let expired = higher(SHIPPED, 2).replacen("valid_until = \"2028", "valid_until = \"2026", 1);
    let expired = expired.replacen("valid_from = \"2026", "valid_from = \"2025", 1);
    let expired = expired.replace("id = \"llr-isa-2026-01\"\nversion = 1\n", "id = \"llr-isa-2026-01\"\nversion = 2\n");
    for (text, marker, says) in [
        (SHIPPED.replacen("\"VIEW\"", "\"VEIW\"", 1), "VEIW", "agreement: `VEIW` is unknown; allowed: VIEW, REFER"),
        (
            SHIPPED.replace(WIDE, &WIDE.replace(", \"OFFENCE\"", "")),
            ID.trim_end(),
            "give the changed one a higher version",
        ),
        (higher(SHIPPED, 0), "llr-isa-2026-03", "version 0 of llr-isa-2026-03 is lower than version 1"),
        (expired, "llr-isa-2026-01", "ended at 2026-01-01T00:00:00Z, and no later version follows"),
    ] {
        let (_folder, name, (code, out, err)) = beside(text.as_bytes());
        assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
        let line = line_of(&text, marker.lines().next().unwrap());
        assert!(err.starts_with(&format!("accord: {name}:{line}: ")) && err.contains(says), "{err}");
    }
}

#[test]
fn what_is_no_text_or_too_much_is_refused() {
    let mut bytes = SHIPPED.as_bytes().to_vec();
    let at = SHIPPED.find("Support of victims of hate").unwrap();
    bytes[at] = 0xff;
    let line = line_of(SHIPPED, "Support of victims of hate");
    let (_folder, name, (code, _, err)) = beside(&bytes);
    assert_eq!((code, err), (Some(1), format!("accord: {name}: cannot be read: line {line} is not UTF-8\n")));
    let (_folder, name, (code, _, err)) = beside(&b"# \n".repeat(2 << 20));
    assert_eq!((code, err), (Some(1), format!("accord: {name}: cannot be read: larger than 4 MiB\n")));
    let (folder, _, _) = beside(b"");
    let (code, _, err) = check(&folder.path().join("accord.toml"), &[]);
    assert_eq!(code, Some(1));
    assert!(err.contains("accord.toml` cannot be read: entity not found"), "{err}");
}
