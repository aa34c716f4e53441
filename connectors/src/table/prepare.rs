//! The bytes of a file into sealed rows, ready for the spool. It may take seconds: call it where blocking is allowed.

use accord_connector_kit::{SpoolRow, Vault};
use accord_consent::FieldSet;
use accord_model::{Incident, PartnerId, Victim};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::code::Code;
use super::config::{Mapping, Source};
use super::extract::{Accepted, Extract, extract};
use super::finding::{Finding, Noticed};
use super::map::{self, Row};
use super::names::Names;
use super::walk::Walk;

/// More notes of one file than anybody reads.
pub(crate) const NOTES: usize = 2_000;

/// A file, ready for the spool.
pub(crate) struct Prepared {
    /// Keyed digest of the file under this mapping.
    pub(crate) digest: [u8; 32],
    /// One for each accepted row, and one about the extract itself.
    pub(crate) rows: Vec<SpoolRow>,
    /// How many rows were accepted.
    pub(crate) accepted: u64,
}

/// What the spool keeps of an extract beside its rows, under a name of its own: so that notes are as durable as the
/// rows they are about.
#[derive(Serialize, Deserialize)]
pub(crate) struct About {
    /// Codes and places.
    pub(crate) notes: Vec<(String, String)>,
    /// Of a database: where the last walk ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) walk: Option<Walk>,
}

/// Whose rows, under which keys.
pub(crate) struct Keeper {
    pub(crate) partner: PartnerId,
    pub(crate) vault: Vault,
    pub(crate) names: Names,
}

impl Keeper {
    /// Reads, maps and seals. The code says why nothing of the file can be used.
    pub(crate) fn prepare(
        &self,
        mapping: &Mapping,
        source: &Source,
        bytes: &[u8],
        extracted: Timestamp,
    ) -> Result<Prepared, Code> {
        let mut whole = mapping.version.to_vec();
        whole.extend_from_slice(bytes);
        let digest = self.vault.digest(&whole);
        drop(whole);
        let extract = extract(mapping, source, bytes)?;
        let mut rows = Vec::with_capacity(extract.accepted.len() + 1);
        for row in &extract.accepted {
            let name = self.names.of(&source.name, &row.stored.reference);
            rows.push(self.seal(mapping, name, &row.stored, None).ok_or(Code::FileUnreadable)?);
        }
        let about = About { notes: notes(mapping, self.partner, source, &extract, extracted), walk: None };
        let name = self.names.of_extract(&source.name);
        let row = self.seal(mapping, name, &about, Some(extracted));
        rows.push(row.ok_or(Code::FileUnreadable)?);
        Ok(Prepared { digest, rows, accepted: extract.accepted.len() as u64 })
    }

    /// Seals something under a name. The digest covers the mapping, and the time where it is given.
    pub(crate) fn seal<T: Serialize>(
        &self,
        mapping: &Mapping,
        name: String,
        what: &T,
        at: Option<Timestamp>,
    ) -> Option<SpoolRow> {
        let plain = serde_json::to_vec(what).ok()?;
        // Another mapping, or for the extract itself another time, makes it a changed one.
        let mut digested = mapping.version.to_vec();
        digested.extend(at.map(|at| at.as_nanosecond()).unwrap_or_default().to_be_bytes());
        digested.extend_from_slice(&plain);
        Some(SpoolRow { digest: self.vault.digest(&digested), sealed: self.vault.seal(&name, &plain).ok()?, name })
    }
}

/// What was noticed about the values of an accepted row.
pub(crate) fn notice(
    mapping: &Mapping,
    partner: PartnerId,
    row: &Accepted,
    as_of: Timestamp,
    noticed: &mut Noticed,
) -> (Option<Victim>, Incident) {
    let row = Row { mapping, stored: &row.stored, partner, as_of, somebody: false };
    let incident = map::incident(&row, FieldSet::all::<Incident>(), true, noticed);
    // The same cell says the same of the victim's restriction: it is noted once.
    let mut of_victim = Noticed::default();
    let victim = map::victim(&row, FieldSet::all::<Victim>(), &mut of_victim);
    of_victim.values.retain(|(code, _)| *code != Code::RestrictionUnknown);
    noticed.take(of_victim);
    let mut of_referrals = Noticed::default();
    map::notice_referrals(&row, &mut of_referrals);
    noticed.take(of_referrals);
    (victim, incident)
}

fn notes(
    mapping: &Mapping,
    partner: PartnerId,
    source: &Source,
    extract: &Extract,
    extracted: Timestamp,
) -> Vec<(String, String)> {
    let mut findings = extract.notes.clone();
    let faults = extract.quarantined.iter().filter(|finding| !finding.code.is_noise());
    findings.extend(faults.cloned());
    for row in &extract.accepted {
        let mut noticed = Noticed::default();
        notice(mapping, partner, row, extracted, &mut noticed);
        // Unmapped words are counted by the core, from the records themselves.
        let values = noticed.values.into_iter().filter(|(code, _)| *code != Code::WordUnmapped);
        findings.extend(values.map(|(code, header)| Finding { code, place: row.place.clone(), header }));
    }
    if findings.len() > NOTES {
        findings.truncate(NOTES);
        findings.push(Finding::at(Code::NotesCut, super::Place::default()));
    }
    let file = file_place(mapping, source, extracted);
    findings.into_iter().map(|finding| (finding.code.as_str().to_owned(), format!("{file} {finding}"))).collect()
}

/// A file, without its name: the name is the partner's.
pub(crate) fn file_place(mapping: &Mapping, source: &Source, extracted: Timestamp) -> String {
    let day = extracted.to_zoned(mapping.zone.clone()).date();
    format!("{} {day}", source.name)
}
