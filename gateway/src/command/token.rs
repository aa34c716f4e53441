use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::demo::{DemoState, default_folder};
use crate::house::StartError;

#[derive(Args)]
pub(super) struct Token {
    /// Whose token.
    #[arg(long = "as")]
    persona: Persona,
    /// The folder of the running demo.
    #[arg(long, default_value_os_t = default_folder())]
    folder: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Persona {
    SupportWorker,
    HateCrimeOfficer,
    CommunitySafetyOfficer,
    CareCoordinator,
    MediaContact,
    Victim,
    DataProtectionOfficer,
    TrustPrivacyOfficer,
    PolicePrivacyOfficer,
    AuthorisingOfficer,
    Integrator,
}

/// Gets a token of the running demo's identity provider, by `OAuth2` client credentials, and prints it alone.
pub(super) async fn run(command: Token) -> Result<(), StartError> {
    let folder = command.folder.display();
    let state = DemoState::read(&command.folder)
        .map_err(|_| StartError::Io(format!("no demo in {folder}: start one with `accord demo`")))?;
    let name = command.persona.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
    let form = [("grant_type", "client_credentials")];
    let request = reqwest::Client::new()
        .post(format!("{}/token", state.issuer))
        .basic_auth(&name, Some(format!("demo-{name}")))
        .form(&form);
    let silent = || StartError::Io(format!("the demo in {folder} does not answer: is it running?"));
    let response = request.send().await.and_then(reqwest::Response::error_for_status).map_err(|_| silent())?;
    let answer: serde_json::Value = response.json().await.map_err(|_| silent())?;
    let token = answer.get("access_token").and_then(serde_json::Value::as_str).ok_or_else(silent)?;
    super::say(&format!("{token}\n"))
}
