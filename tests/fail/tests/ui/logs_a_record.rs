//! A record has no words for a log.
use accord_model::Incident;

fn log(incident: &Incident) -> String {
    format!("{incident:?}")
}

fn main() {}
