use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What the `token` command needs to know of a running demo.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoState {
    /// Address of the demo's identity provider.
    pub issuer: String,
}

const FILE: &str = "demo.json";

/// Where a demo lies when nothing else is said: below the folder that the command runs in.
pub fn default_folder() -> PathBuf {
    PathBuf::from(".accord/demo")
}

/// Whether a demo lies there.
pub(super) fn is_demo(folder: &Path) -> bool {
    folder.join(FILE).is_file()
}

impl DemoState {
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        fs::write(folder.join(FILE), serde_json::to_vec(self)?)
    }

    /// The state of the demo that lies there.
    ///
    /// # Errors
    /// Where none does.
    pub fn read(folder: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(folder.join(FILE))?)?)
    }
}
