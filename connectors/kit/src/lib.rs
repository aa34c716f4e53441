#![doc = include_str!("../README.md")]

mod port;

pub use port::{Loaded, Spool, SpoolEntry, SpoolFault, SpoolRow, WireCache};
