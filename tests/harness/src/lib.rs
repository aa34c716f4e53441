#![doc = include_str!("../README.md")]

mod binary;
mod client;
mod gateway;
mod world;

pub use binary::accord;
pub use client::{Answer, Client};
pub use gateway::Gateway;
pub use world::{World, WorldOptions};
