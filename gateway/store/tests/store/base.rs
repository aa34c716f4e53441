use accord_harness::Postgres;
use accord_store::{Store, StoreOptions};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, Statement};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// Runs each body on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::base::Base::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::base::Base::postgres()).await;
            })+
        }
    };
}
pub(crate) use on_both;

/// An empty database.
pub(crate) enum Base {
    Sqlite(TempDir),
    Postgres(Postgres),
}

pub(crate) const TABLES: [&str; 23] = [
    "correction_request",
    "directive",
    "fingerprint",
    "incident_link",
    "indexed_record",
    "ledger_head",
    "ledger_row",
    "log_exemption",
    "partner_note",
    "partner_state",
    "person_feature",
    "person_link",
    "person_link_change",
    "policy_state",
    "pseudonym",
    "quiet_log",
    "quoted_reference",
    "record_subject",
    "relation",
    "spool_load",
    "spool_row",
    "store_lock",
    "unmapped_word",
];

impl Base {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    pub(crate) fn postgres() -> Self {
        Self::Postgres(Postgres::start())
    }

    /// Another empty database of the same kind.
    pub(crate) fn another(&self) -> Self {
        match self {
            Self::Sqlite(_) => Self::sqlite(),
            Self::Postgres(_) => Self::postgres(),
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}", folder.path().join("accord.db").display()),
            Self::Postgres(server) => server.url(),
        }
    }

    pub(crate) fn options() -> StoreOptions {
        StoreOptions::new(Zeroizing::new([9; 64]))
    }

    /// The store with its tables.
    pub(crate) async fn store(&self) -> Store {
        let store = Store::open(&self.url(), Self::options()).await.unwrap();
        store.migrate().await.unwrap();
        store
    }

    /// Past every rule of the program.
    pub(crate) async fn execute(&self, sql: &str) {
        let raw = self.raw().await;
        raw.execute_unprepared(sql).await.unwrap();
        raw.close().await.unwrap();
    }

    /// Every row of a table as text, sorted.
    pub(crate) async fn rows(&self, table: &str) -> Vec<String> {
        let raw = self.raw().await;
        let sql = match self {
            Self::Postgres(_) => format!("SELECT CAST(t AS TEXT) AS line FROM {table} t"),
            Self::Sqlite(_) => {
                let columns = format!(
                    "SELECT group_concat('quote('||name||')', '||''|''||') AS line \
                                       FROM pragma_table_info('{table}')"
                );
                let columns = lines(&raw, columns).await.pop().unwrap();
                format!("SELECT {columns} AS line FROM {table}")
            }
        };
        let mut rows = lines(&raw, sql).await;
        raw.close().await.unwrap();
        rows.sort();
        rows
    }

    /// Every row of every table but those named.
    pub(crate) async fn all_but(&self, without: &[&str]) -> Vec<(&'static str, Vec<String>)> {
        let mut all = Vec::new();
        for table in TABLES.into_iter().filter(|table| !without.contains(table)) {
            all.push((table, self.rows(table).await));
        }
        all
    }

    async fn raw(&self) -> DatabaseConnection {
        Database::connect(self.url()).await.unwrap()
    }
}

async fn lines(raw: &DatabaseConnection, sql: String) -> Vec<String> {
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    let rows = raw.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "line").unwrap()).collect()
}
