//! From a database into the spool: for each row its keyed name and a keyed digest of what sync may read of it, and
//! nothing of the row itself. The spool's own comparison then tells what is new, changed and gone.

use accord_connector_kit::{SpoolFault, SpoolRow};
use accord_consent::StandingOrder;
use accord_federation::Fault;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::accused::{Accused, accused};
use super::cell::squeezed;
use super::code::Code;
use super::config::{Mapping, Source, SqlSource, Target};
use super::connector::{PAGE, Table};
use super::extract::Accepted;
use super::finding::Noticed;
use super::needs::{self, Headers};
use super::parse;
use super::prepare::{About, NOTES, notice};
use super::read::{Database, Held, Layout, Since};
use super::stored::Stored;

/// How much is read again: transactions that were open while we read may carry a moment before the newest we saw.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);
/// A walk that found nothing new is written down this often, so that nothing that was seen is taken for too old.
const RENEWED: SignedDuration = SignedDuration::from_hours(12);

/// What is kept of the last walk, sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Walk {
    /// Keyed digest of all that was read.
    digest: [u8; 32],
    /// Keyed digest of what decides how rows are read: mapping and columns.
    reading: [u8; 32],
    /// The newest moment of change at its beginning, as the database writes it.
    newest: Option<String>,
    /// When all rows were last walked.
    whole: Timestamp,
    /// When it was last written down.
    at: Timestamp,
}

/// What a walk has gathered.
struct Found {
    rows: Vec<SpoolRow>,
    notes: Vec<(String, String)>,
}

impl Table {
    /// Walks every source of the database, or what has changed of it, into the spool.
    pub(super) async fn walk(&self, database: &Database, order: &StandingOrder) -> Result<(), Fault> {
        let _reading = self.reading.lock().await;
        let headers = needs::of_order(&self.mapping, order);
        for source in &self.mapping.sources {
            if let Some(sql) = &source.sql {
                self.walk_source(database, source, sql, &headers).await?;
            }
        }
        self.expire().await
    }

    async fn walk_source(
        &self,
        database: &Database,
        source: &Source,
        sql: &SqlSource,
        headers: &Headers,
    ) -> Result<(), Fault> {
        let now = Timestamp::now();
        let layout = database.layout(&self.mapping, source, sql).await?;
        let last = self.last_walk(source).await?;
        let reading = self.reading_digest(headers);
        let hours = SignedDuration::from_hours(i64::from(source.whole_hours));
        let due =
            |last: &Walk| last.reading != reading || last.newest.is_none() || now.duration_since(last.whole) >= hours;
        let partly = last.as_ref().filter(|last| source.modified.is_some() && !due(last));
        let newest = database.newest(&layout).await?;
        let moment = partly.and_then(|last| last.newest.as_deref()).map(earlier);
        let since = moment.as_deref().map_or(Since::Beginning, Since::Moment);
        let mut found = self.found(database, source, &layout, since, headers, now).await?;
        let mut digested = reading.to_vec();
        digested.extend(found.rows.iter().flat_map(|row| row.digest));
        let digest = self.keeper.vault.digest(&digested);
        let fresh = |last: &Walk| now.duration_since(last.at) < RENEWED;
        if last.as_ref().is_some_and(|last| last.digest == digest && fresh(last) && last.newest == newest) {
            return Ok(());
        }
        let whole = partly.map_or(now, |last| last.whole);
        if partly.is_none() {
            self.check_shrink(source, found.rows.len()).await?;
        }
        found.notes.truncate(NOTES);
        let about = About { notes: found.notes, walk: Some(Walk { digest, reading, newest, whole, at: now }) };
        let name = self.keeper.names.of_extract(&source.name);
        let about = self.keeper.seal(&self.mapping, name, &about, Some(now)).ok_or(Fault::Store)?;
        found.rows.push(about);
        let (partner, name) = (self.keeper.partner, source.name.as_str());
        // Two walks are never the same load, so that each renews what it saw.
        let mut load = digest.to_vec();
        load.extend(now.as_nanosecond().to_be_bytes());
        let load = self.keeper.vault.digest(&load);
        let loaded = match partly {
            None => self.spool.load(partner, name, load, now, found.rows).await,
            Some(_) => self.spool.load_part(partner, name, load, now, found.rows).await,
        };
        loaded.map_err(|SpoolFault| Fault::Store)?;
        Ok(())
    }

