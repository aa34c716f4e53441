//! The source tree, read once for each test.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of the project.
pub(crate) struct Source {
    /// From the project's root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// Whether it is compiled into a test alone.
    pub(crate) fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap();
        self.path.starts_with("tests/") || self.path.contains("/tests/") || name == "tests.rs"
    }

    /// Its lines before its own tests, with their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = self.text.lines().take_while(|line| line.trim() != "mod tests {");
        code.enumerate().map(|(n, line)| (n + 1, line))
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every file whose name ends so, in order.
pub(crate) fn files(end: &str) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if name.ends_with(end) {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 5, "the source tree is somewhere else");
    found
}

/// Fails with every place at once.
pub(crate) fn none(places: &[String], rule: &str) {
    assert!(places.is_empty(), "{rule}:\n  {}", places.join("\n  "));
}
