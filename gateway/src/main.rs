//! The gateway's program.

use std::process::ExitCode;
use std::sync::Arc;

use accord_gateway::command::{Cli, run};
use clap::Parser as _;

fn main() -> ExitCode {
    run(Cli::parse(), &accord_connectors::registry(), Arc::new(jiff::Timestamp::now))
}
