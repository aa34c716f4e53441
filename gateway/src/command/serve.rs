use std::sync::Arc;

use accord_connector_kit::Registry;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::Config;
use crate::house::{self, Opened, StartError};

/// Listens where the configuration says, and says where that is once it answers.
pub(super) async fn run(config: Config, registry: &Registry) -> Result<(), StartError> {
    let io = |error: std::io::Error| StartError::Io(error.to_string());
    let listen = config.listen;
    let opened = house::open(config, registry, Arc::new(jiff::Timestamp::now), false).await?;
    opened.store.ready().await?;
    let listener = TcpListener::bind(listen).await.map_err(|e| StartError::Io(format!("{listen}: {e}")))?;
    super::say(&format!("http://{}/graphql\n", listener.local_addr().map_err(io)?))?;
    until_stopped(opened, listener).await
}

/// Answers until told to stop, then lets the requests under way end.
pub(super) async fn until_stopped(opened: Opened, listener: TcpListener) -> Result<(), StartError> {
    let served = crate::http::serve(opened.front, listener, told_to_stop()).await;
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
