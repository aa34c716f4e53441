use accord_federation::{IndexFault, PageFault, Session};
use async_graphql::{Context, Error, ErrorExtensions as _};
use std::fmt;
use std::sync::Arc;

/// A published code and a sentence that is a constant of this crate: it holds nothing of a value, a partner or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    code: &'static str,
    message: &'static str,
}

impl Published {
    /// The code, as in docs/errors.md.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence.
    pub const fn message(&self) -> &'static str {
        self.message
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

/// A failed request.
pub(crate) fn failed(code: &'static str, message: &'static str) -> Error {
    Error::new_with_source(Published { code, message }).extend_with(|_, extensions| extensions.set("code", code))
}

/// The database did not answer.
pub(crate) fn unavailable() -> Error {
    failed("SERVICE_UNAVAILABLE", "The service is not available. Try again later.")
}

pub(crate) fn page(fault: PageFault) -> Error {
    match fault {
        PageFault::First => failed("INVALID_PAGE_SIZE", "`first` is 1 to 100."),
        PageFault::Cursor => failed("INVALID_CURSOR", "`after` is no cursor of this list."),
        PageFault::Unavailable => unavailable(),
    }
}

pub(crate) fn index(_: IndexFault) -> Error {
    unavailable()
}

pub(crate) fn invalid_id() -> Error {
    failed("INVALID_ID", "This is no id of your organisation.")
}

/// The request's session. There is none for a request of public roots alone.
pub(crate) fn session<'a>(context: &Context<'a>) -> Result<&'a Arc<Session>, Error> {
    context.data::<Arc<Session>>().map_err(|_| failed("UNAUTHENTICATED", "This needs a token and a purpose."))
}
