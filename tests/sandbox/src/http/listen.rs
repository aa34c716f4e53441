//! The listener and its connections. hyper itself and not poem's server: that one goes on with a call whose caller has gone,
//! and a test must see that she has.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::Addr;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Ask, Reply, Sent, Service};
use crate::control::{Fault, FaultKind};

/// Serves until it is stopped. While the control says that the server is down, nobody listens.
pub(super) async fn listen<S: Service>(
    listener: TcpListener,
    address: SocketAddr,
    service: Arc<S>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut down = service.control().down();
    let mut listener = Some(listener);
    loop {
        let Some(listening) = listener.take() else {
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => return,
                _ = down.wait_for(|down| !*down) => {}
            }
            listener = TcpListener::bind(address).await.ok();
            if listener.is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            continue;
        };
        tokio::select! {
            // A dropped sender stops the server too.
            _ = stopped.wait_for(|stop| *stop) => return,
            _ = down.wait_for(|down| *down) => {}
            () = accept(listening, &service) => {}
        }
    }
}

/// Dropped, it closes its connections.
async fn accept<S: Service>(listener: TcpListener, service: &Arc<S>) {
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, from)) = listener.accept().await else { continue };
        // Those that are over are let go.
        while open.try_join_next().is_some() {}
        open.spawn(connection(stream, from, Arc::clone(service)));
    }
}

async fn connection<S: Service>(stream: TcpStream, from: SocketAddr, service: Arc<S>) {
    let Ok((stream, twin)) = twins(stream) else { return };
    let Ok(own) = stream.local_addr() else { return };
    let (twin, service) = (&twin, &service);
    let answering = service_fn(move |request: hyper::Request<Incoming>| async move {
        let (own, from) = (LocalAddr(Addr::SocketAddr(own)), RemoteAddr(Addr::SocketAddr(from)));
        let reply = respond(service, poem::Request::from((request, own, from, Scheme::HTTP))).await;
        if reply.sent == Sent::Never {
            // Closed now, it resets the connection.
            drop(twin.set_zero_linger());
            return Err(std::io::Error::other("reset on purpose"));
        }
        Ok(hyper::Response::from(reply.into_response()))
    });
    // A connection that breaks is what some tests are about.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), answering).await);
}

/// A connection and another handle on it, for what the server of the first does not let through.
fn twins(stream: TcpStream) -> std::io::Result<(TcpStream, TcpStream)> {
    let stream = stream.into_std()?;
    let twin = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, TcpStream::from_std(twin)?))
}

async fn respond<S: Service>(service: &Arc<S>, request: poem::Request) -> Reply {
    let Ok(ask) = Ask::read(request).await else { return Reply::of(400, "text/plain", Vec::new()) };
    let control = service.control();
    if let Some(path) = ask.path.strip_prefix("/_sandbox/") {
        return control.command(path, &ask).unwrap_or_else(|| service.command(path, &ask));
    }
    let _open = control.enter();
    let entry = control.note(&ask);
    let fault = control.strike(&ask.path);
    let reply = match fault {
        None => service.answer(&ask),
        Some(Fault { kind: FaultKind::LostAnswer, delay }) => {
            let reply = service.answer(&ask);
            tokio::time::sleep(delay).await;
            reply
        }
        Some(Fault { kind, delay }) => {
            tokio::time::sleep(delay).await;
            service.struck(kind, &ask)
        }
    };
    control.answered(entry, reply.status);
    reply
}
