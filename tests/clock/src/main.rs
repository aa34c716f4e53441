#![doc = include_str!("../README.md")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use accord_gateway::command::{Cli, run};
use clap::Parser as _;
use jiff::Timestamp;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let program = arguments.next().unwrap_or_default();
    let Some(file) = arguments.next().map(PathBuf::from) else {
        eprintln!("accord-at: the first argument is the file with the instant");
        return ExitCode::FAILURE;
    };
    let cli = Cli::parse_from(std::iter::once(program).chain(arguments));
    // A test replaces the file by renaming another over it: it is whole at every moment.
    let clock = move || -> Timestamp {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.trim().parse().unwrap_or(Timestamp::UNIX_EPOCH)
    };
    run(cli, &accord_connectors::registry(), Arc::new(clock))
}
