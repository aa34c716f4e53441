//! Starts the invented county and prints where it listens.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use accord_sandbox::{DEFAULT_SEED, Delivery, NHS_CLIENT_ID, NHS_KEY_ID, NhsOptions, NhsServer, Options, Sandbox};
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
    /// Loopback port of the NHS trust, 0 for any; without it no trust takes part.
    #[arg(long)]
    nhs_port: Option<u16>,
    /// Where the private key of the trust's client is written, PKCS #8 PEM.
    #[arg(long, requires = "nhs_port")]
    nhs_key_file: Option<PathBuf>,
    /// Where the county's files land.
    #[arg(long)]
    drop_folder: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let Arguments {
        seed,
        people,
        incidents,
        police_port,
        idp_port,
        directory_port,
        nhs_port,
        nhs_key_file,
        drop_folder,
    } = Arguments::parse();
    let mut terminated = signal(SignalKind::terminate())?;
    let options = Options {
        seed,
        people,
        incidents,
        police_port,
        idp_port,
        directory_port,
        drop_folder: drop_folder.clone(),
        nhs: nhs_port.map(|port| NhsOptions { port, ..NhsOptions::default() }),
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).await?;
    if drop_folder.is_some() {
        sandbox.county.deliver(Delivery::Full)?;
    }
    if let (Some(file), Some(key)) = (&nhs_key_file, sandbox.nhs.as_ref().and_then(NhsServer::private_key)) {
        write_key(file, key)?;
    }
    let mut line = serde_json::json!({
        "police": sandbox.police.url(),
        "idp": sandbox.idp.url(),
        "directory": sandbox.directory.url(),
        "reports": sandbox.reports.url(),
        "dropFolder": drop_folder,
        "seed": seed,
    });
    if let Some(nhs) = &sandbox.nhs {
        line["nhs"] = serde_json::json!({"fhir": nhs.fhir_url(), "token": nhs.token_url(), "client": NHS_CLIENT_ID, "kid": NHS_KEY_ID});
    }
    writeln!(io::stdout(), "{line}")?;
    tokio::select! {
        _ = terminated.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    sandbox.stop().await;
    Ok(())
}

/// A private key is nobody else's.
fn write_key(file: &Path, key: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?.write_all(key.as_bytes())
}
