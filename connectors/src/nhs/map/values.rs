//! Single values: instants and spans of time.

use accord_connector_kit::partial_date;
use accord_model::{PartialDate, Precision, TimeSpan};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Dates without a time are days in England.
const ZONE: &str = "Europe/London";

/// RFC 3339, as `instant` and `dateTime` with a time are written.
pub(in crate::nhs) fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// `dateTime`: a year, a month, a day, or an instant. To the minute where there is a time.
pub(super) fn span(text: &str) -> Option<TimeSpan> {
    if let Some(at) = instant(text) {
        let latest = at.checked_add(SignedDuration::from_mins(1)).ok()?;
        return Some(TimeSpan { earliest: at, latest, precision: Precision::Minute });
    }
    let (first, last, precision) = match partial_date(text)? {
        PartialDate::Day(day) => (day, day.tomorrow().ok()?, Precision::Day),
        PartialDate::Month(year, month) => {
            let first = date(year, month, 1);
            (first, first.last_of_month().tomorrow().ok()?, Precision::Month)
        }
        PartialDate::Year(year) => (date(year, 1, 1), date(year + 1, 1, 1), Precision::Year),
    };
    Some(TimeSpan { earliest: midnight(first)?, latest: midnight(last)?, precision })
}

/// From one `dateTime` to another, as exact as the first. One that ends before it begins is as long as its first.
pub(super) fn span_of(start: &str, end: Option<&str>) -> Option<TimeSpan> {
    let first = span(start)?;
    let last = end.and_then(span).map(|last| last.latest);
    Some(TimeSpan { latest: last.filter(|last| *last > first.latest).unwrap_or(first.latest), ..first })
}

fn midnight(day: Date) -> Option<Timestamp> {
    let zone = TimeZone::get(ZONE).ok()?;
    Some(day.to_zoned(zone).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_time_keeps_its_precision() {
        let of = |text| span(text).map(|span| (span.earliest.to_string(), span.latest.to_string(), span.precision));
        let is = |text, from: &str, to: &str, precision| {
            assert_eq!(of(text), Some((from.to_owned(), to.to_owned(), precision)), "{text}");
        };
        is("2026-07", "2026-06-30T23:00:00Z", "2026-07-31T23:00:00Z", Precision::Month);
        is("2026-11-03", "2026-11-03T00:00:00Z", "2026-11-04T00:00:00Z", Precision::Day);
        is("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", Precision::Year);
        is("2026-11-03T21:40:00+00:00", "2026-11-03T21:40:00Z", "2026-11-03T21:41:00Z", Precision::Minute);
        for bad in ["", "2026-13", "2026-02-30", "yesterday", "2026-11-03T", "9999999-01", "-2026-01-01"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_as_long_as_its_start() {
        let of = |end| span_of("2026-11-03T21:40:00Z", end).unwrap().latest.to_string();
        assert_eq!(of(Some("2026-11-03T23:00:00Z")), "2026-11-03T23:01:00Z");
        assert_eq!(of(Some("2026-11-02")), "2026-11-03T21:41:00Z");
        assert_eq!(of(None), "2026-11-03T21:41:00Z");
    }
}
