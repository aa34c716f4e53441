//! A server of a few lines, for answers that no trust gives.

use std::sync::Arc;

use poem::endpoint::make;
use poem::http::StatusCode;
use poem::listener::{Acceptor as _, Listener as _, TcpListener};

pub(crate) const FHIR: &str = "application/fhir+json";

/// What it answers to a path and a form: a status, a media type and a body.
pub(crate) type Answer = (u16, &'static str, String);

/// Serves until the test ends, and says at which port.
pub(crate) async fn serve(answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> u16 {
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let port = acceptor.local_addr()[0].as_socket_addr().unwrap().port();
    let answer = Arc::new(answer);
    let endpoint = make(move |mut request: poem::Request| {
        let answer = Arc::clone(&answer);
        async move {
            let form = request.take_body().into_string().await.unwrap_or_default();
            let (status, media, body) = answer(request.uri().path(), &form);
            let status = StatusCode::from_u16(status).unwrap();
            Ok::<_, poem::Error>(poem::Response::builder().status(status).content_type(media).body(body))
        }
    });
    drop(tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(endpoint)));
    port
}
