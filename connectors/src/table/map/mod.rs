//! Rows into records: pure functions. What is not wanted is never looked at, and so never sealed.

mod incident;
mod referral;
mod victim;

pub(crate) use incident::{incident, is_flagged};
pub(crate) use referral::{most_referrals, notice_referrals, referral, referral_id, referral_parts};
pub(crate) use victim::victim;

use accord_connector_kit::Term;
use accord_model::{Address, PartnerId, Private, RecordRef, RecordType, SourceTerm};
use jiff::Timestamp;
use jiff::civil::Date;

use super::cell::Cell;
use super::code::Code;
use super::config::{Column, Mapping, Target};
use super::finding::Noticed;
use super::parse::{self, NOBODY, Postcode};
use super::stored::{Stored, words};

/// A row on its way to a record.
pub(crate) struct Row<'a> {
    pub(crate) mapping: &'a Mapping,
    pub(crate) stored: &'a Stored,
    pub(crate) partner: PartnerId,
    /// When the extract was made.
    pub(crate) as_of: Timestamp,
    /// Known to name or describe somebody, whatever its cells say: only some of them were read.
    pub(crate) somebody: bool,
}

impl<'a> Row<'a> {
    /// Where the record of this kind lies.
    pub(crate) fn at(&self, kind: RecordType) -> RecordRef {
        RecordRef { partner: self.partner, kind, local: accord_model::LocalId::new(self.stored.reference.as_str()) }
    }

    /// Whether the row names or describes a person.
    pub(crate) fn has_victim(&self) -> bool {
        let columns = self.mapping.columns.iter();
        self.somebody
            || columns
                .filter(|column| column.is != Target::Reference && column.is.victim_field().is_some())
                .filter_map(|column| self.stored.cells.get(&column.header))
                .any(|cell| !NOBODY.contains(&super::cell::folded(&cell.words()).as_str()))
    }

    /// Whether the source wants location and contact shut. Words that are neither yes nor no shut them too.
    pub(crate) fn is_restricted(&self, noticed: &mut Noticed) -> bool {
        let mut restricted = false;
        for (column, cell) in self.stored.cells(self.mapping, Target::Restricted) {
            match parse::answer(&cell.words()) {
                Some(parse::Answer::Yes) => restricted = true,
                Some(parse::Answer::Neither) => {
                    noticed.value(Code::RestrictionUnknown, &column.header);
                    restricted = true;
                }
                Some(parse::Answer::No) | None => {}
            }
        }
        restricted
    }

    fn extracted_on(&self) -> Date {
        self.as_of.to_zoned(self.mapping.zone.clone()).date()
    }

    fn date(&self, target: Target, near: Date, noticed: &mut Noticed) -> Option<parse::Dated> {
        let (column, cell) = self.stored.cell(self.mapping, target)?;
        let date = parse::date(cell, self.stored.order(column), near);
        if date.is_none() {
            noticed.value(Code::DateUnreadable, &column.header);
        }
        date
    }

    /// Every word for this target with its column, and what it means where a map has it.
    fn terms(&self, target: Target) -> Vec<(&'a Column, String, Option<&'a Term>)> {
        let mut all = Vec::new();
        for (column, cell) in self.stored.cells(self.mapping, target) {
            for word in words(column, cell) {
                let term = self.mapping.terms.find(&column.list, &word);
                all.push((column, word, term));
            }
        }
        all
    }

    /// The words of these targets as they are kept beside the record.
    fn source_terms(&self, targets: &[Target], noticed: &mut Noticed) -> Vec<Private<SourceTerm>> {
        let mut kept = Vec::new();
        for (column, word, term) in targets.iter().flat_map(|target| self.terms(*target)) {
            if term.is_none() {
                if column.otherwise.is_some() {
                    continue;
                }
                noticed.word(&column.list, &word, &column.header);
            }
            kept.push(Private::new(self.mapping.terms.source(&column.list, None, &word)));
        }
        kept
    }

    fn address(&self, lines: Target, postcode: Target, noticed: &mut Noticed) -> Address {
        let lines = self.stored.cells(self.mapping, lines);
        let found = self.stored.cell(self.mapping, postcode);
        Address {
            lines: lines.map(|(_, cell)| cell.words()).collect(),
            postcode: found.map(|(column, cell)| read_postcode(column, cell, noticed)),
            ward: None,
            district: None,
        }
    }
}

fn read_postcode(column: &Column, cell: &Cell, noticed: &mut Noticed) -> String {
    match parse::postcode(cell) {
        Some(Postcode::Whole(code) | Postcode::Outward(code)) => code,
        None => {
            noticed.value(Code::PostcodeUnreadable, &column.header);
            cell.words()
        }
    }
}
