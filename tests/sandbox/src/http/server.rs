//! A server on loopback: control first, then the journal, the fault, the answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::endpoint::make;
use poem::listener::{Acceptor, Listener, TcpListener};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Ask, Reply};
use crate::control::{Control, Fault, FaultKind};

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
    let acceptor = TcpListener::bind(("127.0.0.1", port)).into_acceptor().await?;
    let bound = acceptor.local_addr();
    let address = bound.first().and_then(|local| local.as_socket_addr().copied());
    let address = address.ok_or_else(|| std::io::Error::other("no address"))?;
    let service = make_service(address);
    let (stop, mut stopped) = watch::channel(false);
    let answering = Arc::clone(&service);
    let endpoint = make(move |request| respond(Arc::clone(&answering), request));
    let task = tokio::spawn(async move {
        let signal = async move {
            // A dropped sender stops the server too.
            drop(stopped.wait_for(|stop| *stop).await);
        };
        let server = poem::Server::new_with_acceptor(acceptor);
        // The listener is bound already: what is left are errors of single connections.
        drop(server.run_with_graceful_shutdown(endpoint, signal, Some(Duration::from_millis(100))).await);
    });
    Ok((Running { address, stop, task }, service))
}

async fn respond<S: Service>(service: Arc<S>, request: poem::Request) -> poem::Result<poem::Response> {
    let ask = Ask::read(request).await.map_err(poem::error::InternalServerError)?;
    if let Some(path) = ask.path.strip_prefix("/_sandbox/") {
        let reply = service.control().command(path, &ask).unwrap_or_else(|| service.command(path, &ask));
        return Ok(reply.into_response());
    }
    let entry = service.control().note(&ask);
    let fault = service.control().strike(&ask.path);
    let reply = match fault {
        None => service.answer(&ask),
        Some(Fault { kind, delay }) => {
            tokio::time::sleep(delay).await;
            service.struck(kind, &ask)
        }
    };
    service.control().answered(entry, reply.status);
    Ok(reply.into_response())
}
