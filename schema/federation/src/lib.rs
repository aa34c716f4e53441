#![doc = include_str!("../README.md")]

mod connector;
mod fault;
mod index;

pub use connector::{Change, ChangeCursor, ChangePage, Connector, Gathered, Note};
pub use fault::Fault;
pub use index::{Index, IndexFault, OwnedQuery};
