use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Request, Response};

use super::failure::Failure;
use crate::{Address, ConnectError};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The HTTP client for one address: it follows nobody elsewhere.
pub(crate) fn http(address: &Address) -> Result<reqwest::Client, ConnectError> {
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("accord/", env!("CARGO_PKG_VERSION")));
    if address.is_local() {
        builder = builder.no_proxy();
    }
    builder
        .build()
        .map_err(|_| ConnectError::Key { key: "base_url", reason: "this machine has no usable TLS".to_owned() })
}

/// Sends a request. reqwest's own errors hold addresses, so they end here.
pub(crate) async fn send(client: &reqwest::Client, request: Request) -> Result<Response, Failure> {
    client.execute(request).await.map_err(|_| Failure::SILENT)
}

/// The whole body, if it ends properly and is not larger than allowed.
pub(crate) async fn body(mut response: Response, max_bytes: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Failure::BROKEN)? {
        if body.len() + chunk.len() > max_bytes {
            return Err(Failure::BROKEN);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
