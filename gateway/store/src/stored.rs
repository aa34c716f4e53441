//! How values rest in columns, and how they are taken back.

use std::str::FromStr;

use accord_consent::Fingerprint;
use accord_model::{CategorySet, LocalId, PartnerId, RecordRef, RecordType, Strand, UserKey};
use jiff::Timestamp;

use crate::StoreError;

/// A code or a short name.
pub(crate) fn code<T: FromStr>(text: &str, column: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unsound(column))
}

/// A code or a short name that may be missing.
pub(crate) fn optional<T: FromStr>(text: Option<&String>, column: &'static str) -> Result<Option<T>, StoreError> {
    text.map(|text| code(text, column)).transpose()
}

/// Names with a space between.
pub(crate) fn names<T: ToString>(all: &[T]) -> String {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    all.join(" ")
}

/// Takes [`names`] apart.
pub(crate) fn split<T: FromStr>(text: &str, column: &'static str) -> Result<Vec<T>, StoreError> {
    text.split_whitespace().map(|one| code(one, column)).collect()
}

/// An instant from microseconds since 1970.
pub(crate) fn instant(micros: i64, column: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Unsound(column))
}

/// Sixteen bytes.
pub(crate) fn fingerprint(bytes: &[u8], column: &'static str) -> Result<Fingerprint, StoreError> {
    let bytes = bytes.try_into().map_err(|_| StoreError::Unsound(column))?;
    Ok(Fingerprint(bytes))
}

/// Sixteen bytes.
pub(crate) fn user(bytes: &[u8], column: &'static str) -> Result<UserKey, StoreError> {
    let bytes = bytes.try_into().map_err(|_| StoreError::Unsound(column))?;
    Ok(UserKey(bytes))
}

/// A number that is never negative.
pub(crate) const fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}

/// Categories, one bit each. What is no such set is every category: this hides and never shows.
pub(crate) fn categories(bits: i64) -> CategorySet {
    u32::try_from(bits).map_or(CategorySet::ALL, CategorySet::from_bits)
}

/// What is left open at most, one bit each. What is no such set opens nothing.
pub(crate) fn mask(bits: i64) -> CategorySet {
    u32::try_from(bits).map_or(CategorySet::NONE, CategorySet::from_bits)
}

/// A record's type as a number.
pub(crate) const fn kind(kind: RecordType) -> i16 {
    match kind {
        RecordType::Victim => 1,
        RecordType::Incident => 2,
        RecordType::Referral => 3,
    }
}

/// Takes [`kind`] back.
pub(crate) fn of_kind(of: i16) -> Result<RecordType, StoreError> {
    let all = [RecordType::Victim, RecordType::Incident, RecordType::Referral];
    all.into_iter().find(|one| kind(*one) == of).ok_or(StoreError::Unsound("kind"))
}

/// Where a record lies.
pub(crate) fn place(partner: &str, of: i16, local: &str) -> Result<RecordRef, StoreError> {
    Ok(RecordRef { partner: code::<PartnerId>(partner, "partner")?, kind: of_kind(of)?, local: LocalId::new(local) })
}

/// Strands, one bit each.
pub(crate) fn strand_bits(strands: &[Strand]) -> i16 {
    strands.iter().fold(0, |bits, strand| bits | 1 << *strand as u8)
}

/// Takes [`strand_bits`] apart.
pub(crate) fn strands(bits: i16) -> Vec<Strand> {
    let all = Strand::ALL.iter().copied();
    all.filter(|strand| bits & (1 << *strand as u8) != 0).collect()
}
