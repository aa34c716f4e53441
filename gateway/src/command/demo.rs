use std::path::PathBuf;
use std::sync::Arc;

use accord_connector_kit::Registry;
use accord_consent::Keys;
use clap::Args;
use tokio::net::TcpListener;

use super::{serve, sync};
use crate::Clock;
use crate::auth::{user_key, user_secret};
use crate::config::Config;
use crate::demo::{Demo as Invented, default_folder, ready_queries, seed};
use crate::house::{self, Opened, StartError};
use crate::reload::Reload;

#[derive(Args)]
pub(super) struct Demo {
    /// Where the gateway listens, on this machine alone.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the demo's files lie; they are made anew at each start.
    #[arg(long, default_value_os_t = default_folder())]
    folder: PathBuf,
}

/// The invented county, one sync, and a gateway over it until told to stop.
pub(super) async fn run(command: Demo, registry: &Registry) -> Result<(), StartError> {
    let io = |error: std::io::Error| StartError::Io(error.to_string());
    // The port first: a demo that runs already keeps its files.
    let listen = ("127.0.0.1", command.port);
    let listener =
        TcpListener::bind(listen).await.map_err(|e| StartError::Io(format!("port {}: {e}", command.port)))?;
    let port = listener.local_addr().map_err(io)?.port();
    let demo = Invented::prepare(&command.folder, port).await.map_err(io)?;
    let config = Config::load(&demo.config())?;
    crate::telemetry::init(config.log_format, config.log_level);
    house::store(&config).await?.migrate().await?;
    let keys = Keys::new(*house::master_key(&config.keys_file)?);
    let (populations, rounds) = (config.populations(), serve::Rounds::of(&config));
    let reload = Reload::of(&demo.config(), &config);
    let clock: Clock = Arc::new(jiff::Timestamp::now);
    let opened = house::open(config, registry, clock.clone(), true).await?;
    opened.house.desk.begin(clock()).await.map_err(|e| StartError::Io(e.to_string()))?;
    sync::once(&opened, &populations, &clock).await?;
    plant(&demo, &opened, &keys).await?;
    super::say(&greeting(port, &demo))?;
    serve::until_stopped(opened, listener, rounds, &reload, registry).await
}

async fn plant(demo: &Invented, opened: &Opened, keys: &Keys) -> Result<(), StartError> {
    let secret = user_secret(keys);
    let issuer = demo.sandbox.idp.url().to_owned();
    let user = |persona: &str| user_key(&secret, &issuer, persona);
    let planted = seed(&demo.sandbox, &opened.house.desk, &opened.store.sync(), user).await;
    planted.map_err(|e| StartError::Io(e.to_string()))
}

fn greeting(port: u16, demo: &Invented) -> String {
    let mut text = format!(
        "\nAccord answers at http://127.0.0.1:{port}/graphql\n\
         In a browser: http://127.0.0.1:{port}/graphiql\n\n\
         A token (also hate-crime-officer, community-safety-officer, care-coordinator, media-contact, victim,\n\
         data-protection-officer, trust-privacy-officer, police-privacy-officer, authorising-officer, integrator):\n\n  cargo run --release -- token --as support-worker\n\n\
         Three questions to begin with:\n"
    );
    for (title, persona, purpose, query) in ready_queries() {
        text.push_str(&format!(
            "\n# {title}\ncurl -s http://127.0.0.1:{port}/graphql -H 'Content-Type: application/json' \\\n  \
             -H \"Authorization: Bearer $(cargo run -q --release -- token --as {persona})\" \\\n  \
             -H 'Accord-Purpose: {purpose}' \\\n  -d '{{\"query\": \"{query}\"}}'\n"
        ));
    }
    let control = demo.sandbox.police.url();
    text.push_str(&format!(
        "\nTo see a partner fail:\n\ncurl -s {control}/_sandbox/fault -H 'Content-Type: application/json' -d '{{\"kind\": \"hang\"}}'\n\n\
         Ctrl-c ends it all.\n"
    ));
    text
}
