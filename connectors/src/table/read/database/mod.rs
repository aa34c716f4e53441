//! A partner's read-only SQL database: `SQLite`, PostgreSQL, `MySQL` and `MariaDB`. Every value comes as the text that
//! the database itself makes of it, so that one reading serves all of them; references and cursors are bound, never written
//! into a statement. Nothing is ever written, and the database is told to refuse it.

mod ask;
mod dialect;
mod layout;
mod open;

pub(crate) use ask::{Held, Since};
pub(crate) use layout::{Layout, Missing};
pub use open::DatabaseError;

use std::time::Duration;

use accord_connector_kit::Breaker;
use accord_federation::Fault;
use sqlx::sqlite::SqliteError;
use sqlx::{AssertSqlSafe, Error, MySqlPool, PgPool, SqlitePool};

use tokio::time::{Instant, timeout_at};

use dialect::Dialect;

/// A bounded pool of connections to one partner's database. Nothing is connected before the first question.
pub struct Database {
    pool: Pool,
    patience: Patience,
    breaker: Breaker,
    /// The partner's clocks.
    zone: String,
}

/// How long the database is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// All that one viewer's question needs.
    pub viewer: Duration,
    /// One statement of sync, with the wait for a connection.
    pub sync: Duration,
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
    MySql(MySqlPool),
}

/// One row: each value as the database writes it, or nothing.
type Texts = Vec<Option<String>>;

macro_rules! on_each {
    ($pool:expr, $one:ident => $what:expr) => {
        match $pool {
            Pool::Sqlite($one) => $what,
            Pool::Postgres($one) => $what,
            Pool::MySql($one) => $what,
        }
    };
}
use on_each;

impl Database {
    const fn dialect(&self) -> Dialect {
        match self.pool {
            Pool::Sqlite(_) => Dialect::Sqlite,
            Pool::Postgres(_) => Dialect::Postgres,
            Pool::MySql(_) => Dialect::MySql,
        }
    }

    /// A part of a viewer's question that began then: waited for as long as the whole may take, and not asked while the
    /// database is left alone.
    pub(crate) async fn guarded<T>(
        &self,
        began: Instant,
        question: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        let pass = self.breaker.enter(Instant::now()).map_err(|wait| {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Fault::Throttled { retry_after_seconds: u32::try_from(seconds).ok() }
        })?;
        let answer = timeout_at(began + self.patience.viewer, question).await.unwrap_or(Err(Fault::Silent));
        match answer {
            Err(Fault::Silent | Fault::Broken) => pass.failed(Instant::now()),
            _ => pass.succeeded(),
        }
        answer
    }

    /// Asks one statement. `sql` is made of our configuration's quoted identifiers and of placeholders alone.
    async fn rows(&self, sql: String, binds: &[String]) -> Result<Vec<Texts>, Fault> {
        let asked = async {
            on_each!(&self.pool, pool => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                for bind in binds {
                    query = query.bind(bind);
                }
                let rows = query.fetch_all(pool).await?;
                let texts = |row| -> Result<Texts, Error> { (0..width(row)).map(|at| text(row, at)).collect() };
                rows.iter().map(texts).collect::<Result<Vec<_>, Error>>()
            })
        };
        match tokio::time::timeout(self.patience.sync, asked).await {
            Ok(rows) => rows.map_err(|error| fault(&error)),
            Err(_) => Err(Fault::Silent),
        }
    }
}

fn width<R: sqlx::Row>(row: &R) -> usize {
    row.len()
}

fn text<'r, R>(row: &'r R, at: usize) -> Result<Option<String>, Error>
where
    R: sqlx::Row,
    usize: sqlx::ColumnIndex<R>,
    Option<String>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    row.try_get(at)
}

/// What went wrong, without the partner's words: a database quotes values in its errors.
fn fault(error: &Error) -> Fault {
    match error {
        Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => Fault::Silent,
        Error::Database(error) => match error.code().as_deref() {
            // SQLite: another writes, holds the table, or the file is not there (SQLITE_BUSY, _LOCKED, _CANTOPEN).
            Some(code) if error.try_downcast_ref::<SqliteError>().is_some() => {
                let primary = code.parse().map_or(0, |code: u16| code & 0xff);
                if matches!(primary, 5 | 6 | 14) { Fault::Silent } else { Fault::Broken }
            }
            // PostgreSQL: a statement cancelled for its time; MySQL and MariaDB: the same.
            Some("57014" | "70100" | "HY000") => Fault::Silent,
            // A login or a right that is missing (SQLSTATE classes 28 and 42501; MySQL's 42000).
            Some(code) if code.starts_with("28") || code == "42501" || code == "42000" => Fault::Refused,
            _ => Fault::Broken,
        },
        _ => Fault::Broken,
    }
}
