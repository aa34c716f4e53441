use std::path::PathBuf;
use std::sync::Arc;

use accord_connector_kit::{Connect, ConnectError, Parts, Secret, Spool, SpoolEntry, SpoolFault, Vault};
use accord_consent::{FieldSet, Permitted, Population, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Connector, Fault, Gathered, Note};
use accord_model::{Incident, LocalId, PartnerId, RecordRef, RecordType, Referral, Victim};
use async_trait::async_trait;
use tokio::sync::Mutex;

use super::code::Code;
use super::config::{Mapping, Target};
use super::finding::Noticed;
use super::map::{self, Row};
use super::names::Names;
use super::needs;
use super::prepare::{About, Keeper};
use super::read::{Database, Missing};
use super::section::Section;
use super::stored::Stored;

/// Rows of one page of changes.
pub(super) const PAGE: u64 = 500;

/// Where a partner's rows come from.
pub(super) enum Origin {
    /// Files, dropped into a folder: the spool keeps their rows.
    Folder(PathBuf),
    /// A database, asked at each question: the spool keeps names and digests alone.
    Database(Database),
}

/// A partner whose tables arrive as files, or are read from its database.
pub struct Table {
    pub(super) mapping: Arc<Mapping>,
    pub(super) keeper: Arc<Keeper>,
    pub(super) origin: Origin,
    pub(super) spool: Arc<dyn Spool>,
    /// One reader of the folder at a time.
    pub(super) reading: Mutex<()>,
}

impl Connect for Table {
    const NAME: &'static str = "table";
    type Config = Section;

    fn connect(partner: PartnerId, config: Section, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        let wrong = |error: super::ConfigError| ConnectError::Key { key: "mapping", reason: error.to_string() };
        let mapping = Mapping::load(&parts.folder.join(&config.mapping)).map_err(wrong)?;
        let origin = config.origin(&mapping, parts)?;
        let spool = Arc::clone(&parts.spool);
        Ok(Arc::new(Self::over(partner, mapping, origin, spool, &parts.secret)))
    }
}

impl Table {
    /// The connector of one partner over its drop folder.
    pub fn new(partner: PartnerId, mapping: Mapping, folder: PathBuf, spool: Arc<dyn Spool>, secret: &Secret) -> Self {
        Self::over(partner, mapping, Origin::Folder(folder), spool, secret)
    }

    /// The connector of one partner over its database.
    pub fn over_database(
        partner: PartnerId,
        mapping: Mapping,
        database: Database,
        spool: Arc<dyn Spool>,
        secret: &Secret,
    ) -> Self {
        Self::over(partner, mapping, Origin::Database(database), spool, secret)
    }

    fn over(partner: PartnerId, mapping: Mapping, origin: Origin, spool: Arc<dyn Spool>, secret: &Secret) -> Self {
        let vault = Vault::new(secret, "spool", partner);
        let names = Names::new(&vault);
        Self {
            mapping: Arc::new(mapping),
            keeper: Arc::new(Keeper { partner, vault, names }),
            origin,
            spool,
            reading: Mutex::new(()),
        }
    }

    /// The drop folder. There is none where a database is read, and then nothing asks for it.
    pub(super) fn folder(&self) -> Result<PathBuf, Fault> {
        match &self.origin {
            Origin::Folder(folder) => Ok(folder.clone()),
            Origin::Database(_) => Err(Fault::Store),
        }
    }

    pub(super) fn open(&self, entry: &SpoolEntry) -> Option<Stored> {
        let plain = self.keeper.vault.open(&entry.name, entry.sealed.as_ref()?)?;
        serde_json::from_slice(&plain).ok()
    }

    async fn entries(&self, after: &(i64, String)) -> Result<Vec<SpoolEntry>, Fault> {
        let entries = self.spool.changes(self.keeper.partner, after.clone(), PAGE).await;
        entries.map_err(|SpoolFault| Fault::Store)
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
        let living = match &self.origin {
            Origin::Folder(_) => self.spooled(&references).await?,
            Origin::Database(database) => {
                self.asked(database, &references, &needs::of_order(&self.mapping, order), true).await?
            }
        };
        let mut changes = Vec::new();
        for reference in &references {
            match living.get(reference) {
                Some(row) => {
                    let living = row.as_ref().map_err(|fault| *fault)?;
                    if self.accuses_unknown(&living.stored) {
                        changes.extend(self.gone(reference));
                        continue;
                    }
                    changes.extend(self.changed(order, &self.row(living)));
                    notes.extend(living.twice.clone().map(|source| note(Code::ReferenceInTwoSources, source)));
                }
                None => changes.extend(self.gone(reference)),
            }
        }
        Ok(changes)
    }

