#![doc = include_str!("../README.md")]

pub mod alerts;
pub mod audit;
pub mod auth;
pub mod command;
pub mod config;
pub mod demo;
mod dial;
mod fitting;
pub mod house;
pub mod http;
pub mod people;
pub mod reload;
pub mod staff;
pub mod sync;
mod synced;
pub mod telemetry;

use std::sync::Arc;

use jiff::Timestamp;

/// The gateway's clock: an argument everywhere, so that a test can set it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
