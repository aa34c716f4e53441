//! A sealed record cannot be kept aside.
use accord_consent::Sealed;
use accord_model::Victim;

fn copy(sealed: &Sealed<Victim>) -> Sealed<Victim> {
    Sealed::clone(sealed)
}

fn main() {}
