//! The audits of npm's `graphql-http`: every MUST, every SHOULD, and every MAY that needs no GET.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::start::Gateway;

/// These three ask by GET. A GET puts what is asked into addresses, and addresses into logs.
const NEED_GET: [&str; 3] = ["5A70", "D6D5", "6A70"];

/// The audits' program with its packages, in a folder beside the test's own. Without Node.js the audits fail: they never pass unasked.
fn installed() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audits");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audits");
    let node = Command::new("node").arg("--version").output();
    assert!(node.is_ok_and(|o| o.status.success()), "node is not installed: `tests/run` installs what the tests need");
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["package.json", "package-lock.json", "audit.mjs"] {
        std::fs::copy(here.join(file), folder.join(file)).unwrap();
    }
    let lock = std::fs::read(folder.join("package-lock.json")).unwrap();
    let done = folder.join("node_modules/.done");
    if std::fs::read(&done).ok().as_ref() != Some(&lock) {
        let mut install = Command::new("npm");
        let install = install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        let output = install.current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(done, lock).unwrap();
    }
    folder
}

async fn audit(gateway: &Gateway, folder: PathBuf, headers: serde_json::Value) {
    let url = format!("{}/graphql", gateway.base);
    let output = tokio::task::spawn_blocking(move || {
        let mut node = Command::new("node");
        node.arg("audit.mjs").arg(url).env("ACCORD_HEADERS", headers.to_string()).current_dir(folder).output().unwrap()
    });
    let output = output.await.unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let failed: Vec<&str> = lines
        .lines()
        .filter(|line| !line.starts_with("ok "))
        .filter(|line| !NEED_GET.iter().any(|id| line.contains(&format!(" {id} "))))
        .collect();
    assert!(lines.lines().count() > 55, "{lines}");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[tokio::test]
async fn the_demo_passes_the_audits_without_a_token() {
    let folder = installed();
    let gateway = Gateway::demo().await;
    audit(&gateway, folder, json!({})).await;
}

#[tokio::test]
async fn the_gateway_passes_the_audits_with_a_token() {
    let folder = installed();
    let gateway = Gateway::plain().await;
    let headers = json!({"authorization": format!("Bearer {}", gateway.token()), "accord-purpose": "SUPPORT"});
    audit(&gateway, folder, headers).await;
}
