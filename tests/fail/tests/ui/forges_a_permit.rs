//! `Desk::permit` alone makes a permit.
use accord_consent::Permitted;
use accord_model::Victim;

fn forge(other: Permitted<Victim>) -> Permitted<Victim> {
    Permitted { record: std::marker::PhantomData, ..other }
}

fn main() {}
