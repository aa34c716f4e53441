use std::fmt::Write as _;
use std::sync::Arc;

use accord_connector_kit::Registry;
use accord_consent::Identifier;
use accord_model::{OrganisationId, SubjectId};
use accord_store::WaitingLink;
use clap::Subcommand;
use jiff::Timestamp;
use uuid::Uuid;

use super::WithConfig;
use crate::Clock;
use crate::house::{self, Opened, StartError};
use crate::people;

#[derive(Subcommand)]
pub(super) enum LinksCommand {
    /// The pairs that wait for a reviewer, numbered, with both records' identifiers side by side. Personal data: for the
    /// reviewer's eyes.
    List {
        #[command(flatten)]
        with: WithConfig,
        /// At most this many.
        #[arg(long, default_value_t = 20)]
        first: usize,
    },
    /// Two handles are one person: consent flows over the link from now on.
    Confirm {
        #[command(flatten)]
        with: WithConfig,
        /// A handle of the list, or PARTNER/ID.
        a: String,
        /// The other.
        b: String,
    },
    /// Two handles are two people; also takes a confirmation back.
    Undo {
        #[command(flatten)]
        with: WithConfig,
        /// A handle of the list, or PARTNER/ID.
        a: String,
        /// The other.
        b: String,
    },
}

pub(super) async fn run(command: LinksCommand, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let (LinksCommand::List { with, .. } | LinksCommand::Confirm { with, .. } | LinksCommand::Undo { with, .. }) =
        &command;
    let opened = house::open(with.load()?, registry, Arc::clone(&clock), false).await?;
    opened.house.desk.begin(clock()).await.map_err(|e| StartError::Io(e.to_string()))?;
    let done = match command {
        LinksCommand::List { first, .. } => list(&opened, first, clock()).await,
        LinksCommand::Confirm { a, b, .. } => link(&opened, (&a, &b), true, clock()).await,
        LinksCommand::Undo { a, b, .. } => link(&opened, (&a, &b), false, clock()).await,
    };
    opened.store.close().await?;
    done
}

async fn list(opened: &Opened, first: usize, at: Timestamp) -> Result<(), StartError> {
    let waiting = opened.store.links().links_waiting().await.map_err(|e| StartError::Io(e.to_string()))?;
    let shown = waiting.get(..first.min(waiting.len())).unwrap_or_default();
    let ends: Vec<_> = shown.iter().flat_map(|link| [(link.a, link.owners.0), (link.b, link.owners.1)]).collect();
    // The log first, as everywhere: no log, no identifiers.
    if let Some((_, organisation)) = ends.first() {
        let logged = opened.house.desk.log_review(*organisation, &ends, at).await;
        logged.map_err(|e| StartError::Io(e.to_string()))?;
    }
    let mut text = format!("{} pairs wait for a reviewer\n", waiting.len());
    for link in shown {
        // Writing to a String does not fail.
        writeln!(text, "\n{}  {}\n{}  {}", link.a.0, link.owners.0, link.b.0, link.owners.1).unwrap_or_default();
        for (what, a, b) in side_by_side(opened, link) {
            let mark = if link.agreeing.contains(&what) { "=" } else { "/" };
            writeln!(text, "  {what:?}: {a} {mark} {b}").unwrap_or_default();
        }
    }
    super::say(&text)
}

fn side_by_side(opened: &Opened, link: &WaitingLink) -> Vec<(Identifier, String, String)> {
    let desk = &opened.house.desk;
    let a = desk.identifiers(link.a, &link.sealed_a).unwrap_or_default();
    let b = desk.identifiers(link.b, &link.sealed_b).unwrap_or_default();
    let value = |of: &[(Identifier, String)], what| {
        of.iter().find(|(known, _)| *known == what).map_or_else(|| "-".to_owned(), |(_, value)| value.clone())
    };
    let mut all: Vec<Identifier> = a.iter().chain(&b).map(|(what, _)| *what).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|what| (what, value(&a, what), value(&b, what))).collect()
}

async fn link(opened: &Opened, (a, b): (&str, &str), same: bool, at: Timestamp) -> Result<(), StartError> {
    let (a, b) = (end(opened, a).await?, end(opened, b).await?);
    let desk = &opened.house.desk;
    if same {
        people::confirm(desk, a, b, at).await.map_err(|e| StartError::Io(e.to_string()))?;
        return super::say("Linked.\n");
    }
    // Before it is undone: then the two are one person no more.
    let shown = shown_over(opened, a.0, b.0).await?;
    people::undo(desk, a, b, at).await.map_err(|e| StartError::Io(e.to_string()))?;
    super::say(&format!("Not linked.\n{shown}"))
}

/// What was shown while the two were one person, for whoever assesses whether a wrong link was a breach. Kinds of data and
/// who saw them, never a value.
async fn shown_over(opened: &Opened, a: SubjectId, b: SubjectId) -> Result<String, StartError> {
    let since = opened.store.links().confirmed_since(a, b).await.map_err(|e| StartError::Io(e.to_string()))?;
    let Some(since) = since else {
        return Ok("They were not one person: consent did not flow between them.\n".to_owned());
    };
    let shown = opened.house.desk.disclosed_over((a, b), since).await.map_err(|e| StartError::Io(e.to_string()))?;
    if shown.is_empty() {
        return Ok(format!("They were one person since {since}. Nothing of them was shown in that time.\n"));
    }
    let mut text = format!(
        "They were one person since {since}. What was shown of them in that time, by the disclosure log, for the assessment of a \
         breach (72 hours: UK GDPR Art 33). Not all of it need have come of the link.\n"
    );
    for one in shown {
        let kinds: Vec<String> = one.categories.iter().map(|category| category.to_string()).collect();
        let (who, role, purpose, basis) = (one.organisation, one.role, one.purpose, one.basis);
        let kinds = kinds.join(", ");
        // Writing to a String does not fail.
        writeln!(text, "  {who}\t{role}\t{purpose}\t{basis}\t{kinds}\tlast {}", one.last).unwrap_or_default();
    }
    Ok(text)
}

/// A handle and whose it is: by PARTNER/ID, or by a handle of the list.
async fn end(opened: &Opened, name: &str) -> Result<(SubjectId, OrganisationId), StartError> {
    let io = |e: String| StartError::Io(e);
    if let Ok(handle) = name.parse::<Uuid>() {
        let owner = opened.store.links().owner_of(SubjectId(handle)).await.map_err(|e| io(e.to_string()))?;
        let owner = owner.ok_or_else(|| io(format!("`{name}`: no person has this handle")))?;
        return Ok((SubjectId(handle), owner));
    }
    let subject = people::find(&opened.store.sync(), name).await.map_err(|e| io(e.to_string()))?;
    let partner = name.split_once('/').and_then(|(partner, _)| partner.parse().ok());
    let system = partner.and_then(|partner| opened.house.system(partner));
    let owner = system.map(|s| s.owner).ok_or_else(|| io(format!("`{name}`: no such partner")))?;
    Ok((subject, owner))
}
