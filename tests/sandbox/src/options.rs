//! What a sandbox is started with.

use std::path::PathBuf;
use std::time::Duration;

use crate::control::Edit;
use crate::nhs::ClientKey;
use crate::open311::{Quirks, ReportsOptions};

/// The seed of the demo.
pub const DEFAULT_SEED: u64 = 20_261_121;

/// What a sandbox is started with; the default is the demo on free ports, without a drop folder.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same seed, the same county.
    pub seed: u64,
    /// How many people live in it.
    pub people: usize,
    /// How many incidents happened.
    pub incidents: usize,
    /// Loopback port of the police, 0 for any.
    pub police_port: u16,
    /// Loopback port of the identity provider, 0 for any.
    pub idp_port: u16,
    /// Loopback port of the directory of support services, 0 for any.
    pub directory_port: u16,
    /// The council's Open311 endpoint.
    pub reports: ReportsOptions,
    /// Where the county's files land.
    pub drop_folder: Option<PathBuf>,
    /// How long the police's tokens live.
    pub token_lifetime: Duration,
    /// The NHS trust; none where no NHS takes part: the truth then knows none of its records.
    pub nhs: Option<NhsOptions>,
    /// Where the council's case system keeps its database; none where no council takes part: the truth then knows none of its
    /// cases.
    pub case_database: Option<PathBuf>,
    /// How this county always differed from the seed's: for tests of two worlds.
    pub edits: Vec<Edit>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: DEFAULT_SEED,
            people: 2_000,
            incidents: 3_000,
            police_port: 0,
            idp_port: 0,
            directory_port: 0,
            reports: ReportsOptions {
                quirks: Quirks { zero_coordinates: true, names_reporters: true, ..Quirks::default() },
                ..ReportsOptions::default()
            },
            drop_folder: None,
            token_lifetime: Duration::from_secs(300),
            nhs: None,
            case_database: None,
            edits: Vec::new(),
        }
    }
}

/// What an NHS trust's server is started with; the default is a free port, no limit and a key pair of its making.
#[derive(Clone, Debug)]
pub struct NhsOptions {
    /// Loopback port, 0 for any.
    pub port: u16,
    /// How long its tokens live.
    pub token_lifetime: Duration,
    /// How many requests a second it answers; any number for none.
    pub requests_per_second: Option<usize>,
    /// The client's public keys. When there are none, the server makes a pair and tells the private half.
    pub client_keys: Vec<ClientKey>,
}

impl Default for NhsOptions {
    fn default() -> Self {
        Self { port: 0, token_lifetime: Duration::from_secs(600), requests_per_second: None, client_keys: Vec::new() }
    }
}
