//! Who is still there. poem's server (3.1.12) goes on with a call whose caller has gone: hyper ends the connection with an
//! error, and poem polls it on until the call is answered. So the connection itself tells that its caller hung up. Of many calls
//! on one HTTP/2 connection a single one may be given up: hyper drops that one by itself.

use std::collections::HashMap;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use parking_lot::Mutex;
use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// The connections that are open, by their callers' addresses.
#[derive(Default)]
pub(super) struct Callers(Mutex<HashMap<SocketAddr, CancellationToken>>);

impl Callers {
    /// What is cancelled when this caller hangs up.
    pub(super) fn leaving(&self, from: &RemoteAddr) -> CancellationToken {
        let known = from.as_socket_addr().and_then(|from| self.0.lock().get(from).cloned());
        known.unwrap_or_default()
    }
}

/// Accepts connections and knows when their callers hang up.
pub(super) struct Watching {
    pub(super) tcp: TcpAcceptor,
    pub(super) callers: Arc<Callers>,
}

impl Acceptor for Watching {
    type Io = Connection;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.tcp.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Connection, LocalAddr, RemoteAddr, Scheme)> {
        let (stream, own, from, scheme) = self.tcp.accept().await?;
        let (gone, callers) = (CancellationToken::new(), Arc::clone(&self.callers));
        let address = from.as_socket_addr().copied();
        if let Some(address) = address {
            callers.0.lock().insert(address, gone.clone());
        }
        Ok((Connection { stream, gone, callers, address }, own, from, scheme))
    }
}

/// A connection whose end is told.
pub(super) struct Connection {
    stream: TcpStream,
    gone: CancellationToken,
    callers: Arc<Callers>,
    address: Option<SocketAddr>,
}

impl Connection {
    fn told<T>(&self, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if matches!(polled, Poll::Ready(Err(_))) {
            self.gone.cancel();
        }
        polled
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.gone.cancel();
        let mut here = self.callers.0.lock();
        // The same address may have come again, while poem still held the connection from before.
        if let Some(address) = self.address.filter(|from| here.get(from).is_some_and(CancellationToken::is_cancelled)) {
            here.remove(&address);
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (room, before) = (buf.remaining(), buf.filled().len());
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        let ended = room > 0 && buf.filled().len() == before;
        if ended && matches!(polled, Poll::Ready(Ok(()))) {
            self.gone.cancel();
        }
        self.told(polled)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.told(polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.told(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
