//! The demo: an invented county and its identity provider on loopback sockets, and an ordinary gateway over them, on
//! SQLite and in-process cache. Nothing here is used by `accord serve`.

mod queries;
mod seed;
mod state;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use accord_sandbox::{Delivery, NhsOptions, NhsServer, Options, REPORTS_API_KEY, Sandbox};

pub use queries::ready_queries;
pub use seed::seed;
pub use state::{DemoState, default_folder};

/// The invented partners, and the folder with the configuration of a gateway over them.
pub struct Demo {
    /// The partners.
    pub sandbox: Sandbox,
    folder: PathBuf,
}

impl Demo {
    /// Starts the partners and writes the configuration into an empty folder: the demo begins anew each time.
    ///
    /// # Errors
    /// Where the folder cannot be written, a socket cannot be had, or the folder holds something else than a demo.
    pub async fn prepare(folder: &Path, port: u16) -> io::Result<Self> {
        empty(folder)?;
        let folder = folder.canonicalize()?;
        let drop_folder = folder.join("drop");
        fs::create_dir_all(&drop_folder)?;
        let options = Options {
            drop_folder: Some(drop_folder),
            nhs: Some(NhsOptions::default()),
            case_database: Some(folder.join("cases.sqlite")),
            ..Options::default()
        };
        let sandbox = Sandbox::start(options).await?;
        sandbox.county.deliver(Delivery::Full)?;
        let demo = Self { sandbox, folder };
        demo.configure(port)?;
        DemoState { issuer: demo.sandbox.idp.url().to_owned() }.write(&demo.folder)?;
        Ok(demo)
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.join("accord.toml")
    }

    fn configure(&self, port: u16) -> io::Result<()> {
        // Invented people need no secret key, and with a fixed one the same seed gives the same ids.
        let key = "a1".repeat(32);
        let text = format!(
            include_str!("accord.toml.in"),
            port = port,
            folder = self.folder.display(),
            issuer = self.sandbox.idp.url(),
            police = self.sandbox.police.url(),
            reports = self.sandbox.reports.url(),
            directory = self.sandbox.directory.url(),
            nhs = self.sandbox.nhs.as_ref().map(NhsServer::url).unwrap_or_default(),
        );
        fs::create_dir_all(self.folder.join("council"))?;
        secret(&self.folder.join("nhs.pem"), self.sandbox.nhs.as_ref().and_then(NhsServer::private_key))?;
        secret(&self.folder.join("council-reports.key"), Some(REPORTS_API_KEY))?;
        for (name, text) in [
            ("accord.toml", text.as_str()),
            ("master.key", key.as_str()),
            ("organisations.toml", include_str!("../../config/llr/organisations.toml")),
            ("agreements.toml", include_str!("../../config/llr/agreements.toml")),
            ("county.toml", lasting(include_str!("../../../connectors/county/county.toml")).as_str()),
            ("council/council.toml", live(include_str!("../../../connectors/council/council.toml")).as_str()),
            ("council/terms.toml", include_str!("../../../connectors/council/terms.toml")),
            ("council-reports.toml", include_str!("../../../connectors/council-reports/terms.toml")),
            ("terms.toml", include_str!("../../../connectors/county/terms.toml")),
        ] {
            fs::write(self.folder.join(name), text)?;
        }
        Ok(())
    }
}

/// The county's mapping, for extracts that never grow old: the sandbox's are always of November 2026, and under the
/// project's own schedule of a year they would be destroyed on arrival from November 2027 on.
fn lasting(mapping: &str) -> String {
    mapping.replace("retention_days = 365\n", "retention_days = 36500\n")
}

/// The council's mapping over its database instead of its nightly export.
fn live(mapping: &str) -> String {
    lasting(mapping).replace("files = \"cases_{date}.csv\"", "sql = { from = \"accord_cases\" }")
}

/// Writes what only its owner may read.
fn secret(path: &Path, text: Option<&str>) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.unwrap_or_default().as_bytes())
}

/// Empties a demo's folder, and no other.
fn empty(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        let foreign = fs::read_dir(folder)?.next().is_some() && !state::is_demo(folder);
        if foreign {
            let what = format!("{} holds something else than a demo; name another folder", folder.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::{lasting, live};

    #[test]
    fn the_demos_county_keeps_its_rows() {
        let shipped = include_str!("../../../connectors/county/county.toml");
        let differs = lasting(shipped);
        let mut changed = shipped.lines().zip(differs.lines()).filter(|(a, b)| a != b);
        assert_eq!(changed.next(), Some(("retention_days = 365", "retention_days = 36500")));
        assert_eq!((changed.next(), shipped.lines().count()), (None, differs.lines().count()));
    }

    #[test]
    fn the_demos_council_is_asked_in_its_database() {
        let shipped = include_str!("../../../connectors/council/council.toml");
        let live = live(shipped);
        let changed: Vec<_> = shipped.lines().zip(live.lines()).filter(|(a, b)| a != b).map(|(_, b)| b).collect();
        assert_eq!(changed, ["retention_days = 36500", "sql = { from = \"accord_cases\" }"]);
    }
}
