use std::sync::Arc;

use accord_connector_kit::Registry;
use accord_consent::{Keys, RelationKind};
use clap::Args;

use super::WithConfig;
use crate::auth::{user_key, user_secret};
use crate::house::{self, StartError};
use crate::people;

#[derive(Args)]
pub(super) struct Assign {
    #[command(flatten)]
    with: WithConfig,
    /// The organisation whose case it becomes.
    #[arg(long)]
    organisation: String,
    /// Issuer of the user's tokens; with --subject. Without both the case is the whole organisation's.
    #[arg(long, requires = "subject")]
    issuer: Option<String>,
    /// The user, as the issuer calls her.
    #[arg(long, requires = "issuer")]
    subject: Option<String>,
    /// The user is the person herself.
    #[arg(long, requires = "subject")]
    own: bool,
    /// The person, as PARTNER/ID; several are several cases.
    #[arg(required = true)]
    records: Vec<String>,
}

pub(super) async fn run(command: Assign, registry: &Registry) -> Result<(), StartError> {
    let io = |e: String| StartError::Io(e);
    let config = command.with.load()?;
    let keys = Keys::new(*house::master_key(&config.keys_file)?);
    let user = command.issuer.as_deref().zip(command.subject.as_deref());
    let user = user.map(|(issuer, subject)| user_key(&user_secret(&keys), issuer, subject));
    let opened = house::open(config, registry, Arc::new(jiff::Timestamp::now), false).await?;
    let desk = &opened.house.desk;
    let organisation = command.organisation.parse().ok().filter(|id| desk.organisations().get(*id).is_some());
    let organisation = organisation.ok_or_else(|| io(format!("`{}` is no organisation", command.organisation)))?;
    let kind = if command.own { RelationKind::Own } else { RelationKind::Assigned };
    for record in &command.records {
        let subject = people::find(&opened.store.sync(), record).await.map_err(|e| io(e.to_string()))?;
        let at = jiff::Timestamp::now();
        desk.assign(organisation, user, subject, kind, at).await.map_err(|e| io(e.to_string()))?;
    }
    opened.store.close().await?;
    super::say(&format!("Assigned: {}\n", command.records.len()))
}
