//! How a question gets to the partner: we call it, or it fetches the question.

use std::sync::Arc;

use reqwest::Request;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use uuid::Uuid;

use super::ask::Place;
use super::{Address, Ask, Failure, http};
use crate::ConnectError;
use crate::dial::Mailbox;
use crate::login::{Bearer, Tokens};

/// One of the two ways.
pub(super) enum Carrier {
    /// HTTP to the partner's address.
    Called(Box<Called>),
    /// The partner dials in.
    Dialled(Arc<Mailbox>),
}

/// A partner that is called.
pub(super) struct Called {
    address: Address,
    pub(super) http: reqwest::Client,
    pub(super) proof: Proof,
}

/// What shows the partner who we are.
pub(super) enum Proof {
    /// Nothing.
    None,
    /// A secret that both keep.
    Fixed(Bearer),
    /// A token that is asked for.
    Tokens(Box<Tokens>),
}

impl Carrier {
    pub(super) fn called(address: Address, proof: Proof) -> Result<Self, ConnectError> {
        Ok(Self::Called(Box::new(Called { http: http(&address)?, address, proof })))
    }
}

impl Called {
    pub(super) fn request(&self, ask: &Ask, bearer: Option<&Bearer>) -> Result<Request, Failure> {
        let url = match &ask.place {
            Place::Path(path) => self.address.join(path),
            Place::Link(link) => self.address.same_server(link).ok_or_else(Failure::elsewhere)?,
        };
        let mut request = self
            .http
            .request(ask.method.clone(), url)
            .header(ACCEPT, ask.accept)
            .header("x-request-id", Uuid::new_v4().to_string());
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        if !ask.query.is_empty() {
            request = request.query(&ask.query);
        }
        if let Some(body) = &ask.body {
            request = request.header(CONTENT_TYPE, ask.content_type).body(body.clone());
        }
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer.secret());
        }
        // Only an address or a header that cannot be written gets here; the address was checked at the start.
        request.build().map_err(|_| Failure::BROKEN)
    }
}
