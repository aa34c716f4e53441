//! `accord exclude`: the person whom a record names as its alleged perpetrator, by her sign-in.

use accord_connector_kit::Registry;
use clap::Args;

use super::WithConfig;
use super::people::Office;
use crate::Clock;
use crate::house::StartError;

#[derive(Args)]
pub(super) struct Exclude {
    #[command(flatten)]
    with: WithConfig,
    /// Issuer of the person's tokens.
    #[arg(long)]
    issuer: String,
    /// The person, as the issuer calls her. At another issuer she is named again.
    #[arg(long)]
    subject: String,
    /// The incident or referral that names her, as PARTNER/ID; several are several records.
    #[arg(required = true)]
    records: Vec<String>,
}

pub(super) async fn run(command: Exclude, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let office = Office::open(command.with.load()?, registry, &clock).await?;
    let user = office.user(&command.issuer, &command.subject);
    for record in &command.records {
        let handle = office.report(record).await?;
        let excluded = office.desk().exclude(handle, user, clock()).await;
        excluded.map_err(|e| StartError::Io(e.to_string()))?;
    }
    office.close().await?;
    super::say(&format!("Excluded from: {}\n", command.records.len()))
}
