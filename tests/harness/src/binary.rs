use std::path::PathBuf;

/// The gateway's binary, beside the test's own: `target/debug/deps/suite-...` gives `target/debug/accord`.
///
/// # Panics
/// Where it has not been built.
pub fn accord() -> PathBuf {
    built("accord")
}

/// The gateway's binary by the clock of a test.
pub(crate) fn accord_at() -> PathBuf {
    built("accord-at")
}

fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    let found = test.ancestors().skip(1).take(3).map(|folder| folder.join(name)).find(|path| path.is_file());
    match found {
        Some(path) => path,
        None => panic!("no `{name}` beside {}: run `cargo build --workspace --bins` first", test.display()),
    }
}

/// The folder that Cargo builds in: `target/debug/deps/suite-...` gives `target`.
pub(crate) fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    test.ancestors().nth(3).map(PathBuf::from).unwrap_or_default()
}