    /// All rows since then, as names and digests.
    async fn found(
        &self,
        database: &Database,
        source: &Source,
        layout: &Layout,
        since: Since<'_>,
        headers: &Headers,
        now: Timestamp,
    ) -> Result<Found, Fault> {
        let mut found = Found { rows: Vec::new(), notes: Vec::new() };
        let mut note = |code: Code, header: &str| {
            let place = if header.is_empty() { source.name.clone() } else { format!("{} ({header})", source.name) };
            found.notes.push((code.as_str().to_owned(), place));
        };
        for (code, header) in &layout.notes {
            note(*code, header);
        }
        for _ in 0..database.nameless(layout).await?.min(NOTES as u64) {
            note(Code::ReferenceMissing, "");
        }
        let mut after: Option<String> = None;
        loop {
            let page = database.keys(layout, since, after.as_deref(), PAGE as usize).await?;
            let (good, bad): (Vec<String>, Vec<String>) =
                page.keys.iter().cloned().partition(|key| reference_fault(&self.mapping, key).is_none());
            for code in bad.iter().filter_map(|key| reference_fault(&self.mapping, key)) {
                note(code, "");
            }
            let read = database
                .read(layout, source, &good, |header| headers.contains(header), |header| self.is_about_victim(header))
                .await?;
            for held in read.into_values() {
                match self.accepted(held) {
                    Ok((stored, somebody)) => {
                        for (code, header) in self.noticed(&stored, now) {
                            note(code, &header);
                        }
                        found.rows.push(self.named(source, &stored, somebody, headers)?);
                    }
                    Err(code) => note(code, ""),
                }
            }
            if found.rows.len() > self.mapping.limits.rows {
                tracing::error!(source = source.name, "more rows than `limits.rows`");
                return Err(Fault::Held);
            }
            after = page.keys.into_iter().next_back();
            if !page.full || after.is_none() {
                return Ok(found);
            }
        }
    }

    fn accepted(&self, held: Held) -> Result<(Stored, bool), Code> {
        let (stored, somebody) = match held {
            Held::One(stored, somebody) => (stored, somebody),
            Held::None(code) => return Err(code),
        };
        if self.accuses_unknown(&stored) { Err(Code::AccusedUnknown) } else { Ok((stored, somebody)) }
    }

    /// Whether a row accuses an organisation that no list names: nobody knows from whom to keep it.
    pub(super) fn accuses_unknown(&self, stored: &Stored) -> bool {
        self.mapping.accused.as_ref().is_some_and(|words| {
            let mut cells = stored.cells(&self.mapping, Target::Perpetrator);
            cells.any(|(_, cell)| accused(&cell.words(), words) == Accused::Unknown)
        })
    }

    fn noticed(&self, stored: &Stored, now: Timestamp) -> Vec<(Code, String)> {
        let mut noticed = Noticed::default();
        let row = Accepted { place: super::Place::default(), stored: stored.clone() };
        notice(&self.mapping, self.keeper.partner, &row, now, &mut noticed);
        noticed.values.into_iter().filter(|(code, _)| *code != Code::WordUnmapped).collect()
    }

    /// Whether a column is about the person.
    pub(super) fn is_about_victim(&self, header: &str) -> bool {
        let mut columns = self.mapping.columns.iter().filter(|column| column.header == header);
        columns.any(|column| column.is != Target::Reference && column.is.victim_field().is_some())
    }

