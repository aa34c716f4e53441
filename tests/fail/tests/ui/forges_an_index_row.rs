//! `Desk::index` alone makes an index row.
use accord_consent::{Candidate, IndexRow};
use jiff::Timestamp;

fn forge(candidate: Candidate, as_of: Timestamp) -> IndexRow {
    IndexRow {
        candidate,
        as_of,
        reference: None,
        quoted: Vec::new(),
        directives: Vec::new(),
        unmapped: Vec::new(),
    }
}

fn main() {}
