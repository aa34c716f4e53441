//! The proxy's server: one for each origin that the settings name.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::Addr;
use poem::http::StatusCode;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::{Call, Exchange, Spoil, Strikes, Wire};

/// The longest that a partner is waited for.
const WAIT: Duration = Duration::from_secs(30);
/// The longest that a hanging answer hangs: a connector that never gives up must not hold the run.
const HANG: Duration = Duration::from_secs(30);

/// Headers that belong to one connection and not to the exchange.
const HOP: &[&str] = &["host", "connection", "transfer-encoding", "content-length", "keep-alive", "accept-encoding"];

/// A proxy on loopback in front of one origin. Dropping it stops it.
pub(crate) struct Proxy {
    /// Its own origin.
    pub(crate) origin: String,
    task: JoinHandle<()>,
}

/// One partner by its three names.
struct Origins {
    /// As the settings name it, and as a kept conversation does.
    settings: String,
    /// Where it is asked.
    target: String,
    /// The proxy's.
    proxy: String,
}

impl Origins {
    /// Links in an answer lead back to the partner: they are followed through the proxy, or the connector would have to
    /// refuse them.
    fn led(body: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
        if from == to {
            return body;
        }
        let escaped = |origin: &str| origin.replace('/', "\\/");
        match String::from_utf8(body) {
            Ok(text) => text.replace(from, to).replace(&escaped(from), &escaped(to)).into_bytes(),
            Err(bytes) => bytes.into_bytes(),
        }
    }
}

/// What every call through one proxy needs.
struct Way {
    origins: Origins,
    wire: Arc<Wire>,
    http: reqwest::Client,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer, in one piece.
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Proxy {
    /// Stands between the connector, whose settings name one origin, and `target`, another or the same.
    pub(crate) async fn start(settings: String, target: String, wire: Arc<Wire>) -> std::io::Result<Self> {
        let http = client().map_err(|_| std::io::Error::other("no HTTP client"))?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let origin = format!("http://{address}");
        let origins = Origins { settings, target, proxy: origin.clone() };
        let way = Arc::new(Way { origins, wire, http });
        let task = tokio::spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, from)) = listener.accept().await {
                // Those that are over are let go.
                while open.try_join_next().is_some() {}
                open.spawn(connection(stream, (address, from), Arc::clone(&way)));
            }
        });
        Ok(Self { origin, task })
    }
}

/// Asks a partner's test system: waits for it so long and no longer, and follows nobody to another address.
pub(crate) fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().timeout(WAIT).build()
}

/// One connection. hyper itself and not poem's server: that one goes on with a call whose caller has gone, and a check
/// must see that she has.
async fn connection(stream: TcpStream, (own, from): (SocketAddr, SocketAddr), way: Arc<Way>) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let way = Arc::clone(&way);
        async move {
            let (own, from) = (LocalAddr(Addr::SocketAddr(own)), RemoteAddr(Addr::SocketAddr(from)));
            let request = poem::Request::from((request, own, from, Scheme::HTTP));
            Ok::<_, Infallible>(hyper::Response::from(answer(&way, request).await))
        }
    });
    // A connection that breaks is what some checks are about.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}

async fn answer(way: &Way, mut request: poem::Request) -> poem::Response {
    let wire = &way.wire;
    let mut entered = wire.enter();
    let body = request.take_body().into_vec().await.unwrap_or_default();
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut call = Call {
        token: String::from_utf8_lossy(&body).contains("grant_type="),
        method: request.method().to_string(),
        target: request.uri().path_and_query().map_or_else(String::new, ToString::to_string),
        body,
        authorization: header("authorization"),
        status: 0,
        reply: Vec::new(),
        at: Instant::now(),
        spoiled: false,
    };
    let number = {
        let mut journal = wire.journal.lock();
        journal.push(call.clone());
        journal.len() - 1
    };
    let spoil = wire.next(if call.token { Strikes::Token } else { Strikes::Data });
    let reply = match &spoil {
        Some(Spoil::Hang) => {
            tokio::time::sleep(HANG).await;
            Reply { status: 504, headers: Vec::new(), body: Vec::new() }
        }
        Some(Spoil::Instead { status, headers, body }) => {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            Reply { status: *status, headers, body: body.clone() }
        }
        _ => partner(way, &request, &call).await,
    };
    let (reply, spoiled) = spoilt(reply, spoil.as_ref(), &call).await;
    call.status = reply.status;
    call.spoiled = spoiled;
    call.reply.clone_from(&reply.body);
    if let Some(known) = wire.journal.lock().get_mut(number).filter(|known| known.at == call.at) {
        *known = call;
    }
    entered.answered = true;
    response(reply, spoil.as_ref())
}

