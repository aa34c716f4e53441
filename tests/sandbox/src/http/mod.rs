//! The little HTTP that the fake servers share: an ask, a reply, and a server that journals and fails on demand.

mod ask;
mod listen;
mod reply;
mod server;

pub(crate) use ask::Ask;
pub(crate) use reply::{Reply, Sent};
pub(crate) use server::{Running, Service, serve};
