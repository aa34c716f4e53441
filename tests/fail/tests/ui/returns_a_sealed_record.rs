//! A sealed record has no way into an output.
use accord_consent::Sealed;
use accord_model::Victim;

fn output<T: serde::Serialize>(_value: &T) {}

fn resolve(sealed: &Sealed<Victim>) {
    output(sealed);
}

fn main() {}