/// What the partner answers, or the cassette.
async fn partner(way: &Way, request: &poem::Request, call: &Call) -> Reply {
    let Way { origins, wire, http } = way;
    let here = |mut reply: Reply| {
        reply.body = Origins::led(reply.body, &origins.settings, &origins.proxy);
        reply
    };
    if let Some(cassette) = wire.cassette.lock().as_mut() {
        let found = cassette.find(call);
        let content = |kind: &str| vec![("content-type".to_owned(), kind.to_owned())];
        return found.map_or_else(
            || Reply { status: 404, headers: content("application/problem+json"), body: b"{}".to_vec() },
            |one| here(Reply { status: one.status, headers: content(&one.content_type), body: one.reply_bytes() }),
        );
    }
    let reply = forward(http, &origins.target, request, call).await;
    let mut reply = reply.unwrap_or_else(|| Reply { status: 502, headers: Vec::new(), body: Vec::new() });
    reply.body = Origins::led(reply.body, &origins.target, &origins.settings);
    if let Some(tape) = wire.tape.lock().as_mut() {
        let kind = reply.headers.iter().find(|(name, _)| name == "content-type");
        tape.keep(Exchange::of(call, reply.status, kind.map_or("", |(_, value)| value.as_str()), &reply.body));
    }
    here(reply)
}

async fn forward(http: &reqwest::Client, origin: &str, request: &poem::Request, call: &Call) -> Option<Reply> {
    let method = reqwest::Method::from_bytes(call.method.as_bytes()).ok()?;
    let mut ask = http.request(method, format!("{origin}{}", call.target)).body(call.body.clone());
    for (name, value) in request.headers() {
        if !HOP.contains(&name.as_str()) {
            ask = ask.header(name.as_str(), value.as_bytes());
        }
    }
    let response = ask.send().await.ok()?;
    let status = response.status().as_u16();
    let headers = response.headers().iter().filter(|(name, _)| !HOP.contains(&name.as_str()));
    let headers = headers.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    let headers = headers.collect();
    Some(Reply { status, headers, body: response.bytes().await.ok()?.to_vec() })
}

async fn spoilt(mut reply: Reply, spoil: Option<&Spoil>, call: &Call) -> (Reply, bool) {
    match spoil {
        None => (reply, false),
        Some(Spoil::Late(wait)) => {
            tokio::time::sleep(*wait).await;
            (reply, true)
        }
        Some(Spoil::Rewrite { headers, rewrite }) => {
            reply.body = rewrite(reply.body);
            for (name, value) in headers {
                reply.headers.retain(|(known, _)| known != name);
                reply.headers.push(((*name).to_owned(), value.clone()));
            }
            (reply, true)
        }
        Some(Spoil::Edit(edit)) => {
            let Ok(mut value) = serde_json::from_slice(&reply.body) else { return (reply, false) };
            let changed = edit(&mut value, call);
            if changed {
                reply.body = value.to_string().into_bytes();
            }
            (reply, changed)
        }
        Some(_) => (reply, true),
    }
}

fn response(reply: Reply, spoil: Option<&Spoil>) -> poem::Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or_default();
    let mut builder = poem::Response::builder().status(status);
    for (name, value) in &reply.headers {
        builder = builder.header(name.as_str(), value.as_str());
    }
    let (first, rest) = match spoil {
        Some(Spoil::Cut) => (reply.body.len() / 2, Vec::new()),
        Some(Spoil::Reset) => (0, Vec::new()),
        Some(Spoil::Drip) => (1, reply.body.get(1..).unwrap_or_default().to_vec()),
        _ => return builder.body(reply.body),
    };
    let mut start = reply.body;
    // One more than there is: an answer that breaks off is never whole by chance.
    builder = builder.header("content-length", (start.len() + 1).to_string());
    start.truncate(first);
    let dripping = stream::iter(rest).then(|byte| async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok::<_, std::io::Error>(Bytes::copy_from_slice(&[byte]))
    });
    let broken = stream::once(async {
        // Long enough for what came before to be on its way.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::other("broken on purpose"))
    });
    let start = stream::once(async move { Ok(Bytes::from(start)) });
    builder.body(poem::Body::from_bytes_stream(start.chain(dripping).chain(broken)))
}
