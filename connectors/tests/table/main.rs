//! The connector `table` over real files, a real desk and an honest spool.

mod arrival;
mod config;
mod consent;
mod content;
mod county;
mod held;
mod hostile;
mod property;
mod second;
mod spool;
mod town;
