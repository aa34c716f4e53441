//! The routes, the listener, the shutdown.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use poem::error::CorsError;
use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use poem::http::{HeaderValue, Method, StatusCode};
use poem::listener::TcpAcceptor;
use poem::middleware::Cors;
use poem::{Endpoint, EndpointExt as _, Request, Response, Server};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use super::accept::{self, Media};
use super::callers::{Callers, Watching};
use super::front::Front;
use super::identify::PURPOSE;
use super::respond::{self, Leaving};
use super::run::{self, Ran};
use super::screen::{Plan, screen};
use super::{Code, graphiql, health, identify, keys, public, read};
use crate::dial;
use crate::telemetry::{Line, request_id};

/// A connection without traffic is closed.
const IDLE: Duration = Duration::from_secs(75);

/// After the deadline of the parts, for the log and the last bytes.
const GRACE: Duration = Duration::from_millis(500);

/// Serves until `shutdown`, then lets the requests under way end.
pub async fn serve(front: Front, listener: TcpListener, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let port = listener.local_addr()?.port();
    let mut origins = front.origins.clone();
    if front.demo {
        origins.extend(["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{port}")));
    }
    let last = front.house.load().deadline + GRACE;
    let doors = front.doors.clone();
    let shutdown = async move {
        shutdown.await;
        // A call that waits for a question would hold up the end.
        doors.close();
    };
    let (callers, changes) = (Arc::new(Callers::default()), TaskTracker::new());
    let door = Door { front: Arc::new(front), callers: Arc::clone(&callers), changes: changes.clone() }
        .with(cors(&origins))
        .catch_error(|_: CorsError| async { respond::refuse(Code::OriginRefused.into(), Media::Json).0 })
        .after(|answer: poem::Result<Response>| async {
            Ok::<_, poem::Error>(sealed(answer.unwrap_or_else(|_| refused(Code::Internal))))
        });
    let acceptor = Watching { tcp: TcpAcceptor::from_tokio(listener)?, callers };
    let server = Server::new_with_acceptor(acceptor).idle_timeout(IDLE);
    let served = server.run_with_graceful_shutdown(door, shutdown, Some(last)).await;
    // Changes whose callers have gone. Each has its own deadline.
    changes.close();
    drop(tokio::time::timeout(last, changes.wait()).await);
    served
}

/// Only configured origins; poem's own default is every one.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::new()
        .allow_method(Method::POST)
        .allow_headers(["authorization", "content-type", PURPOSE])
        .expose_headers(["x-request-id", "www-authenticate"])
        .max_age(600);
    let known: Vec<String> = origins.to_vec();
    cors.allow_origins_fn(move |origin| known.iter().any(|one| one == origin))
}

/// What every answer carries: it is for one viewer, and nobody keeps it.
fn sealed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

struct Door {
    front: Arc<Front>,
    callers: Arc<Callers>,
    /// Mutations under way.
    changes: TaskTracker,
}

impl Endpoint for Door {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let leaving = self.callers.leaving(request.remote_addr());
        // What nobody waits for any more is dropped; nobody reads this answer.
        Ok(leaving.run_until_cancelled(self.routed(request)).await.unwrap_or_else(|| refused(Code::Internal)))
    }
}

impl Door {
    async fn routed(&self, request: Request) -> Response {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let path = request.uri().path().to_owned();
        match path.as_str() {
            "/graphql" => self.graphql(request).await,
            path if path.starts_with("/connectors/") => self.dialled(request).await,
            "/.well-known/jwks.json" if reads => keys::answer(&self.front.house.load_full()),
            "/health/live" if reads => health::live(),
            "/health/ready" if reads => health::ready(&self.front.house.load_full()).await,
            path if self.front.demo && reads => match graphiql::asset(path) {
                Some((content_type, text)) => page(content_type, text),
                None => refused(Code::PathUnknown),
            },
            _ => refused(Code::PathUnknown),
        }
    }
}

