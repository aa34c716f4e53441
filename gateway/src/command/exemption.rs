use std::fmt::Write as _;
use std::sync::Arc;

use accord_connector_kit::Registry;
use accord_consent::ListedExemption;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use uuid::Uuid;

use super::WithConfig;
use crate::Clock;
use crate::house::{self, Opened, StartError};
use crate::people;

/// The provision is a short reference, not a story: a story may name people.
const LONGEST_GROUND: usize = 200;

#[derive(Subcommand)]
pub(super) enum ExemptionCommand {
    /// Keep one organisation's rows about one person out of her view of the log until an instant.
    Grant(Grant),
    /// Every exemption and whether it counts; never about whom.
    List(WithConfig),
    /// End one early: its rows are in her log from now on.
    End {
        #[command(flatten)]
        with: WithConfig,
        /// Its id, as `grant` and `list` say it.
        id: Uuid,
    },
}

#[derive(Args)]
pub(super) struct Grant {
    #[command(flatten)]
    with: WithConfig,
    /// The person, as PARTNER/ID.
    person: String,
    /// Whose rows are kept out.
    #[arg(long)]
    organisation: String,
    /// Until before this instant, RFC 3339; `[rights] longest_exemption_days` at most.
    #[arg(long)]
    until: Timestamp,
    /// The provision, as in "DPA 2018 s.44(4)(b)". Name nobody in it.
    #[arg(long)]
    ground: String,
}

pub(super) async fn run(command: ExemptionCommand, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let (ExemptionCommand::Grant(Grant { with, .. })
    | ExemptionCommand::List(with)
    | ExemptionCommand::End { with, .. }) = &command;
    let opened = house::open(with.load()?, registry, Arc::clone(&clock), false).await?;
    let done = match &command {
        ExemptionCommand::Grant(grant) => give(&opened, grant, clock()).await,
        ExemptionCommand::List(_) => list(&opened, clock()).await,
        ExemptionCommand::End { id, .. } => end(&opened, *id, clock()).await,
    };
    opened.store.close().await?;
    super::say(&done?)
}

async fn give(opened: &Opened, grant: &Grant, at: Timestamp) -> Result<String, StartError> {
    let io = |e: String| StartError::Io(e);
    if grant.ground.trim().is_empty() || grant.ground.len() > LONGEST_GROUND {
        return Err(io(format!("--ground: allowed: 1 to {LONGEST_GROUND} bytes, as in \"DPA 2018 s.44(4)(b)\"")));
    }
    let house = &opened.house;
    let organisation = grant.organisation.parse().map_err(|_| io(format!("`{}`: no member", grant.organisation)))?;
    let subject = people::find(&opened.store.sync(), &grant.person).await.map_err(|e| io(e.to_string()))?;
    let about = ((subject, organisation), (grant.ground.as_str(), grant.until));
    let order = house.desk.exempt(&*house.rights, about.0, about.1, house.longest_exemption, at);
    let order = order.await.map_err(|e| io(e.to_string()))?;
    Ok(format!("{}\n", order.id))
}

async fn list(opened: &Opened, at: Timestamp) -> Result<String, StartError> {
    let house = &opened.house;
    let all = house.desk.exemptions(&*house.rights, house.longest_exemption, at).await;
    let all = all.map_err(|e| StartError::Io(e.to_string()))?;
    let mut text = format!("{} exemptions\n", all.len());
    for one in &all {
        let ListedExemption { exemption, .. } = one;
        let until = exemption.until.map_or_else(|| "-".to_owned(), |until| until.to_string());
        let (id, who, from) = (exemption.id, exemption.organisation, exemption.start);
        // Writing to a String does not fail.
        writeln!(text, "{id}\t{who}\t{from}\t{until}\t{}\t{}", state(one), exemption.ground).unwrap_or_default();
    }
    Ok(text)
}

fn state(one: &ListedExemption) -> &'static str {
    match (one.exemption.ended_at, one.check, one.is_open) {
        (Some(_), ..) => "ENDED",
        (None, Err(fault), _) => fault.code(),
        (None, Ok(()), true) => "IN_FORCE",
        (None, Ok(()), false) => "EXPIRED",
    }
}

async fn end(opened: &Opened, id: Uuid, at: Timestamp) -> Result<String, StartError> {
    let house = &opened.house;
    let ended = house.desk.end_exemption(&*house.rights, id, at).await;
    ended.map_err(|e| StartError::Io(format!("{id}: {e}")))?;
    Ok("Ended.\n".to_owned())
}
