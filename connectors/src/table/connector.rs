use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use accord_connector_kit::{Connect, ConnectError, Parts, Secret, Spool, SpoolEntry, SpoolFault, Vault};
use accord_consent::{FieldSet, Permitted, Population, Record, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Connector, Fault, Gathered, Note};
use accord_model::{Incident, LocalId, PartnerId, RecordRef, RecordType, Victim};
use async_trait::async_trait;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::code::Code;
use super::config::Mapping;
use super::finding::Noticed;
use super::map::{self, Row};
use super::names::Names;
use super::prepare::{About, Keeper};
use super::stored::Stored;

/// Rows of one page of changes.
const PAGE: u64 = 500;

/// A partner whose tables arrive as files.
pub struct Table {
    pub(super) mapping: Arc<Mapping>,
    pub(super) keeper: Arc<Keeper>,
    pub(super) folder: PathBuf,
    pub(super) spool: Arc<dyn Spool>,
    /// One reader of the folder at a time.
    pub(super) reading: Mutex<()>,
}

/// The section of the configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Path of the mapping, from the configuration file's folder.
    mapping: PathBuf,
    /// The folder that the partner's files are dropped into.
    folder: PathBuf,
}

impl Connect for Table {
    const NAME: &'static str = "table";
    type Config = Section;

    fn connect(partner: PartnerId, config: Section, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        let wrong = |error: super::ConfigError| ConnectError::Key { key: "mapping", reason: error.to_string() };
        let mapping = Mapping::load(&parts.folder.join(&config.mapping)).map_err(wrong)?;
        let folder = parts.folder.join(&config.folder);
        let spool = Arc::clone(&parts.spool);
        Ok(Arc::new(Self::new(partner, mapping, folder, spool, &parts.secret)))
    }
}

impl Table {
    /// The connector of one partner over its drop folder.
    pub fn new(partner: PartnerId, mapping: Mapping, folder: PathBuf, spool: Arc<dyn Spool>, secret: &Secret) -> Self {
        let vault = Vault::new(secret, "spool", partner);
        let names = Names::new(&vault);
        Self {
            mapping: Arc::new(mapping),
            keeper: Arc::new(Keeper { partner, vault, names }),
            folder,
            spool,
            reading: Mutex::new(()),
        }
    }

    fn open(&self, entry: &SpoolEntry) -> Option<Stored> {
        let plain = self.keeper.vault.open(&entry.name, entry.sealed.as_ref()?)?;
        serde_json::from_slice(&plain).ok()
    }

    fn row<'a>(&'a self, stored: &'a Stored, entry: &SpoolEntry) -> Row<'a> {
        Row { mapping: &self.mapping, stored, partner: self.keeper.partner, as_of: entry.extracted }
    }

    /// For each of these references the row that counts: of the source named first, where two hold it.
    async fn living(&self, references: &[String]) -> Result<HashMap<String, (SpoolEntry, bool)>, SpoolFault> {
        let mut names = Vec::with_capacity(references.len() * self.mapping.sources.len());
        for reference in references {
            for source in &self.mapping.sources {
                names.push(self.keeper.names.of(&source.name, reference));
            }
        }
        let entries = self.spool.read(self.keeper.partner, &names).await?;
        let alive = entries.into_iter().filter(|entry| entry.sealed.is_some());
        let mut by_name: HashMap<String, SpoolEntry> = alive.map(|entry| (entry.name.clone(), entry)).collect();
        let mut living = HashMap::new();
        for (reference, names) in references.iter().zip(names.chunks(self.mapping.sources.len())) {
            let mut found = names.iter().filter_map(|name| by_name.remove(name));
            if let Some(entry) = found.next() {
                let twice = found.next().is_some();
                living.insert(reference.clone(), (entry, twice));
            }
        }
        Ok(living)
    }

