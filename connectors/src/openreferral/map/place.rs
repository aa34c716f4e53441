use accord_model::ServiceLocation;

use super::owned;
use crate::openreferral::wire::Location;

/// A place, so many metres from the postcode that was asked for.
pub(in crate::openreferral) fn placed(from: &Location, metres: Option<f64>) -> ServiceLocation {
    let address = from.addresses.iter().next();
    let lines = address.into_iter().flat_map(|a| [&a.address_1, &a.address_2, &a.city]);
    ServiceLocation {
        name: owned(&from.name),
        lines: lines.filter_map(owned).collect(),
        postcode: address.and_then(|a| owned(&a.postal_code)),
        accessibility: from.accessibility.iter().filter_map(|one| owned(&one.description)).collect(),
        distance_metres: metres.and_then(rounded),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within range, as checked")]
fn rounded(metres: f64) -> Option<u32> {
    (0.0..=40_075_000.0).contains(&metres).then(|| metres.round() as u32)
}
