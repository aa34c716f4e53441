//! `accord exclude`: the person whom a record names as its alleged perpetrator, by her sign-in; and the way back.

use std::fmt::Write as _;

use accord_connector_kit::Registry;
use clap::Args;

use super::WithConfig;
use super::people::Office;
use crate::Clock;
use crate::audit::hexadecimal;
use crate::house::StartError;

#[derive(Args)]
pub(super) struct Exclude {
    #[command(flatten)]
    with: WithConfig,
    /// Issuer of the person's tokens.
    #[arg(long, required_unless_present = "list", requires = "subject")]
    issuer: Option<String>,
    /// The person, as the issuer calls her. At another issuer she is named again.
    #[arg(long, required_unless_present = "list", requires = "issuer")]
    subject: Option<String>,
    /// The wrong person was named: the records exist for her again.
    #[arg(long, conflicts_with = "list")]
    end: bool,
    /// Lists who is excluded from what, and since when: each by the key that the log has of her; of one person, where she is
    /// named.
    #[arg(long, conflicts_with = "records")]
    list: bool,
    /// The incident or referral that names her, as PARTNER/ID; several are several records.
    #[arg(required_unless_present = "list")]
    records: Vec<String>,
}

pub(super) async fn run(command: Exclude, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let office = Office::open(command.with.load()?, registry, &clock).await?;
    let done = match command.list {
        true => list(&office, &command).await,
        false => name(&office, &command, &clock).await,
    };
    office.close().await?;
    super::say(&done?)
}

/// All records are looked up before the first is written.
async fn name(office: &Office, command: &Exclude, clock: &Clock) -> Result<String, StartError> {
    let user = command.issuer.as_deref().zip(command.subject.as_deref());
    let user = user.map(|(issuer, subject)| office.user(issuer, subject));
    let user = user.ok_or_else(|| StartError::Io("--issuer and --subject name the person".to_owned()))?;
    let mut named = Vec::with_capacity(command.records.len());
    for record in &command.records {
        named.push(office.report(record).await?);
    }
    let mut done = 0;
    for record in &named {
        let desk = office.desk();
        let written = match command.end {
            true => desk.end_exclusion(record, user, clock()).await,
            false => desk.exclude(record, user, clock()).await.map(|()| true),
        };
        done += usize::from(written.map_err(|e| StartError::Io(e.to_string()))?);
    }
    let what = if command.end { "Ended" } else { "Excluded from" };
    Ok(format!("{what}: {done}\n"))
}

async fn list(office: &Office, command: &Exclude) -> Result<String, StartError> {
    let user = command.issuer.as_deref().zip(command.subject.as_deref());
    let user = user.map(|(issuer, subject)| office.user(issuer, subject));
    let mut all = office.desk().exclusions().await.map_err(|e| StartError::Io(e.to_string()))?;
    all.retain(|one| user.is_none_or(|user| one.user == user));
    let mut text = format!("{} exclusions\n", all.len());
    for one in all {
        let record = office.name_of(one.record).await?;
        // Writing to a String does not fail.
        writeln!(text, "{record}\tuser {}\t{}", hexadecimal(one.user), one.at).unwrap_or_default();
    }
    Ok(text)
}
