//! A server on loopback: control first, then the journal, the fault, the answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::listen::listen;
use super::{Ask, Reply};
use crate::control::{Control, FaultKind};

/// What one fake server answers.
pub(crate) trait Service: Send + Sync + 'static {
    /// Its faults and its journal.
    fn control(&self) -> &Control;

    /// The partner's own protocol.
    fn answer(&self, ask: &Ask) -> Reply;

    /// The answer under a fault.
    fn struck(&self, kind: FaultKind, ask: &Ask) -> Reply {
        kind.before().unwrap_or_else(|| kind.spoil(ask, self.answer(ask)))
    }

    /// Control that only this server knows; `path` is what follows `/_sandbox/`.
    fn command(&self, path: &str, ask: &Ask) -> Reply;
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// `http://127.0.0.1:port`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it and waits until the port is free.
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(Duration::from_secs(2), &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Binds loopback, any free port for 0. `make_service` is told the address.
pub(crate) async fn serve<S: Service>(
    port: u16,
    make_service: impl FnOnce(SocketAddr) -> Arc<S>,
) -> std::io::Result<(Running, Arc<S>)> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    let service = make_service(address);
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(listen(listener, address, Arc::clone(&service), stopped));
    Ok((Running { address, stop, task }, service))
}
