#![doc = include_str!("../README.md")]

mod binary;
mod client;
mod gateway;
mod mariadb;
mod medplum;
mod postgres;
mod redis;
mod server;
mod tables;
mod world;

pub use binary::accord;
pub use client::{Answer, Client};
pub use gateway::Gateway;
pub use mariadb::MariaDb;
pub use medplum::Medplum;
pub use postgres::Postgres;
pub use redis::Redis;
pub use tables::Tables;
pub use world::{World, WorldOptions};
