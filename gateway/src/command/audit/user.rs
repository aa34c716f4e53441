use accord_consent::Keys;
use clap::Args;

use crate::audit::hexadecimal;
use crate::auth::{user_key, user_secret};
use crate::command::WithConfig;
use crate::house::{StartError, master_key};

#[derive(Args)]
pub(in crate::command) struct Arguments {
    #[command(flatten)]
    with: WithConfig,
    /// The user's identity provider: the `iss` claim.
    #[arg(long)]
    issuer: String,
    /// The user at that provider: the `sub` claim.
    #[arg(long)]
    subject: String,
}

/// The way from a user to her key; there is none back.
pub(super) fn run(arguments: &Arguments) -> Result<(), StartError> {
    let config = arguments.with.load()?;
    let secret = user_secret(&Keys::new(*master_key(&config.keys_file)?));
    let key = user_key(&secret, &arguments.issuer, &arguments.subject);
    crate::command::say(&format!("user {}\n", hexadecimal(key)))
}
