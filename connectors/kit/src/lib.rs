#![doc = include_str!("../README.md")]

mod cache;
mod chunks;
mod client;
mod connect;
mod gather;
mod login;
mod port;
mod terms;
mod vault;

pub use cache::RecordCache;
pub use chunks::{Chunked, in_chunks};
pub use client::{Address, Ask, BreakerLimits, Client, Explain, Limits, Pace};
pub use connect::{Connect, ConnectError, Parts, Registry};
pub use gather::{WireRecord, gather};
pub use login::{Credentials, KeyFile, Login, PrivateKeys, SecretText, SigningAlgorithm};
pub use port::{Loaded, Spool, SpoolEntry, SpoolFault, SpoolRow, WireCache};
pub use terms::{Term, Terms, TermsError};
pub use vault::{SealFault, Secret, Vault};
