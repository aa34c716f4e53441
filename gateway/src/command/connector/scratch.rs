//! A connector's own ground for one check: a cache and a spool that nobody else has, and a copy of the partner's files.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use accord_connector_kit::{Doors, Parts};
use accord_consent::Keys;
use accord_store::{MemoryCache, Store, StoreOptions};
use tempfile::TempDir;

use crate::config::Config;
use crate::house::{self, StartError};

/// Bytes of the cache.
const CACHE: u64 = 16 << 20;

/// It is gone when it is dropped, and the copies with it. The folder is its owner's alone.
pub(super) struct Scratch {
    pub(super) parts: Parts,
    folder: TempDir,
}

impl Scratch {
    pub(super) async fn open(config: &Config) -> Result<Self, StartError> {
        let folder = TempDir::new().map_err(|e| StartError::Io(e.to_string()))?;
        // A key of this run alone: what the spool seals is of no use to anybody after it.
        let mut key = [0; 32];
        key.iter_mut().for_each(|byte| *byte = rand::random());
        let keys = Keys::new(key);
        let url = format!("sqlite://{}", folder.path().join("check.sqlite").display());
        let store = Store::open(&url, StoreOptions::new(keys.derive("ledger-head", ""))).await?;
        store.migrate().await?;
        let parts = Parts {
            cache: Arc::new(MemoryCache::new(CACHE)),
            spool: store.spool(),
            secret: house::secret(&keys),
            folder: config.folder.clone(),
            // Nobody dials in to a check.
            doors: Doors::default(),
        };
        Ok(Self { parts, folder })
    }

    /// A connector of files deletes what it has read: it gets a copy of its folder.
    pub(super) fn copy_folder(&self, settings: &mut toml::Table) -> Result<(), StartError> {
        let Some(toml::Value::String(named)) = settings.get("folder") else { return Ok(()) };
        let from = self.parts.folder.join(named);
        let to = self.folder.path().join("drop");
        copy(&from, &to).map_err(|e| StartError::Io(format!("settings.folder: {}", e.kind())))?;
        settings.insert("folder".to_owned(), toml::Value::String(to.display().to_string()));
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
