//! A sealed record is opened by the desk alone.
use accord_consent::Sealed;
use accord_model::Victim;

fn open(sealed: Sealed<Victim>) -> Victim {
    sealed.0
}

fn main() {}
