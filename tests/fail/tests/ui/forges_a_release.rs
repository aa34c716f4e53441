//! `Desk::release` alone makes an answer that may leave.
use accord_consent::{Released, Stamp};

fn forge(answer: String, stamp: Stamp) -> Released<String> {
    Released { answer, stamp }
}

fn main() {}
