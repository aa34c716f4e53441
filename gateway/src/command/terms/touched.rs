//! How many records a change can touch. The index keeps facts and not words, so these are upper bounds; and small counts
//! are not told, for the reader of a map need not be somebody who may see records.

use std::collections::{BTreeMap, BTreeSet};

use accord_connector_kit::{Moved, TermsDiff};
use accord_model::{PartnerId, Strand};
use serde::Serialize;

use super::load::Map;
use crate::config::Config;
use crate::house::{self, StartError};

/// Counts below this are not told.
pub(super) const FEWEST: u64 = 5;

/// What a change can touch, at most.
#[derive(Serialize)]
pub(super) struct Touched {
    /// Records that may hold a word which changes or goes, by kind, recognition and strand. A record with two strands is
    /// in two rows.
    pub(super) mapped: Vec<Row>,
    /// Records that hold a word which no map has, by the list that a new word comes into.
    pub(super) unmapped: BTreeMap<String, Count>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) kind: Option<String>,
    pub(super) recognition: Option<String>,
    pub(super) strand: Option<String>,
    pub(super) at_most: Count,
}

/// A count, or nothing where it is too small to be told.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Count(pub(super) Option<u64>);

impl Count {
    fn of(records: u64) -> Self {
        Self((records >= FEWEST).then_some(records))
    }
}

pub(super) async fn count(
    config: &Config,
    partner: PartnerId,
    old: &Map,
    diff: &TermsDiff,
) -> Result<Touched, StartError> {
    let store = house::store(config).await?;
    let sync = store.sync();
    let fault = |error: accord_consent::StoreFault| StartError::Io(error.to_string());
    let (tally, words) = (sync.tally(partner).await.map_err(fault)?, sync.unmapped(partner).await.map_err(fault)?);
    store.close().await?;
    let strands = marked(old, diff);
    let mut mapped: BTreeMap<_, u64> = BTreeMap::new();
    for one in tally {
        // Where no strand is known, none rules the record out.
        let can = match &strands {
            Marked::Nothing => false,
            Marked::Any => true,
            Marked::Of(strands) => one.strands.is_empty() || one.strands.iter().any(|strand| strands.contains(strand)),
        };
        let named: Vec<_> = one.strands.iter().map(|strand| Some(strand.to_string())).collect();
        for strand in if named.is_empty() { vec![None] } else { named }.into_iter().filter(|_| can) {
            *mapped.entry((one.kind.clone(), one.recognition.clone(), strand)).or_default() += one.records;
        }
    }
    let row = |((kind, recognition, strand), records)| Row { kind, recognition, strand, at_most: Count::of(records) };
    let mut unmapped: BTreeMap<String, u64> = BTreeMap::new();
    for change in diff.words.iter().filter(|change| change.moved == Moved::Added) {
        unmapped.entry(change.list.clone()).or_default();
    }
    for word in words {
        if let Some(records) = unmapped.get_mut(&word.word.system) {
            *records += word.records;
        }
    }
    let unmapped = unmapped.into_iter().map(|(list, records)| (list, Count::of(records))).collect();
    Ok(Touched { mapped: mapped.into_iter().map(row).collect(), unmapped })
}

/// The records on which words that change or go can stand.
enum Marked {
    /// There is no such word.
    Nothing,
    /// All: one of the words marks no strand.
    Any,
    /// Those of these strands.
    Of(BTreeSet<Strand>),
}

fn marked(old: &Map, diff: &TermsDiff) -> Marked {
    let changed: Vec<_> = diff.words.iter().filter(|change| change.moved != Moved::Added).collect();
    if changed.is_empty() {
        return Marked::Nothing;
    }
    let strand = |change: &&accord_connector_kit::WordChange| old.terms().find(&change.list, &change.word)?.strand;
    changed.iter().map(strand).collect::<Option<BTreeSet<_>>>().map_or(Marked::Any, Marked::Of)
}
