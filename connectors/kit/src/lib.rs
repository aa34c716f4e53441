#![doc = include_str!("../README.md")]

mod port;
mod vault;

pub use port::{Loaded, Spool, SpoolEntry, SpoolFault, SpoolRow, WireCache};
pub use vault::{SealFault, Secret, Vault};