    /// The permitted records, each with the fields that it may have and no others.
    async fn gather<R: Record>(
        &self,
        permit: &Permitted<R>,
        make: impl Fn(&Row<'_>, FieldSet) -> Option<R>,
    ) -> Gathered<R> {
        let mut gathered = Gathered::whole(Vec::new());
        for (fields, refs) in permit.by_fields(self.keeper.partner) {
            let refs: Vec<String> = refs.iter().map(|at| at.local.as_str().to_owned()).collect();
            for chunk in refs.chunks(PAGE as usize) {
                let Ok(living) = self.living(chunk).await else {
                    gathered.fault = gathered.fault.or(Some(Fault::Store));
                    continue;
                };
                for (entry, _) in living.values() {
                    let Some(stored) = self.open(entry) else {
                        gathered.fault = gathered.fault.or(Some(Fault::Broken));
                        continue;
                    };
                    let oldest = gathered.as_of.map_or(entry.extracted, |at| at.min(entry.extracted));
                    gathered.as_of = Some(oldest);
                    let record = make(&self.row(&stored, entry), fields);
                    gathered.records.extend(record.map(Sealed::new));
                }
            }
        }
        gathered
    }

    /// What the entries of a page say.
    async fn page(
        &self,
        order: &StandingOrder,
        entries: &[SpoolEntry],
        notes: &mut Vec<Note>,
    ) -> Result<Vec<Change>, Fault> {
        let mut references = Vec::new();
        for entry in entries {
            let (_, reference) = self.keeper.names.read(&entry.name).ok_or(Fault::Broken)?;
            if reference.is_empty() {
                notes.extend(self.notes(entry));
            } else if !references.contains(&reference) {
                references.push(reference);
            }
        }
        let living = self.living(&references).await.map_err(|SpoolFault| Fault::Store)?;
        let mut changes = Vec::new();
        for reference in &references {
            match living.get(reference) {
                Some((entry, twice)) => {
                    let stored = self.open(entry).ok_or(Fault::Broken)?;
                    changes.extend(self.changed(order, &self.row(&stored, entry)));
                    if *twice {
                        let (source, _) = self.keeper.names.read(&entry.name).unwrap_or_default();
                        notes.push(note(Code::ReferenceInTwoSources, source));
                    }
                }
                None => changes.extend(self.gone(reference)),
            }
        }
        Ok(changes)
    }

    fn changed(&self, order: &StandingOrder, row: &Row<'_>) -> [Change; 2] {
        if *order.population() == Population::HateFlagged && !map::is_flagged(row) {
            return self.gone(&row.stored.reference);
        }
        let mut noticed = Noticed::default();
        let victim = map::victim(row, order.victim_fields(), &mut noticed);
        let incident = map::incident(row, order.incident_fields(), true, &mut noticed);
        [
            // A row that names nobody may have named somebody yesterday.
            victim
                .map_or_else(|| Change::Gone(row.at(RecordType::Victim)), |victim| Change::Victim(Sealed::new(victim))),
            Change::Incident(Sealed::new(incident)),
        ]
    }

    fn gone(&self, reference: &str) -> [Change; 2] {
        [RecordType::Victim, RecordType::Incident]
            .map(|kind| Change::Gone(RecordRef { partner: self.keeper.partner, kind, local: LocalId::new(reference) }))
    }

    /// The notes that were kept with an extract.
    fn notes(&self, entry: &SpoolEntry) -> Vec<Note> {
        let plain = entry.sealed.as_ref();
        let plain = plain.and_then(|sealed| self.keeper.vault.open(&entry.name, sealed));
        let about = plain.and_then(|plain| serde_json::from_slice::<About>(&plain).ok());
        let kept = about.into_iter().flat_map(|about| about.notes);
        kept.filter_map(|(code, place)| {
            let code = Code::ALL.iter().find(|known| known.as_str() == code)?;
            Some(note(*code, place))
        })
        .collect()
    }
}

pub(super) const fn note(code: Code, place: String) -> Note {
    Note { code: code.as_str(), place }
}

#[async_trait]
impl Connector for Table {
    fn partner(&self) -> PartnerId {
        self.keeper.partner
    }

    fn kind(&self) -> &'static str {
        Self::NAME
    }

    fn victim_fields(&self) -> FieldSet {
        FieldSet::names::<Victim>(|field| {
            let mut columns = self.mapping.columns.iter();
            let words = |is: super::config::Target| field == "terms" && is.is_victim_term();
            columns.any(|column| column.is.victim_field() == Some(field) || words(column.is))
        })
    }

    fn incident_fields(&self) -> FieldSet {
        let defaults = &self.mapping.defaults;
        FieldSet::names::<Incident>(|field| {
            let mut columns = self.mapping.columns.iter();
            let words = |is: super::config::Target| field == "terms" && is.has_list() && !is.is_victim_term();
            let by_default = match field {
                "recordKind" => defaults.kind.is_some(),
                "recognition" => defaults.recognition.is_some(),
                "channel" => defaults.channel.is_some(),
                _ => false,
            };
            by_default || columns.any(|column| column.is.incident_field() == Some(field) || words(column.is))
        })
    }

    async fn victims(&self, permit: &Permitted<Victim>) -> Gathered<Victim> {
        let make = |row: &Row<'_>, fields| map::victim(row, fields, &mut Noticed::default());
        self.gather(permit, make).await
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        let make = |row: &Row<'_>, fields| Some(map::incident(row, fields, false, &mut Noticed::default()));
        self.gather(permit, make).await
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        if order.partner() != self.keeper.partner {
            return Err(Fault::Refused);
        }
        let after = since.map_or(Some((0, String::new())), |cursor| read_cursor(&cursor.0));
        let after = after.ok_or(Fault::Broken)?;
        let (mut notes, aside) = self.take_in().await?;
        let store = |SpoolFault| Fault::Store;
        let entries = self.spool.changes(self.keeper.partner, after.clone(), PAGE);
        let entries = entries.await.map_err(store)?;
        let waiting = self.waiting().await?;
        if entries.is_empty() && !aside {
            // Everything that could be taken in has been; only now is what waits for a human a fault.
            waiting.map_or(Ok(()), Err)?;
        }
        let changes = self.page(order, &entries, &mut notes).await?;
        let (sequence, name) = entries.last().map_or(after, |entry| (entry.sequence, entry.name.clone()));
        let full = entries.len() as u64 == PAGE;
        Ok(ChangePage {
            changes,
            next: ChangeCursor(format!("{sequence}:{name}")),
            more: full || waiting.is_some(),
            expected: match since {
                None => Some(self.expected().await?),
                Some(_) => None,
            },
            notes,
        })
    }
}

fn read_cursor(text: &str) -> Option<(i64, String)> {
    let (sequence, name) = text.split_once(':')?;
    let hexadecimal = name.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((sequence.parse().ok()?, name.to_owned())).filter(|_| hexadecimal)
}