fn refused(code: Code) -> Response {
    respond::refuse(code.into(), Media::Json).0
}

fn page(content_type: &'static str, text: &'static str) -> Response {
    Response::builder()
        .status(StatusCode::OK)
        .header(CONTENT_TYPE, content_type)
        .header("content-security-policy", graphiql::POLICY)
        .header("referrer-policy", "no-referrer")
        .body(text)
}

impl Door {
    /// One request, one line in the log.
    async fn graphql(&self, request: Request) -> Response {
        let id = request_id();
        let line = Line::begin(id);
        let chosen = accept::choose(request.headers());
        let media = chosen.unwrap_or(Media::Json);
        let ran = match chosen {
            _ if request.method() != Method::POST => Ran::refused(Code::MethodNotAllowed),
            None => Ran::refused(Code::NotAcceptable),
            Some(_) => self.answer(request).await.unwrap_or_else(|leaving| Ran { leaving, partners_asked: 0 }),
        };
        let partners_asked = ran.partners_asked;
        let (mut response, code) = respond::write(ran.leaving, media);
        line.write(response.status().as_u16(), code, partners_asked);
        if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert("x-request-id", id);
        }
        response
    }

    /// A partner that dials in. A line in the log says what became of the call, and no partner: a call that shows a wrong
    /// secret may name anybody. One that waited for nothing says nothing.
    async fn dialled(&self, request: Request) -> Response {
        let line = Line::begin(request_id());
        match dial::answer(&self.front.doors, request).await {
            Ok(response) => {
                line.unsaid();
                response
            }
            Err(code) => {
                line.write(code.status(), code.code(), 0);
                refused(code)
            }
        }
    }

    /// The steps in their order. The document is read before the token is, because it says whether one is needed; what a
    /// stranger can make the gateway do is bounded by the limits.
    async fn answer(&self, mut request: Request) -> Result<Ran, Leaving> {
        let front = &self.front;
        if !accept::is_json(request.headers()) {
            return Err(Code::MediaTypeUnsupported.into());
        }
        let ask = read::body(request.take_body(), front.limits.body_bytes).await?;
        let plan = screen(ask, &front.limits, front.demo).map_err(Leaving::Refused)?;
        if plan.is_public {
            return Ok(self.bounded(plan, None).await);
        }
        let (viewer, herself) = identify::identify(&front.gatekeeper, request.headers()).await?;
        front.staff.note(&front.house.load().desk, &viewer, &herself, (front.clock)());
        Ok(self.bounded(plan, Some(viewer)).await)
    }

    /// One task a request: a client that hangs up stops its query, and never stops a mutation half-way.
    async fn bounded(&self, plan: Plan, viewer: Option<accord_consent::Viewer>) -> Ran {
        let front = Arc::clone(&self.front);
        let limit = front.house.load().deadline + GRACE;
        let is_mutation = plan.is_mutation;
        let work = async move {
            let answer = async {
                match &viewer {
                    Some(viewer) => run::answer(&front, &plan, viewer).await,
                    None => Ran { leaving: public::answer(&front, &plan).await, partners_asked: 0 },
                }
            };
            tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| Ran::refused(Code::DeadlineExceeded))
        };
        // A mutation that nobody listens to any more is waited for when the gateway stops.
        let task = if is_mutation { self.changes.spawn(work) } else { tokio::spawn(work) };
        let guard = Guard { task: task.abort_handle(), armed: !is_mutation };
        let ran = task.await.unwrap_or_else(|_| Ran::refused(Code::Internal));
        drop(guard);
        ran
    }
}

impl Ran {
    fn refused(code: Code) -> Self {
        Self { leaving: code.into(), partners_asked: 0 }
    }
}

struct Guard {
    task: tokio::task::AbortHandle,
    armed: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.armed {
            self.task.abort();
        }
    }
}
