#![doc = include_str!("../README.md")]

mod connector;
mod fault;
mod house;
mod index;
mod session;

pub use connector::{Change, ChangeCursor, ChangePage, Connector, Gathered, Note};
pub use fault::Fault;
pub use house::{House, System};
pub use index::{Index, IndexFault, OwnedQuery};
pub use session::Session;
