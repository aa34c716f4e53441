//! A value about a person prints nothing.
use accord_model::Private;

fn print(value: &Private<String>) -> String {
    format!("{value}")
}

fn main() {}
