use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use accord_consent::Sealed;
use accord_model::{Incident, PartnerId, Victim};
use jiff::Timestamp;

use super::cell::folded;
use super::code::Code;
use super::config::{Column, Mapping, Target};
use super::extract::{Accepted, extract};
use super::finding::{Finding, Noticed};
use super::folder;
use super::prepare::notice;

/// What a file would become: for the desk of whoever writes the mapping. No network, no database. It holds the partner's
/// own words: print it there, and nowhere else.
pub struct TryReport {
    /// The source that the file's name fits.
    pub source: String,
    /// All rows of the file: as many as are accepted or quarantined.
    pub rows: usize,
    /// How many rows become records.
    pub accepted: usize,
    /// The others, each with its code and place.
    pub quarantined: Vec<Finding>,
    /// What was noticed about columns, and about values of accepted rows.
    pub notes: Vec<Finding>,
    /// Words that no map has: list, word, and how often.
    pub unmapped: Vec<(String, String, u64)>,
    /// Words about consent, folded, and how often; a blank too.
    pub consent: Vec<(String, u64)>,
    /// For each configured column: in how many accepted rows it holds something.
    pub filled: Vec<(String, usize)>,
    /// The first accepted rows, as records.
    pub samples: Vec<Sample>,
}

/// One row as records, ready for the desk to decide what each role would see.
pub struct Sample {
    /// The person, if the row names or describes one.
    pub victim: Option<Sealed<Victim>>,
    /// The incident.
    pub incident: Sealed<Incident>,
}

/// Why a file cannot be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TryError {
    /// It cannot be opened.
    #[error("the file cannot be opened")]
    Open,
    /// No `files` of the mapping fits its name.
    #[error("the name fits no source of the mapping")]
    Name,
    /// Nothing of it can be used.
    #[error("{0}")]
    File(Code),
}

/// Reads a file as the connector would, and tells what it found. The file stays where it is.
pub fn try_file(mapping: &Mapping, partner: PartnerId, path: &Path, samples: usize) -> Result<TryReport, TryError> {
    let name = path.file_name().and_then(|name| name.to_str()).ok_or(TryError::Name)?;
    let (at, date) = folder::source_of(mapping, name).ok_or(TryError::Name)?;
    let source = mapping.sources.get(at).ok_or(TryError::Name)?;
    let about = fs::metadata(path).map_err(|_| TryError::Open)?;
    if about.len() > mapping.limits.file_bytes {
        return Err(TryError::File(Code::FileTooLarge));
    }
    let modified = about.modified().map_err(|_| TryError::Open)?;
    let as_of = folder::extracted(mapping, date, modified).unwrap_or(Timestamp::UNIX_EPOCH);
    let bytes = fs::read(path).map_err(|_| TryError::Open)?;
    let extract = extract(mapping, source, &bytes).map_err(TryError::File)?;
    let mut report = TryReport {
        source: source.name.clone(),
        rows: extract.rows,
        accepted: extract.accepted.len(),
        quarantined: extract.quarantined,
        notes: extract.notes,
        unmapped: Vec::new(),
        consent: Vec::new(),
        filled: Vec::new(),
        samples: Vec::new(),
    };
    let mut tally = Tally::default();
    for row in &extract.accepted {
        let mut noticed = Noticed::default();
        let (victim, incident) = notice(mapping, partner, row, as_of, &mut noticed);
        tally.row(mapping, row, &noticed);
        report.notes.extend(noticed.values.into_iter().map(|(code, header)| Finding {
            code,
            place: row.place.clone(),
            header,
        }));
        if report.samples.len() < samples {
            report.samples.push(Sample { victim: victim.map(Sealed::new), incident: Sealed::new(incident) });
        }
    }
    report.unmapped = tally.unmapped.into_iter().map(|((list, word), n)| (list, word, n)).collect();
    report.consent = tally.consent.into_iter().collect();
    let read = |column: &&Column| !matches!(column.is, Target::Ignored | Target::Reference);
    let filled = |column: &Column| tally.filled.get(&column.header).copied().unwrap_or_default();
    let columns = mapping.columns.iter().filter(read);
    report.filled = columns.map(|column| (column.header.clone(), filled(column))).collect();
    Ok(report)
}

/// What is counted over all accepted rows.
#[derive(Default)]
struct Tally {
    unmapped: BTreeMap<(String, String), u64>,
    consent: BTreeMap<String, u64>,
    filled: BTreeMap<String, usize>,
}

impl Tally {
    fn row(&mut self, mapping: &Mapping, row: &Accepted, noticed: &Noticed) {
        for ((list, word), count) in &noticed.unmapped {
            *self.unmapped.entry((list.clone(), folded(word))).or_default() += count;
        }
        for column in mapping.columns_for(Target::Consent) {
            let cell = row.stored.cells.get(&column.header);
            let words = cell.map(|cell| folded(&cell.words())).unwrap_or_default();
            *self.consent.entry(words).or_default() += 1;
        }
        for header in row.stored.cells.keys() {
            *self.filled.entry(header.clone()).or_default() += 1;
        }
    }
}
