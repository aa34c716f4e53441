use accord_model::PartnerId;
use async_trait::async_trait;
use jiff::Timestamp;

/// Where snapshot partners' rows rest between two extracts. The kit seals each row under the partner's key before it
/// gets here; the store sees ciphertext and keyed names alone.
#[async_trait]
pub trait Spool: Send + Sync {
    /// Takes a whole extract in, in one transaction. `source` names the kind of file; a row of the same source that is
    /// missing from a full extract becomes a tombstone; a row whose digest has not changed keeps its contents and its
    /// sequence, and its `extracted` moves to this extract's: it was seen again. The same `file_digest` a second time
    /// changes nothing.
    async fn load(
        &self,
        partner: PartnerId,
        source: &str,
        file_digest: [u8; 32],
        extracted: Timestamp,
        rows: Vec<SpoolRow>,
    ) -> Result<Loaded, SpoolFault>;

    /// Takes an incremental extract in, in one transaction: as [`Spool::load`], but a row that is missing stays as it is.
    /// A spool that cannot do so is not available for it.
    async fn load_part(
        &self,
        _partner: PartnerId,
        _source: &str,
        _file_digest: [u8; 32],
        _extracted: Timestamp,
        _rows: Vec<SpoolRow>,
    ) -> Result<Loaded, SpoolFault> {
        Err(SpoolFault)
    }

    /// Rows and tombstones after `(sequence, name)`, in that order.
    async fn changes(
        &self,
        partner: PartnerId,
        after: (i64, String),
        limit: u64,
    ) -> Result<Vec<SpoolEntry>, SpoolFault>;

    /// The rows of these names; a name that is not there is left out.
    async fn read(&self, partner: PartnerId, names: &[String]) -> Result<Vec<SpoolEntry>, SpoolFault>;

    /// How many rows of a source are alive.
    async fn count(&self, partner: PartnerId, source: &str) -> Result<u64, SpoolFault>;

    /// Destroys what was extracted before that instant, leaving tombstones.
    async fn expire(&self, partner: PartnerId, before: Timestamp) -> Result<u64, SpoolFault>;
}

/// One row of an extract.
pub struct SpoolRow {
    /// Its keyed name: the same for the same reference of the same partner.
    pub name: String,
    /// A keyed digest of its contents.
    pub digest: [u8; 32],
    /// The row, sealed.
    pub sealed: Vec<u8>,
}

/// One row at rest, or its tombstone.
pub struct SpoolEntry {
    /// Its keyed name.
    pub name: String,
    /// Number of the load that changed it last.
    pub sequence: i64,
    /// The row, sealed; nothing for a tombstone.
    pub sealed: Option<Vec<u8>>,
    /// When its extract was made.
    pub extracted: Timestamp,
}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Number of the load.
    pub sequence: i64,
    /// New rows.
    pub added: u64,
    /// Rows with new contents.
    pub changed: u64,
    /// Rows that became tombstones.
    pub removed: u64,
    /// Rows as before.
    pub unchanged: u64,
}

/// The spool is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the spool is not available")]
pub struct SpoolFault;

/// A cache of partners' wire bytes. The kit seals them before they get here and decides nothing by them: every read is
/// decided anew. A cache that fails is a cache that misses.
#[async_trait]
pub trait WireCache: Send + Sync {
    /// The bytes of this keyed name, if they are there and not expired.
    async fn get(&self, name: &str) -> Option<Vec<u8>>;

    /// Keeps the bytes for at most `ttl_ms` milliseconds.
    async fn put(&self, name: &str, sealed: Vec<u8>, ttl_ms: u64);
}
