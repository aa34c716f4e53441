//! `accord audit`: whether the disclosure log holds, and what in it is unusual. For the privacy officer.

mod unusual;
mod user;
mod verify;

use clap::Subcommand;

use super::WithConfig;
use crate::house::StartError;

#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// Walk the disclosure log from its first row to its sealed end.
    Verify(WithConfig),
    /// What is unusual in the log: questions for a privacy officer to ask.
    Unusual(unusual::Arguments),
    /// The key under which the log knows a user: to find the one whom a line is about.
    User(user::Arguments),
}

pub(super) async fn run(command: AuditCommand) -> Result<(), StartError> {
    match command {
        AuditCommand::Verify(with) => verify::run(with.load()?).await,
        AuditCommand::Unusual(with) => unusual::run(with).await,
        AuditCommand::User(with) => user::run(&with),
    }
}
