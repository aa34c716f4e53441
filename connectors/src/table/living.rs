//! The rows of references, from the spool or from the database, and the records that are made of them.

use std::collections::{BTreeMap, HashMap};

use accord_connector_kit::{SpoolEntry, SpoolFault};
use accord_consent::{FieldSet, Permitted, Record, Sealed};
use accord_federation::{Fault, Gathered};
use jiff::Timestamp;
use tokio::time::Instant;

use super::config::Mapping;
use super::connector::{Origin, PAGE, Table};
use super::map::Row;
use super::needs::{self, Headers};
use super::read::{Database, Held};
use super::stored::Stored;

/// A row that is there, and how old it is.
pub(super) struct Living {
    pub(super) stored: Stored,
    pub(super) as_of: Timestamp,
    /// Known to name or describe somebody, though not all of it was read.
    pub(super) somebody: bool,
    /// The source that counts, where another one has it too.
    pub(super) twice: Option<String>,
}

/// Rows by reference; a row that cannot be opened is a fault of its own.
pub(super) type Rows = HashMap<String, Result<Living, Fault>>;

impl Table {
    /// A row on its way to records.
    pub(super) fn row<'a>(&'a self, living: &'a Living) -> Row<'a> {
        Row {
            mapping: &self.mapping,
            stored: &living.stored,
            partner: self.keeper.partner,
            as_of: living.as_of,
            somebody: living.somebody,
        }
    }

    /// For each of these references the row that counts: of the source named first, where two hold it.
    pub(super) async fn spooled(&self, references: &[String]) -> Result<Rows, Fault> {
        let mut names = Vec::with_capacity(references.len() * self.mapping.sources.len());
        for reference in references {
            for source in &self.mapping.sources {
                names.push(self.keeper.names.of(&source.name, reference));
            }
        }
        let entries = self.spool.read(self.keeper.partner, &names).await.map_err(|SpoolFault| Fault::Store)?;
        let alive = entries.into_iter().filter(|entry| entry.sealed.is_some());
        let mut by_name: HashMap<String, SpoolEntry> = alive.map(|entry| (entry.name.clone(), entry)).collect();
        let mut living = HashMap::new();
        let sources = self.mapping.sources.len();
        for (reference, names) in references.iter().zip(names.chunks(sources)) {
            let mut found = self.mapping.sources.iter().zip(names);
            let mut found = found.by_ref().filter_map(|(source, name)| Some((source, by_name.remove(name)?)));
            if let Some((source, entry)) = found.next() {
                let twice = found.next().map(|_| source.name.clone());
                let stored = self.open(&entry).ok_or(Fault::Broken);
                let row = stored.map(|stored| Living { stored, as_of: entry.extracted, somebody: false, twice });
                living.insert(reference.clone(), row);
            }
        }
        Ok(living)
    }

    /// As [`Table::spooled`], from the database, with these columns alone. `sync` asks whether a row names anybody; who is
    /// asked for by reference is somebody.
    pub(super) async fn asked(
        &self,
        database: &Database,
        references: &[String],
        headers: &Headers,
        sync: bool,
    ) -> Result<Rows, Fault> {
        let headers = &if sync { headers.clone() } else { needs::with_what_hides(&self.mapping, headers.clone()) };
        let mut living: Rows = HashMap::new();
        for source in &self.mapping.sources {
            let Some(sql) = &source.sql else { continue };
            let layout = database.layout(&self.mapping, source, sql).await?;
            let about = |header: &str| sync && self.is_about_victim(header);
            let read = database.read(&layout, source, references, |header| headers.contains(header), about).await?;
            for (reference, held) in read {
                let Held::One(stored, somebody) = held else { continue };
                // As in sync, where such a row is not taken in.
                if !sync && self.accuses_unknown(&stored) {
                    continue;
                }
                match living.get_mut(&reference) {
                    Some(Ok(first)) if first.twice.is_none() => first.twice = Some(source.name.clone()),
                    Some(_) => {}
                    None => {
                        let row = Living { stored, as_of: Timestamp::now(), somebody: somebody || !sync, twice: None };
                        living.insert(reference, Ok(row));
                    }
                }
            }
        }
        Ok(living)
    }

    /// The permitted records, each with the fields that it may have and no others. `read` takes an identifier apart: the
    /// row's reference, and the number of the record in its row. `needs` says which columns serve the fields.
    pub(super) async fn gather<R: Record>(
        &self,
        permit: &Permitted<R>,
        read: impl Fn(&str) -> Option<(&str, usize)>,
        needs: impl Fn(&Mapping, FieldSet) -> Headers,
        make: impl Fn(&Row<'_>, FieldSet, &[usize]) -> Vec<R>,
    ) -> Gathered<R> {
        let mut gathered = Gathered::whole(Vec::new());
        let began = Instant::now();
        for (fields, refs) in permit.by_fields(self.keeper.partner) {
            let mut numbers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (reference, number) in refs.iter().filter_map(|at| read(at.local.as_str())) {
                numbers.entry(reference.to_owned()).or_default().push(number);
            }
            let refs: Vec<String> = numbers.keys().cloned().collect();
            for chunk in refs.chunks(PAGE as usize) {
                let (living, partial) = match &self.origin {
                    Origin::Folder(_) => (self.spooled(chunk).await, false),
                    Origin::Database(database) => {
                        let headers = needs(&self.mapping, fields);
                        let asked = self.asked(database, chunk, &headers, false);
                        (database.guarded(began, asked).await, true)
                    }
                };
                let living = match living {
                    Ok(living) => living,
                    Err(fault) => {
                        gathered.fault = gathered.fault.or(Some(fault));
                        continue;
                    }
                };
                for row in living.into_values() {
                    let living = match row {
                        Ok(living) => living,
                        Err(fault) => {
                            gathered.fault = gathered.fault.or(Some(fault));
                            continue;
                        }
                    };
                    if !partial {
                        let oldest = gathered.as_of.map_or(living.as_of, |at| at.min(living.as_of));
                        gathered.as_of = Some(oldest);
                    }
                    let asked = numbers.get(&living.stored.reference).map_or(&[][..], Vec::as_slice);
                    let records = make(&self.row(&living), fields, asked);
                    gathered.records.extend(records.into_iter().map(Sealed::new));
                }
            }
        }
        gathered
    }
}
