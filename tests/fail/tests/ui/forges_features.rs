//! `Desk::features` alone makes what linkage may know.
use accord_consent::Features;

fn forge() -> Features {
    Features { fingerprints: Vec::new(), sealed: Vec::new() }
}

fn main() {}