    /// A row as it rests: its name, its digest, and no contents.
    fn named(&self, source: &Source, stored: &Stored, somebody: bool, headers: &Headers) -> Result<SpoolRow, Fault> {
        let mut digested = self.reading_digest(headers).to_vec();
        digested.push(u8::from(somebody));
        digested.extend(serde_json::to_vec(stored).map_err(|_| Fault::Broken)?);
        let name = self.keeper.names.of(&source.name, &stored.reference);
        let sealed = self.keeper.vault.seal(&name, b"").map_err(|_| Fault::Store)?;
        Ok(SpoolRow { digest: self.keeper.vault.digest(&digested), sealed, name })
    }

    /// Another mapping, or other columns, make every row a changed one.
    fn reading_digest(&self, headers: &Headers) -> [u8; 32] {
        let mut text = self.mapping.version.to_vec();
        for header in headers {
            text.extend(header.bytes().chain([0]));
        }
        self.keeper.vault.digest(&text)
    }

    async fn last_walk(&self, source: &Source) -> Result<Option<Walk>, Fault> {
        let name = self.keeper.names.of_extract(&source.name);
        let last = self.spool.read(self.keeper.partner, &[name]).await.map_err(|SpoolFault| Fault::Store)?;
        let sealed = last.first().and_then(|entry| Some((&entry.name, entry.sealed.as_ref()?)));
        let plain = sealed.and_then(|(name, sealed)| self.keeper.vault.open(name, sealed));
        Ok(plain.and_then(|plain| serde_json::from_slice::<About>(&plain).ok()?.walk))
    }

    /// A view that lost more than `shrink_percent` of its rows waits for a human.
    async fn check_shrink(&self, source: &Source, found: usize) -> Result<(), Fault> {
        let alive = self.alive(source).await?;
        let kept = u64::from(100 - self.mapping.shrink_percent.min(100));
        if (found as u64) * 100 < alive * kept { Err(Fault::Held) } else { Ok(()) }
    }
}

/// Why a key is no reference. One with spaces at its ends could not be asked for again.
fn reference_fault(mapping: &Mapping, key: &str) -> Option<Code> {
    let mut shapes = mapping.columns_for(Target::Reference).flat_map(|column| &column.shapes).peekable();
    if key.is_empty() {
        Some(Code::ReferenceMissing)
    } else if key.len() > super::extract::REFERENCE_BYTES {
        Some(Code::ReferenceTooLong)
    } else if squeezed(key) != key || key.starts_with(['=', '\'']) {
        Some(Code::ReferenceShape)
    } else {
        (shapes.peek().is_some() && !shapes.any(|shape| parse::fits(key, shape))).then_some(Code::ReferenceShape)
    }
}

/// A moment a little earlier, written as it came: `2026-11-03 14:05:00.25+00`. A number of a version is left as it is.
fn earlier(moment: &str) -> String {
    let (head, tail) = moment.split_at_checked(19).unwrap_or((moment, ""));
    let form = if head.contains('T') { "%Y-%m-%dT%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    let Ok(at) = jiff::civil::DateTime::strptime(form, head) else {
        return moment.to_owned();
    };
    let zone = tail.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    at.checked_sub(OVERLAP).map_or_else(|_| moment.to_owned(), |at| format!("{}{zone}", at.strftime(form)))
}

#[cfg(test)]
mod tests {
    use super::earlier;

    #[test]
    fn a_moment_goes_back_as_it_was_written() {
        assert_eq!(earlier("2026-11-03 00:05:00.25+00"), "2026-11-02 23:55:00+00");
        assert_eq!(earlier("2026-11-03T14:05:00Z"), "2026-11-03T13:55:00Z");
        assert_eq!(earlier("2026-11-03 14:05:00"), "2026-11-03 13:55:00");
        for other in ["4711", "2026-11-03", ""] {
            assert_eq!(earlier(other), other);
        }
    }
}
