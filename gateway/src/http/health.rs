//! For the machine that watches the machine.

use std::time::Duration;

use accord_federation::House;
use poem::Response;
use poem::http::StatusCode;
use poem::http::header::CONTENT_TYPE;

/// How long the database may take before this gateway is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process answers. It does, also when the log cannot be written: a restart would not help.
pub(super) fn live() -> Response {
    text(StatusCode::OK, "live\n")
}

/// The state of consent can be read, so questions can be answered.
pub(super) async fn ready(house: &House) -> Response {
    match tokio::time::timeout(PATIENCE, house.desk.refresh()).await {
        Ok(Ok(())) => text(StatusCode::OK, "ready\n"),
        _ => text(StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}

fn text(status: StatusCode, text: &'static str) -> Response {
    Response::builder().status(status).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(text)
}
