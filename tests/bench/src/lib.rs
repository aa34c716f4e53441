#![doc = include_str!("../README.md")]

mod county;
mod cpu;
mod ports;
mod records;

pub use county::{County, PEOPLE, RECORDS, Trouble};
pub use cpu::{Cpu, cpu};
