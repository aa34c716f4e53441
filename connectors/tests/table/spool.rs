//! A spool in memory that keeps its promises, and can die before or after it has kept one.

use std::collections::BTreeMap;
use std::sync::Mutex;

use accord_connector_kit::{Loaded, Spool, SpoolEntry, SpoolFault, SpoolRow};
use accord_connectors::table::Code;
use accord_model::PartnerId;
use async_trait::async_trait;
use jiff::Timestamp;

#[derive(Default)]
pub(crate) struct Memory(Mutex<State>);

#[derive(Default)]
struct State {
    rows: BTreeMap<String, Row>,
    loads: Vec<([u8; 32], Timestamp, Loaded)>,
    sequence: i64,
    dies: Option<Dies>,
}

struct Row {
    source: String,
    sequence: i64,
    extracted: Timestamp,
    digest: [u8; 32],
    sealed: Option<Vec<u8>>,
}

/// When the process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dies {
    /// Before the transaction of the next load.
    BeforeLoad,
    /// After it, before anything else.
    AfterLoad,
}

impl Memory {
    pub(crate) fn dies(&self, dies: Dies) {
        self.0.lock().unwrap().dies = Some(dies);
    }

    /// How many loads have changed anything.
    pub(crate) fn loads(&self) -> usize {
        self.0.lock().unwrap().loads.len()
    }

    pub(crate) fn last(&self) -> Loaded {
        self.0.lock().unwrap().loads.last().unwrap().2
    }

    /// All that a dump of the store would hold.
    pub(crate) fn dump(&self) -> Vec<u8> {
        let state = self.0.lock().unwrap();
        let rows = state.rows.iter();
        rows.flat_map(|(name, row)| {
            let sealed = row.sealed.clone().unwrap_or_default();
            [name.as_bytes(), row.source.as_bytes(), &sealed].concat()
        })
        .collect()
    }

    /// Names of the rows, with the load that changed each last.
    pub(crate) fn state(&self) -> Vec<(String, i64, bool)> {
        let state = self.0.lock().unwrap();
        state.rows.iter().map(|(name, row)| (name.clone(), row.sequence, row.sealed.is_some())).collect()
    }

    fn take(
        &self,
        source: &str,
        file: [u8; 32],
        extracted: Timestamp,
        rows: Vec<SpoolRow>,
        full: bool,
    ) -> Result<Loaded, SpoolFault> {
        let mut state = self.0.lock().unwrap();
        let dies = state.dies.take();
        if dies == Some(Dies::BeforeLoad) {
            return Err(SpoolFault);
        }
        if let Some((_, _, loaded)) = state.loads.iter().find(|(d, at, _)| *d == file && *at >= extracted) {
            return Ok(*loaded);
        }
        let loaded = state.load(source, extracted, rows, full);
        state.loads.push((file, extracted, loaded));
        if dies == Some(Dies::AfterLoad) { Err(SpoolFault) } else { Ok(loaded) }
    }
}

impl State {
    fn load(&mut self, source: &str, extracted: Timestamp, rows: Vec<SpoolRow>, full: bool) -> Loaded {
        self.sequence += 1;
        let sequence = self.sequence;
        let mut loaded = Loaded { sequence, ..Loaded::default() };
        let mut missing: Vec<String> = self
            .rows
            .iter()
            .filter(|(_, row)| row.source == source && row.sealed.is_some())
            .map(|(name, _)| name.clone())
            .collect();
        for new in rows {
            missing.retain(|name| *name != new.name);
            match self.rows.get_mut(&new.name) {
                Some(old) if old.sealed.is_some() && old.digest == new.digest => {
                    old.extracted = extracted;
                    loaded.unchanged += 1;
                    continue;
                }
                Some(old) if old.sealed.is_some() => loaded.changed += 1,
                _ => loaded.added += 1,
            }
            let row =
                Row { source: source.to_owned(), sequence, extracted, digest: new.digest, sealed: Some(new.sealed) };
            self.rows.insert(new.name, row);
        }
        for name in missing.iter().filter(|_| full) {
            let row = self.rows.get_mut(name).unwrap();
            (row.sequence, row.extracted, row.sealed) = (sequence, extracted, None);
            loaded.removed += 1;
        }
        loaded
    }
}

fn entry((name, row): (&String, &Row)) -> SpoolEntry {
    SpoolEntry { name: name.clone(), sequence: row.sequence, sealed: row.sealed.clone(), extracted: row.extracted }
}

#[async_trait]
impl Spool for Memory {
    async fn load(
        &self,
        _: PartnerId,
        source: &str,
        file_digest: [u8; 32],
        extracted: Timestamp,
        rows: Vec<SpoolRow>,
    ) -> Result<Loaded, SpoolFault> {
        self.take(source, file_digest, extracted, rows, true)
    }

    async fn load_part(
        &self,
        _: PartnerId,
        source: &str,
        file_digest: [u8; 32],
        extracted: Timestamp,
        rows: Vec<SpoolRow>,
    ) -> Result<Loaded, SpoolFault> {
        self.take(source, file_digest, extracted, rows, false)
    }

    async fn changes(&self, _: PartnerId, after: (i64, String), limit: u64) -> Result<Vec<SpoolEntry>, SpoolFault> {
        let state = self.0.lock().unwrap();
        let mut all: Vec<_> = state.rows.iter().map(entry).filter(|e| (e.sequence, e.name.clone()) > after).collect();
        all.sort_by(|a, b| (a.sequence, &a.name).cmp(&(b.sequence, &b.name)));
        all.truncate(limit.try_into().unwrap());
        Ok(all)
    }

    async fn read(&self, _: PartnerId, names: &[String]) -> Result<Vec<SpoolEntry>, SpoolFault> {
        let state = self.0.lock().unwrap();
        Ok(names.iter().filter_map(|name| state.rows.get_key_value(name)).map(entry).collect())
    }

    async fn count(&self, _: PartnerId, source: &str) -> Result<u64, SpoolFault> {
        let state = self.0.lock().unwrap();
        Ok(state.rows.values().filter(|row| row.source == source && row.sealed.is_some()).count() as u64)
    }

    async fn expire(&self, _: PartnerId, before: Timestamp) -> Result<u64, SpoolFault> {
        let mut state = self.0.lock().unwrap();
        let sequence = state.sequence + 1;
        let mut expired = 0;
        for row in state.rows.values_mut().filter(|row| row.extracted < before && row.sealed.is_some()) {
            (row.sequence, row.sealed) = (sequence, None);
            expired += 1;
        }
        state.sequence += i64::from(expired > 0);
        Ok(expired)
    }
}

/// The notes' codes, each once.
pub(crate) fn codes(notes: &[accord_federation::Note]) -> Vec<&'static str> {
    let mut codes: Vec<_> = notes.iter().map(|note| note.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.iter().all(|code| Code::ALL.iter().any(|known| known.as_str() == *code)));
    codes
}
