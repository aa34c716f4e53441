//! The gateway's own public keys, for whoever checks a receipt.

use accord_federation::House;
use poem::Response;
use poem::http::StatusCode;
use poem::http::header::CONTENT_TYPE;

use super::respond::refuse;
use super::{Code, accept::Media};

/// A JSON Web Key Set (RFC 7517). It is public, and the same for everybody.
pub(super) fn answer(house: &House) -> Response {
    let keys = house.desk.public_keys().and_then(|keys| serde_json::to_vec(&keys).ok());
    match keys {
        Some(body) => {
            Response::builder().status(StatusCode::OK).header(CONTENT_TYPE, "application/jwk-set+json").body(body)
        }
        None => refuse(Code::Internal.into(), Media::Json).0,
    }
}
