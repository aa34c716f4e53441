//! Nor a disclosed one: each field is written by its own resolver.
use accord_consent::Disclosed;
use accord_model::Victim;

fn write(victim: &Disclosed<Victim>) -> serde_json::Result<String> {
    serde_json::to_string(victim)
}

fn main() {}
