//! Starts the invented county and prints where it listens.

use std::io::{self, Write};
use std::path::PathBuf;

use accord_sandbox::{DEFAULT_SEED, Delivery, Options, Sandbox};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

/// An invented county: fake partners that speak the partners' real protocols.
#[derive(Parser)]
struct Arguments {
    /// The same seed, the same county.
    #[arg(long, default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// People in the county.
    #[arg(long, default_value_t = 2_000)]
    people: usize,
    /// Incidents in the county.
    #[arg(long, default_value_t = 3_000)]
    incidents: usize,
    /// Loopback port of the police, 0 for any.
    #[arg(long, default_value_t = 0)]
    police_port: u16,
    /// Loopback port of the identity provider, 0 for any.
    #[arg(long, default_value_t = 0)]
    idp_port: u16,
    /// Loopback port of the directory of support services, 0 for any.
    #[arg(long, default_value_t = 0)]
    directory_port: u16,
    /// Where the county's files land.
    #[arg(long)]
    drop_folder: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let Arguments { seed, people, incidents, police_port, idp_port, directory_port, drop_folder } = Arguments::parse();
    let mut terminated = signal(SignalKind::terminate())?;
    let options = Options {
        seed,
        people,
        incidents,
        police_port,
        idp_port,
        directory_port,
        drop_folder: drop_folder.clone(),
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).await?;
    if drop_folder.is_some() {
        sandbox.county.deliver(Delivery::Full)?;
    }
    let line = serde_json::json!({
        "police": sandbox.police.url(),
        "idp": sandbox.idp.url(),
        "directory": sandbox.directory.url(),
        "dropFolder": drop_folder,
        "seed": seed,
    });
    writeln!(io::stdout(), "{line}")?;
    tokio::select! {
        _ = terminated.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    sandbox.stop().await;
    Ok(())
}
