//! The demo's query page in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use accord_harness::{Gateway, accord};

/// As many checks as `page/` exports, and one of each browser that it was quiet.
const CHECKS: usize = 19;

/// A program on the path. A suite that cannot run must not look as if it had passed.
fn program(names: &[&str]) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = names.iter().find_map(|name| std::env::split_paths(&path).map(|f| f.join(name)).find(|p| p.is_file()));
    found.unwrap_or_else(|| panic!("{} is not installed: `tests/run` installs what the tests need", names.join(" or ")))
}

/// The checks with their packages, in a folder beside the test's own.
fn installed() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(folder.join("page")).unwrap();
    let pages =
        std::fs::read_dir(here.join("page")).unwrap().map(|file| Path::new("page").join(file.unwrap().file_name()));
    for file in pages.chain(["package.json".into(), "package-lock.json".into()]) {
        std::fs::copy(here.join(&file), folder.join(&file)).unwrap();
    }
    let lock = std::fs::read(folder.join("package-lock.json")).unwrap();
    let done = folder.join("node_modules/.done");
    if std::fs::read(&done).ok().as_ref() != Some(&lock) {
        let mut install = Command::new(program(&["npm"]));
        let install = install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        let output = install.current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(done, lock).unwrap();
    }
    folder
}

fn token(folder: &Path, persona: &str) -> String {
    let mut command = Command::new(accord());
    let output = command.args(["token", "--as", persona, "--folder"]).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Where the demo's police answer.
fn police(folder: &Path) -> String {
    let config = std::fs::read_to_string(folder.join("accord.toml")).unwrap();
    let line = config.lines().find_map(|line| line.strip_prefix("base_url = \""));
    line.unwrap().trim_end_matches('"').to_owned()
}

#[test]
fn the_query_page_works_in_a_browser() {
    let (node, chromium) = (program(&["node"]), program(&["chromium", "chromium-browser", "google-chrome"]));
    let checks = installed();
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(accord());
    demo.args(["demo", "--port", "0", "--folder"]).arg(folder.path());
    let gateway = Gateway::start(demo);
    let mut browse = Command::new(node);
    browse.arg("page/main.mjs").current_dir(checks);
    browse.env("ACCORD_BASE", gateway.base()).env("ACCORD_CHROMIUM", chromium);
    browse.env("ACCORD_POLICE", police(folder.path()));
    let output = browse.env("ACCORD_TOKEN", token(folder.path(), "support-worker")).output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let passed = said.lines().filter(|line| line.starts_with("ok ")).count();
    assert!(output.status.success() && passed == CHECKS && !said.contains("failed "), "{said}\n{complained}");
}
