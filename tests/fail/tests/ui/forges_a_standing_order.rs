//! `Desk::standing_order` alone makes one.
use accord_consent::StandingOrder;

fn widen(order: StandingOrder) -> StandingOrder {
    StandingOrder { partner: "police".parse().unwrap(), ..order }
}

fn main() {}
