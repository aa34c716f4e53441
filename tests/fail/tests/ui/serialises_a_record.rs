//! A record cannot be written down by accident.
use accord_model::Victim;

fn write(victim: &Victim) -> serde_json::Result<String> {
    serde_json::to_string(victim)
}

fn main() {}
