use std::sync::Arc;
use std::time::Duration;

use accord_connector_kit::Registry;
use accord_consent::Population;
use accord_model::PartnerId;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use super::sync;
use crate::config::Config;
use crate::house::{self, Opened, StartError};
use crate::sync::Fresh;

/// Listens where the configuration says, and says where that is once it answers.
pub(super) async fn run(config: Config, registry: &Registry) -> Result<(), StartError> {
    let io = |error: std::io::Error| StartError::Io(error.to_string());
    let listen = config.listen;
    let rounds = Rounds::of(&config);
    let opened = house::open(config, registry, Arc::new(jiff::Timestamp::now), false).await?;
    let listener = TcpListener::bind(listen).await.map_err(|e| StartError::Io(format!("{listen}: {e}")))?;
    super::say(&format!("http://{}/graphql\n", listener.local_addr().map_err(io)?))?;
    until_stopped(opened, listener, rounds).await
}

/// How the index is kept fresh, taken out of the configuration before the house is made of it.
pub(super) struct Rounds {
    every: Option<Duration>,
    populations: Vec<(PartnerId, Population)>,
}

impl Rounds {
    pub(super) fn of(config: &Config) -> Self {
        Self { every: config.sync_every, populations: sync::populations(config) }
    }

    /// Starts them; none where they are switched off.
    fn start(self, opened: &Opened) -> JoinSet<()> {
        let Some(every) = self.every else { return JoinSet::new() };
        let (house, clock) = (Arc::clone(&opened.house), Arc::clone(&opened.front.clock));
        Fresh { house, store: opened.store.sync(), clock, every }.start(self.populations)
    }
}

/// Answers until told to stop, then lets the requests under way end.
pub(super) async fn until_stopped(opened: Opened, listener: TcpListener, rounds: Rounds) -> Result<(), StartError> {
    let mut rounds = rounds.start(&opened);
    let served = crate::http::serve(opened.front, listener, told_to_stop()).await;
    // Before the database is closed under them.
    rounds.shutdown().await;
    served.map_err(|error| StartError::Io(error.to_string()))?;
    Ok(opened.store.close().await?)
}

/// SIGTERM, as Kubernetes sends it, or ctrl-c.
async fn told_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        Ok(()) = tokio::signal::ctrl_c() => {}
    }
}