    fn changed(&self, order: &StandingOrder, row: &Row<'_>) -> Vec<Change> {
        if *order.population() == Population::HateFlagged && !map::is_flagged(row) {
            return self.gone(&row.stored.reference);
        }
        let mut noticed = Noticed::default();
        let victim = map::victim(row, order.victim_fields(), &mut noticed);
        let incident = map::incident(row, order.incident_fields(), true, &mut noticed);
        let named = victim.is_some();
        let mut changes = vec![
            // A row that names nobody may have named somebody yesterday.
            victim
                .map_or_else(|| Change::Gone(row.at(RecordType::Victim)), |victim| Change::Victim(Sealed::new(victim))),
            Change::Incident(Sealed::new(incident)),
        ];
        for number in 1..=map::most_referrals(&self.mapping) {
            let referral = map::referral(row, number, order.referral_fields(), true, &mut noticed);
            // Nobody was referred, where nobody is named.
            changes.push(referral.filter(|_| named).map_or_else(
                || Change::Gone(self.referral_at(&row.stored.reference, number)),
                |referral| Change::Referral(Sealed::new(referral)),
            ));
        }
        changes
    }

    fn gone(&self, reference: &str) -> Vec<Change> {
        let row = [RecordType::Victim, RecordType::Incident].map(|kind| RecordRef {
            partner: self.keeper.partner,
            kind,
            local: LocalId::new(reference),
        });
        let referrals = 1..=map::most_referrals(&self.mapping);
        let referrals = referrals.map(|number| self.referral_at(reference, number));
        row.into_iter().chain(referrals).map(Change::Gone).collect()
    }

    fn referral_at(&self, reference: &str, number: usize) -> RecordRef {
        let local = map::referral_id(reference, number);
        RecordRef { partner: self.keeper.partner, kind: RecordType::Referral, local }
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
            let words = |is: super::config::Target| field == "terms" && is.is_incident_term();
            let by_default = match field {
                "recordKind" => defaults.kind.is_some(),
                "recognition" => defaults.recognition.is_some() || !self.mapping.candidates.is_empty(),
                "channel" => defaults.channel.is_some(),
                "candidateRule" => !self.mapping.candidates.is_empty(),
                _ => false,
            };
            by_default || columns.any(|column| column.is.incident_field() == Some(field) || words(column.is))
        })
    }

    fn referral_fields(&self) -> FieldSet {
        let has = |target| self.mapping.columns_for(target).next().is_some();
        // A column that says what was done can name a recipient, too (`refers`).
        if !self.mapping.columns.iter().any(|column| column.list_of_recipients().is_some()) {
            return FieldSet::NONE;
        }
        FieldSet::names::<Referral>(|field| match field {
            "reference" | "recipient" | "setting" | "need" | "role" | "terms" => true,
            "status" => has(Target::ReferralStatus),
            "sent" => has(Target::ReferredOn),
            "service" => has(Target::ReferralService),
            _ => false,
        })
    }

    async fn victims(&self, permit: &Permitted<Victim>) -> Gathered<Victim> {
        let make = |row: &Row<'_>, fields, _: &[usize]| {
            map::victim(row, fields, &mut Noticed::default()).into_iter().collect()
        };
        self.gather(permit, plain, needs::of_victim, make).await
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        let make =
            |row: &Row<'_>, fields, _: &[usize]| vec![map::incident(row, fields, false, &mut Noticed::default())];
        self.gather(permit, plain, needs::of_incident, make).await
    }

    async fn referrals(&self, permit: &Permitted<Referral>) -> Gathered<Referral> {
        let make = |row: &Row<'_>, fields, numbers: &[usize]| {
            let one = |number: &usize| map::referral(row, *number, fields, false, &mut Noticed::default());
            // Nobody was referred, where nobody is named: the feed says the same.
            numbers.iter().filter(|_| row.has_victim()).filter_map(one).collect()
        };
        self.gather(permit, map::referral_parts, needs::of_referral, make).await
    }

    async fn missing(&self) -> Result<Vec<Note>, Fault> {
        let Origin::Database(database) = &self.origin else { return Ok(Vec::new()) };
        let mut notes = Vec::new();
        for source in &self.mapping.sources {
            let Some(sql) = &source.sql else { continue };
            let missing = database.missing(&self.mapping, source, sql).await?;
            notes.extend(missing.into_iter().map(|Missing { code, header, needed }| {
                let code = if needed { Code::ColumnNeeded } else { code };
                note(code, format!("{} ({header})", source.name))
            }));
        }
        Ok(notes)
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        if order.partner() != self.keeper.partner {
            return Err(Fault::Refused);
        }
        let after = since.map_or(Some((0, String::new())), |cursor| read_cursor(&cursor.0));
        let after = after.ok_or(Fault::Broken)?;
        let (mut notes, aside) = match &self.origin {
            Origin::Folder(_) => self.take_in().await?,
            Origin::Database(_) => (Vec::new(), false),
        };
        let mut entries = self.entries(&after).await?;
        let waiting = match &self.origin {
            Origin::Folder(_) => self.waiting().await?,
            Origin::Database(database) => {
                // What the last walk found is told first; a new one begins when nothing of it is left.
                if entries.is_empty() {
                    self.walk(database, order).await?;
                    entries = self.entries(&after).await?;
                }
                None
            }
        };
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

/// A person or an incident has its row's reference.
#[expect(clippy::unnecessary_wraps, reason = "as `map::referral_parts`")]
const fn plain(local: &str) -> Option<(&str, usize)> {
    Some((local, 1))
}

fn read_cursor(text: &str) -> Option<(i64, String)> {
    let (sequence, name) = text.split_once(':')?;
    let hexadecimal = name.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((sequence.parse().ok()?, name.to_owned())).filter(|_| hexadecimal)
}
