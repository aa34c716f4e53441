use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use accord_connector_kit::{Breaker, BreakerLimits, SecretText};
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions as _, Executor as _};

use super::{Database, Patience, Pool};

/// The address of a database is not usable. It never holds the address: that has a password in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// Of no kind that can be read.
    #[error("not the address of a database: sqlite://path, postgres://... or mysql://...")]
    Address,
}

impl Database {
    /// Makes the pool; it connects when it is first asked. A relative path of SQLite starts at `folder`. `connections`:
    /// how many questions run at once. `zone`: the partner's clocks, as IANA names them. No statement is kept prepared:
    /// its columns would be those of the day when it was prepared.
    pub fn open(
        address: &SecretText,
        folder: &Path,
        connections: u32,
        patience: Patience,
        breaker: &BreakerLimits,
        zone: &str,
    ) -> Result<Self, DatabaseError> {
        let address = address.as_str();
        let longest = patience.viewer.max(patience.sync);
        let wrong = |_| DatabaseError::Address;
        let connections = connections.max(1);
        let pool = match address.split(':').next() {
            Some("sqlite") => {
                let options = SqliteConnectOptions::from_str(address).map_err(wrong)?;
                let file = folder.join(options.get_filename());
                let options = options.filename(file).create_if_missing(false).read_only(true);
                let options = options.pragma("query_only", "ON").statement_cache_capacity(0);
                // What somebody writes is waited for no longer than a viewer waits.
                let options = options.busy_timeout(patience.viewer).disable_statement_logging();
                let pool = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(longest);
                Pool::Sqlite(pool.connect_lazy_with(options))
            }
            Some("postgres" | "postgresql") => {
                let options = PgConnectOptions::from_str(address).map_err(wrong)?;
                let options = options.options([
                    ("default_transaction_read_only", "on".to_owned()),
                    ("statement_timeout", longest.as_millis().to_string()),
                    ("DateStyle", "ISO".to_owned()),
                    ("TimeZone", "UTC".to_owned()),
                ]);
                let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(longest);
                let options = options.statement_cache_capacity(0).disable_statement_logging();
                Pool::Postgres(pool.connect_lazy_with(options))
            }
            Some("mysql" | "mariadb") => {
                let options = MySqlConnectOptions::from_str(address).map_err(wrong)?;
                // A `TIMESTAMP` is shown by the clocks of the partner's own server.
                let options = options.timezone(None).statement_cache_capacity(0).disable_statement_logging();
                let pool = MySqlPoolOptions::new().max_connections(connections).acquire_timeout(longest);
                Pool::MySql(mysql(pool, longest).connect_lazy_with(options))
            }
            _ => return Err(DatabaseError::Address),
        };
        let breaker = Breaker::new(breaker.failures, Duration::from_millis(breaker.open_ms));
        Ok(Self { pool, patience, breaker, zone: zone.to_owned() })
    }
}

fn mysql(pool: MySqlPoolOptions, patience: Duration) -> MySqlPoolOptions {
    pool.after_connect(move |connection, _| {
        Box::pin(async move {
            connection.execute("SET SESSION TRANSACTION READ ONLY").await?;
            // MariaDB counts seconds and MySQL milliseconds, under different names; one of the two is unknown.
            let maria = format!("SET SESSION max_statement_time = {}", patience.as_secs_f64());
            if connection.execute(sqlx::AssertSqlSafe(maria)).await.is_err() {
                let mysql = format!("SET SESSION max_execution_time = {}", patience.as_millis());
                connection.execute(sqlx::AssertSqlSafe(mysql)).await?;
            }
            Ok(())
        })
    })
}
