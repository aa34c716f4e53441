use std::sync::Arc;

use accord_connector_kit::Spool;
use accord_consent::{Accesses, Directives, Ends, Ledger, Rights};
use accord_federation::Index;
use accord_migrations::Migrator;
use accord_model::SubjectId;
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::MigratorTrait as _;

use crate::access::AccessStore;
use crate::index::IndexStore;
use crate::ledger::{self, LedgerStore};
use crate::open::{Db, StoreOptions};
use crate::policy::{EndsStore, PolicyStore, state};
use crate::rights::RightsStore;
use crate::spool::SpoolStore;
use crate::{AuditStore, ChainEnd, ChainFault, LinkStore, StoreError, SyncStore};

/// Any number that no other program takes a PostgreSQL advisory lock on: "accord" in ASCII.
const MIGRATION_LOCK: i64 = 0x6163_636f_7264;

/// The gateway's own database. A clone is another handle to the same one.
#[derive(Clone)]
pub struct Store {
    db: Db,
    options: StoreOptions,
    ledger: Arc<LedgerStore>,
}

impl Store {
    /// Opens `sqlite://path`, which is made if it is not there, or `postgres://...`. Call [`Store::migrate`] before
    /// the first use of a new database or a new version. Within a tokio runtime.
    pub async fn open(url: &str, options: StoreOptions) -> Result<Self, StoreError> {
        let db = Db::open(url, &options).await?;
        let ledger = Arc::new(LedgerStore::start(db.clone(), &options));
        Ok(Self { db, options, ledger })
    }

    /// Makes or changes the tables. Two gateways that start at once take turns.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let transaction = self.db.begin().await?;
        if self.db.is_postgres() {
            let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            transaction.execute_unprepared(&lock).await?;
        }
        Migrator::up(&transaction, None).await?;
        ledger::seal_first(&transaction, &self.options.seal_key).await?;
        Ok(transaction.commit().await?)
    }

    /// Whether the database answers and has its tables.
    pub async fn ready(&self) -> Result<(), StoreError> {
        state::read(&self.db.read, state::Lock::None).await.map(drop)
    }

    /// Where candidates are found.
    pub fn index(&self) -> Arc<dyn Index> {
        Arc::new(IndexStore(self.db.clone()))
    }

    /// Directives, relationships, links.
    pub fn directives(&self) -> Arc<dyn Directives> {
        Arc::new(PolicyStore(self.db.clone()))
    }

    /// Emergencies and information requests.
    pub fn accesses(&self) -> Arc<dyn Accesses> {
        Arc::new(AccessStore(self.db.clone()))
    }

    /// What has ended for good, and how far the clock has come.
    pub fn ends(&self) -> Arc<dyn Ends> {
        Arc::new(EndsStore(self.db.clone()))
    }

    /// The disclosure log.
    pub fn ledger(&self) -> Arc<dyn Ledger> {
        Arc::clone(&self.ledger) as Arc<dyn Ledger>
    }

    /// People's own views of the log, and what keeps rows out of them.
    pub fn rights(&self) -> Arc<dyn Rights> {
        Arc::new(RightsStore(self.db.clone()))
    }

    /// Snapshot partners' rows.
    pub fn spool(&self) -> Arc<dyn Spool> {
        Arc::new(SpoolStore(self.db.clone()))
    }

    /// What sync writes.
    pub fn sync(&self) -> SyncStore {
        SyncStore(self.db.clone())
    }

    /// The review list of links between persons.
    pub fn links(&self) -> LinkStore {
        LinkStore(self.db.clone())
    }

    /// The disclosure log as a search for what is unusual reads it.
    pub fn audit(&self) -> AuditStore {
        AuditStore(self.db.clone())
    }

    /// Walks the disclosure log from its first row to its sealed end.
    pub async fn verify_ledger(&self) -> Result<ChainEnd, ChainFault> {
        ledger::verify(&self.db, &self.options.seal_key).await
    }

    /// Destroys the name that the disclosure log has for a person-handle; true where it had one. What the log says of
    /// the person is then about nobody, and the chain still holds.
    pub async fn erase_from_ledger(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let transaction = self.db.begin().await?;
        let erased = ledger::forget(&transaction, subject).await?;
        transaction.commit().await?;
        Ok(erased)
    }

    /// Closes all connections. Every handle to this store is then unavailable.
    pub async fn close(self) -> Result<(), StoreError> {
        self.db.close().await
    }
}
