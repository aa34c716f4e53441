//! The police connector against the sandbox's police server, over HTTP, made through the registry.

mod batches;
mod config;
mod faults;
mod feed;
mod force;
mod tokens;
