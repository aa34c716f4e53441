use accord_model::{Capacity, CapacityStatus};
use jiff::{SignedDuration, Timestamp};

use crate::openreferral::wire;

/// What was said longer ago is not known any more.
const STALE_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How much the service can take on, of what it said within seven days. Places free of all its kinds are added up: none
/// free is closed, a fifth or less of those there are is limited.
pub(super) fn capacity<'a>(from: impl Iterator<Item = &'a wire::Capacity>, now: Timestamp) -> Capacity {
    let (mut free, mut most, mut latest) = (None, None, None);
    for one in from {
        let updated: Option<Timestamp> = one.updated.text().and_then(|text| text.parse().ok());
        latest = latest.max(updated);
        let fresh = updated.is_some_and(|at| now.duration_since(at) <= STALE_AFTER);
        if let Some(available) = one.available.0.and_then(whole).filter(|_| fresh) {
            free = Some(free.unwrap_or(0_u32).saturating_add(available));
            most = one.maximum.0.and_then(whole).map(|maximum| most.unwrap_or(0_u32).saturating_add(maximum)).or(most);
        }
    }
    let status = match (free, most) {
        (None, _) => CapacityStatus::Unknown,
        (Some(0), _) => CapacityStatus::Closed,
        (Some(free), Some(most)) if free <= most / 5 => CapacityStatus::Limited,
        (Some(_), _) => CapacityStatus::Open,
    };
    // The standard has no field for a wait in days.
    Capacity { status, available: free, wait_days: None, updated: latest }
}

/// A count as JSON writes it: 12 or 12.0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and within range, as checked")]
fn whole(number: f64) -> Option<u32> {
    (number.fract() == 0.0 && (0.0..=1e6).contains(&number)).then_some(number as u32)
}
