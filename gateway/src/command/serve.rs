use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use accord_connector_kit::Registry;
use accord_consent::Population;
use accord_federation::House;
use accord_model::PartnerId;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use crate::Clock;
use crate::config::Config;
use crate::fitting;
use crate::house::{self, Opened, StartError};
use crate::reload::{self, Reload};
use crate::sync::Fresh;

/// Listens where the configuration says, and says where that is once it answers.
pub(super) async fn run(path: &Path, config: Config, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let io = |error: std::io::Error| StartError::Io(error.to_string());
    let listen = config.listen;
    let reload = Reload::of(path, &config);
    let rounds = Rounds::of(&config);
    let opened = house::open(config, registry, clock, false).await?;
    let listener = TcpListener::bind(listen).await.map_err(|e| StartError::Io(format!("{listen}: {e}")))?;
    super::say(&format!("http://{}/graphql\n", listener.local_addr().map_err(io)?))?;
    until_stopped(opened, listener, rounds, &reload, registry).await
}

/// How the index is kept fresh, taken out of the configuration before the house is made of it.
pub(super) struct Rounds {
    every: Option<Duration>,
    populations: Vec<(PartnerId, Population)>,
}

impl Rounds {
    pub(super) fn of(config: &Config) -> Self {
        Self { every: config.sync_every, populations: config.populations() }
    }

    /// Starts them over these systems; none where they are switched off. What the configuration names is looked for once.
    fn start(&self, house: &Arc<House>, opened: &Opening) -> JoinSet<()> {
        let (house, clock) = (Arc::clone(house), Arc::clone(&opened.clock));
        let looking = fitting::look(Arc::clone(&house));
        let mut running = match self.every {
            Some(every) => Fresh { house, store: opened.store.sync(), clock, every }.start(self.populations.clone()),
            None => JoinSet::new(),
        };
        running.spawn(looking);
        running
    }
}

/// What the rounds need of an opened house while its front serves.
struct Opening {
    store: accord_store::Store,
    clock: Clock,
}

/// Answers until told to stop, then lets the requests under way end. SIGHUP takes a changed configuration up: partners,
/// their terms and the agreements, while requests are in flight.
pub(super) async fn until_stopped(
    opened: Opened,
    listener: TcpListener,
    mut rounds: Rounds,
    reload: &Reload,
    registry: &Registry,
) -> Result<(), StartError> {
    let Opened { house, parts, store, front, alerts } = opened;
    let mut alerting = JoinSet::new();
    alerting.spawn(alerts.run());
    let opening = Opening { store, clock: Arc::clone(&front.clock) };
    let standing = Arc::clone(&front.house);
    let mut running = rounds.start(&house, &opening);
    reload::say_expired(&house.desk.agreements(), (opening.clock)());
    drop(house);
    let mut hangup = signal(SignalKind::hangup()).map_err(|e| StartError::Io(e.to_string()))?;
    let serving = crate::http::serve(front, listener, told_to_stop());
    tokio::pin!(serving);
    let served = loop {
        tokio::select! {
            served = &mut serving => break served,
            Some(()) = hangup.recv() => {
                let next = reload.read(&standing.load(), registry, &parts);
                if let Some(next) = next {
                    // What is under way is given up, as at a crash, and goes on over the new systems. Before that: no page
                    // that was read under an old agreement is indexed under a new one.
                    running.shutdown().await;
                    if let Some(populations) = next.put_in_force(&standing, &parts, (opening.clock)()).await {
                        rounds.populations = populations;
                    }
                    running = rounds.start(&standing.load_full(), &opening);
                }
            }
        }
    };
    // Before the database is closed under them.
    running.shutdown().await;
    alerting.shutdown().await;
    served.map_err(|error| StartError::Io(error.to_string()))?;
    Ok(opening.store.close().await?)
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
