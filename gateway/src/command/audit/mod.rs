//! `accord audit`: whether the disclosure log holds, what in it is unusual, and whom it is to forget. For the privacy officer.

mod forget;
mod unusual;
mod user;
mod verify;

use accord_connector_kit::Registry;
use clap::Subcommand;

use super::WithConfig;
use crate::Clock;
use crate::house::StartError;

#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// Walk the disclosure log from its first row to its sealed end.
    Verify(WithConfig),
    /// What is unusual in the log: questions for a privacy officer to ask.
    Unusual(unusual::Arguments),
    /// The key under which the log knows a user: to find the one whom a line is about.
    User(user::Arguments),
    /// Cut the log off from a person whom no partner holds any more. Nothing brings it back.
    Forget(forget::Arguments),
}

pub(super) async fn run(command: AuditCommand, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    match command {
        AuditCommand::Verify(with) => verify::run(with.load()?).await,
        AuditCommand::Unusual(with) => unusual::run(with, &clock).await,
        AuditCommand::User(with) => user::run(&with),
        AuditCommand::Forget(with) => forget::run(with, registry, clock).await,
    }
}
