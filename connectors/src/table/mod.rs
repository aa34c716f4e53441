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
mod living;
mod map;
mod names;
mod needs;
mod parse;
mod prepare;
mod read;
mod section;
mod stored;
mod walk;

pub use attempt::{Sample, TryError, TryReport, try_file};
pub use code::{Code, Place};
pub use config::{ConfigError, Mapping};
pub use connector::Table;
pub use finding::Finding;
pub use read::{Database, DatabaseError, Patience};
pub use section::Section;
