#![doc = include_str!("README.md")]

mod accused;
mod attempt;
mod cell;
mod code;
mod config;
mod connector;
mod consent;
mod extract;
mod finding;
mod folder;
mod ingest;
mod map;
mod names;
mod parse;
mod prepare;
mod read;
mod stored;

pub use attempt::{Sample, TryError, TryReport, try_file};
pub use code::{Code, Place};
pub use config::{ConfigError, Mapping};
pub use connector::{Section, Table};
pub use finding::Finding;
