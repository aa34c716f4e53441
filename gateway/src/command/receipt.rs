use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use accord_connector_kit::Registry;
use accord_consent::{EventState, Keys, Receipt, ReplayFault, Replayed};
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::WithConfig;
use crate::Clock;
use crate::house::{self, Opened, StartError};

/// A key set is a few kilobytes, and so is a file of receipts of one person.
const LARGEST_BYTES: u64 = 16 * 1024 * 1024;

#[derive(Subcommand)]
pub(super) enum ReceiptCommand {
    /// Say what a receipt says, or why it is not believed.
    Verify(Verify),
    /// Enter what receipts say and the database does not have: after a restore.
    Replay(Replay),
}

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    with: WithConfig,
    /// Check with these public keys, as from `/.well-known/jwks.json`, and without a configuration.
    #[arg(long)]
    jwks: Option<PathBuf>,
    /// A file with receipts, one a line.
    file: PathBuf,
}

#[derive(Args)]
pub(super) struct Replay {
    #[command(flatten)]
    with: WithConfig,
    /// What opens too: permits, and refusals that were taken back. A permit that was taken back after its receipt was given, and
    /// whose withdrawal has no receipt here, comes back.
    #[arg(long)]
    permits: bool,
    /// Files with receipts, one a line.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub(super) async fn run(command: ReceiptCommand, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    match command {
        ReceiptCommand::Verify(verify) => check(&verify),
        ReceiptCommand::Replay(replay) => enter(&replay, registry, clock).await,
    }
}

fn check(command: &Verify) -> Result<(), StartError> {
    let keys = match &command.jwks {
        Some(file) => serde_json::from_str(&read(file)?)
            .map_err(|_| StartError::Io(format!("{}: this is no JSON Web Key Set", file.display())))?,
        None => {
            let keys = Keys::new(*house::master_key(&command.with.load()?.keys_file)?);
            keys.public_keys().ok_or_else(|| StartError::Io("no key".to_owned()))?
        }
    };
    for (line, text) in lines(&command.file)? {
        let receipt = Receipt::verify(&text, &keys);
        let receipt = receipt.map_err(|fault| StartError::Io(format!("{line}: {fault}")))?;
        super::say(&format!("{line}: {}", said(&receipt)))?;
    }
    Ok(())
}

/// Codes and organisations; who it is about is an id that opens for one organisation alone.
fn said(receipt: &Receipt) -> String {
    let state = match receipt.state() {
        Some(EventState::Given) => "GIVEN",
        Some(EventState::Refused) => "REFUSED",
        Some(EventState::Withdrawn) => "WITHDRAWN",
        None => "-",
    };
    let mut text = format!("{state}\n  receipt {}\n  about {}\n", receipt.receipt_id, receipt.pii_principal_id);
    for purpose in &receipt.purposes {
        let kinds: Vec<&str> = purpose.pii_information.iter().map(|one| one.pii_type.as_str()).collect();
        let whose =
            if purpose.pii_controllers.is_empty() { "ANY".to_owned() } else { purpose.pii_controllers.join(", ") };
        let (to, what) = (purpose.recipient_third_parties.join(", "), purpose.processing_method.join(", "));
        // Writing to a String does not fail.
        writeln!(
            text,
            "  to {to}\n  for {}\n  may {what}\n  of {whose}\n  kinds {}",
            purpose.purpose,
            kinds.join(", ")
        )
        .unwrap_or_default();
    }
    for event in &receipt.events {
        let until = event.validity_duration.as_deref().map(|end| format!(" until {end}")).unwrap_or_default();
        let (state, at, by) = (event.event_state, &event.event_time, &event.entity_id);
        writeln!(text, "  {state:?} at {at} by {by}{until}").unwrap_or_default();
    }
    text
}

async fn enter(command: &Replay, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let mut all = Vec::new();
    for file in &command.files {
        all.extend(lines(file)?);
    }
    let opened = house::open(command.with.load()?, registry, Arc::clone(&clock), false).await?;
    let done = replayed(&opened, all, command.permits, clock()).await;
    opened.store.close().await?;
    let (text, refused) = done?;
    super::say(&text)?;
    if refused == 0 { Ok(()) } else { Err(StartError::Io(format!("{refused} receipts were not believed"))) }
}

/// Withdrawals go first: where both receipts of a word are given, nothing is open in between.
async fn replayed(
    opened: &Opened,
    mut all: Vec<(String, String)>,
    permits: bool,
    at: Timestamp,
) -> Result<(String, usize), StartError> {
    let desk = &opened.house.desk;
    desk.begin(at).await.map_err(|e| StartError::Io(e.to_string()))?;
    all.sort_by_key(|(_, text)| {
        let state = desk.read_receipt(text).ok().and_then(|receipt| receipt.state());
        state != Some(EventState::Withdrawn)
    });
    let (mut text, mut refused) = (String::new(), 0);
    for (line, receipt) in all {
        let outcome = match desk.replay_receipt(&receipt, permits, at).await {
            Ok(Replayed::Known) => "KNOWN".to_owned(),
            Ok(Replayed::Withdrawal) => "WITHDRAWAL entered".to_owned(),
            Ok(Replayed::Refusal) => "REFUSAL entered".to_owned(),
            Ok(Replayed::Permit) => "PERMIT entered".to_owned(),
            Ok(Replayed::PermitLeft) => "PERMIT left out: --permits".to_owned(),
            Err(ReplayFault::Receipt(fault)) => {
                refused += 1;
                fault.to_string()
            }
            Err(ReplayFault::Policy(fault)) => return Err(StartError::Io(format!("{line}: {fault}"))),
        };
        // Writing to a String does not fail.
        writeln!(text, "{line}: {outcome}").unwrap_or_default();
    }
    Ok((text, refused))
}

/// The receipts of a file, each with its place.
fn lines(file: &Path) -> Result<Vec<(String, String)>, StartError> {
    let text = read(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines: Vec<_> = lines.map(|(n, line)| (format!("{}:{}", file.display(), n + 1), line.to_owned())).collect();
    if lines.is_empty() {
        Err(StartError::Io(format!("{}: RECEIPT_MALFORMED: empty", file.display())))
    } else {
        Ok(lines)
    }
}

fn read(file: &Path) -> Result<String, StartError> {
    let error = |e: std::io::Error| StartError::Io(format!("{}: {}", file.display(), e.kind()));
    if std::fs::metadata(file).map_err(error)?.len() > LARGEST_BYTES {
        return Err(StartError::Io(format!("{}: RECEIPT_MALFORMED: too large", file.display())));
    }
    std::fs::read_to_string(file).map_err(error)
}
