//! A sealed record has no words for a log.
use accord_consent::Sealed;
use accord_model::Victim;

fn log(sealed: &Sealed<Victim>) -> String {
    format!("{sealed:?}")
}

fn main() {}
