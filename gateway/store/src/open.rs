//! Connections: one writer and some readers on SQLite, two small pools on PostgreSQL.

use std::fs::OpenOptions;
use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use zeroize::Zeroizing;

use crate::StoreError;

/// How the store is opened.
#[derive(Clone)]
pub struct StoreOptions {
    /// The key that seals the end of the disclosure log: `Keys::derive("ledger-head", "")`.
    pub seal_key: Zeroizing<[u8; 64]>,
    /// At most this many connections that read. SQLite has one that writes, PostgreSQL half as many.
    pub readers: u32,
    /// How long a statement waits for a lock or a connection, in milliseconds.
    pub wait_ms: u64,
}

impl StoreOptions {
    /// Eight readers, ten seconds.
    pub const fn new(seal_key: Zeroizing<[u8; 64]>) -> Self {
        Self { seal_key, readers: 8, wait_ms: 10_000 }
    }
}

/// The two ways to the database. A long write never keeps a reader waiting.
#[derive(Clone)]
pub(crate) struct Db {
    pub(crate) read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    pub(crate) async fn open(url: &str, options: &StoreOptions) -> Result<Self, StoreError> {
        let writers = if url.starts_with("sqlite://") {
            private_file(url)?;
            1
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            options.readers.div_ceil(2)
        } else {
            return Err(StoreError::Address);
        };
        // The writer first: it makes the file and sets the journal mode.
        let write = Database::connect(connection(url, writers, options)).await?;
        let read = Database::connect(connection(url, options.readers.max(1), options)).await?;
        Ok(Self { read, write })
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// A transaction that will write. On SQLite it takes the write lock at once: a lock taken later, after a first
    /// read, can fail without waiting.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// A transaction that reads one state of the database throughout.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        let postgres = self.is_postgres();
        Ok(self
            .read
            .begin_with_config(
                postgres.then_some(IsolationLevel::RepeatableRead),
                postgres.then_some(AccessMode::ReadOnly),
            )
            .await?)
    }

    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.read.close_by_ref().await?;
        Ok(self.write.close_by_ref().await?)
    }
}

/// The file is made for its owner alone, before SQLite makes it for everybody.
fn private_file(url: &str) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
    let file: &Path = options.get_filename();
    // An existing file keeps its rights.
    let mut open = OpenOptions::new();
    open.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    open.open(file).map(drop).map_err(|_| StoreError::Unavailable)
}

fn connection(url: &str, connections: u32, options: &StoreOptions) -> ConnectOptions {
    let wait = Duration::from_millis(options.wait_ms);
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(connections)
        .acquire_timeout(wait)
        .connect_timeout(wait)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |sqlite| sqlite_options(sqlite, wait))
        .map_sqlx_postgres_opts(move |postgres| postgres_options(postgres, wait));
    connect
}

fn sqlite_options(sqlite: SqliteConnectOptions, wait: Duration) -> SqliteConnectOptions {
    sqlite
        .create_if_missing(true)
        .busy_timeout(wait)
        .journal_mode(SqliteJournalMode::Wal)
        // With the write-ahead log, NORMAL would lose the last commits at a power cut.
        .synchronous(SqliteSynchronous::Full)
        // What was destroyed is overwritten, not only forgotten.
        .pragma("secure_delete", "ON")
}

fn postgres_options(postgres: PgConnectOptions, wait: Duration) -> PgConnectOptions {
    let wait_ms = wait.as_millis();
    postgres.options([
        ("synchronous_commit", "on".to_owned()),
        ("lock_timeout", wait_ms.to_string()),
        // A gateway that hangs must not hold the end of the log.
        ("idle_in_transaction_session_timeout", wait_ms.to_string()),
    ])
}
