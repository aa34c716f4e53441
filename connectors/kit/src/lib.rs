#![doc = include_str!("../README.md")]

mod connect;
mod port;
mod terms;
mod vault;

pub use connect::{Connect, ConnectError, Parts, Registry};
pub use port::{Loaded, Spool, SpoolEntry, SpoolFault, SpoolRow, WireCache};
pub use terms::{Term, Terms, TermsError};
pub use vault::{SealFault, Secret, Vault};
