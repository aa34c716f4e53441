#![doc = include_str!("../README.md")]

mod proposal;

pub use proposal::{Proposal, blocking, proposal};
