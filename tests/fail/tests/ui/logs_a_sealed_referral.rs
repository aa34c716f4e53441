//! A sealed referral has no words for a log.
use accord_consent::Sealed;
use accord_model::Referral;

fn log(sealed: &Sealed<Referral>) -> String {
    format!("{sealed:?}")
}

fn main() {}
