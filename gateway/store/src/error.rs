use accord_connector_kit::SpoolFault;
use accord_consent::{LedgerFault, StoreFault};
use accord_federation::IndexFault;
use sea_orm::{DbErr, RuntimeErr};

/// Why the store did not do what it was asked. It carries nothing of a row: a database's own message may quote one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Neither `sqlite://path` nor `postgres://...`.
    #[error("the database address is neither sqlite://path nor postgres://host/name")]
    Address,
    /// The file, the server or the table is not there, or refuses.
    #[error("the database is not available, or lacks the tables of this version: `accord migrate` makes them")]
    Unavailable,
    /// A column holds what this program never writes.
    #[error("the database holds something in `{0}` that this version does not write")]
    Unsound(&'static str),
    /// The end of the disclosure log does not match its seal: it was changed, or the key is another one.
    #[error("the end of the disclosure log does not match its seal")]
    SealBroken,
    /// A batch of one partner holds another partner's record.
    #[error("a record of another partner came in a batch")]
    ForeignRecord,
    /// Another sync of the same partner has gone on meanwhile.
    #[error("another sync of this partner has gone on meanwhile")]
    CursorMoved,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        // The code alone: messages quote statements, keys and values.
        tracing::warn!(code = code(&error), "the database refused");
        Self::Unavailable
    }
}

fn code(error: &DbErr) -> String {
    let (DbErr::Conn(cause) | DbErr::Exec(cause) | DbErr::Query(cause)) = error else {
        return "ORM".to_owned();
    };
    let RuntimeErr::SqlxError(cause) = cause else {
        return "RUNTIME".to_owned();
    };
    match cause.as_database_error() {
        Some(error) => error.code().map_or_else(|| "NONE".to_owned(), Into::into),
        None => "CONNECTION".to_owned(),
    }
}

impl From<StoreError> for IndexFault {
    fn from(_: StoreError) -> Self {
        Self
    }
}

impl From<StoreError> for StoreFault {
    fn from(_: StoreError) -> Self {
        Self
    }
}

impl From<StoreError> for LedgerFault {
    fn from(_: StoreError) -> Self {
        Self
    }
}

impl From<StoreError> for SpoolFault {
    fn from(_: StoreError) -> Self {
        Self
    }
}
