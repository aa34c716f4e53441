//! Periods of FHIR: each end includes all that its precision leaves open. Ours are half-open.

use accord_model::PartialDate;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::partial_date;

/// Dates without a time are days in England.
const ZONE: &str = "Europe/London";

/// The first instant of a `dateTime`.
pub(super) fn first(text: &str) -> Option<Timestamp> {
    within(text).map(|(first, _)| first)
}

/// The first instant after a `dateTime`.
pub(super) fn after(text: &str) -> Option<Timestamp> {
    within(text).map(|(_, after)| after)
}

/// From the first instant that a `dateTime` may mean until before the first that it may not: a year, a month, a day, or
/// an instant to its last digit.
fn within(text: &str) -> Option<(Timestamp, Timestamp)> {
    if is_instant(text) {
        let at: Timestamp = text.parse().ok()?;
        return Some((at, at.checked_add(SignedDuration::from_nanos(last_digit(text)?)).ok()?));
    }
    let (first, last) = match partial_date(text)? {
        PartialDate::Day(day) => (day, day.tomorrow().ok()?),
        PartialDate::Month(year, month) => {
            let first = date(year, month, 1);
            (first, first.last_of_month().tomorrow().ok()?)
        }
        PartialDate::Year(year) => (date(year, 1, 1), date(year.checked_add(1)?, 1, 1)),
    };
    Some((midnight(first)?, midnight(last)?))
}

/// Whether it is a day with a time and its zone, as R4 writes them: seconds and zone are required where there is a time. Of one
/// that is written in another way nobody knows what its writer left out.
fn is_instant(text: &str) -> bool {
    let Some((time, rest)) = text.split_at_checked("2026-11-03T21:40:07".len()) else {
        return false;
    };
    let shape = |text: &str, shape: &str| {
        let fits = |(b, like): (u8, u8)| if like == b'0' { b.is_ascii_digit() } else { b == like };
        text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
    };
    let fraction = rest.strip_prefix('.').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let zone = match fraction {
        Some(zone) if zone.len() + 1 < rest.len() => zone,
        Some(_) => return false,
        None => rest,
    };
    let known = zone == "Z" || shape(zone, "+00:00") || shape(zone, "-00:00");
    known && shape(time, "0000-00-00T00:00:00")
}

/// Nanoseconds that the last digit of the seconds stands for.
fn last_digit(text: &str) -> Option<i64> {
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let beyond = 9usize.checked_sub(digits)?;
    10i64.checked_pow(u32::try_from(beyond).ok()?)
}

fn midnight(day: Date) -> Option<Timestamp> {
    Some(day.to_zoned(TimeZone::get(ZONE).ok()?).ok()?.timestamp())
}

/// The last instant before this one, as a period's end says it: to the nanosecond, where it is not a whole second.
pub(super) fn last_before(end: Timestamp) -> String {
    let nano = SignedDuration::from_nanos(1);
    let last = end.checked_sub(nano).unwrap_or(end);
    format!("{last:.9}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_includes_its_precision() {
        let is = |text: &str, from: &str, to: &str| {
            let said = within(text).map(|(first, after)| (first.to_string(), after.to_string()));
            assert_eq!(said, Some((from.to_owned(), to.to_owned())), "{text}");
        };
        is("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        is("2026-07", "2026-06-30T23:00:00Z", "2026-07-31T23:00:00Z");
        is("2026-11-03", "2026-11-03T00:00:00Z", "2026-11-04T00:00:00Z");
        is("2026-11-03T21:40:07+00:00", "2026-11-03T21:40:07Z", "2026-11-03T21:40:08Z");
        is("2016-06-23T17:02:33+10:00", "2016-06-23T07:02:33Z", "2016-06-23T07:02:34Z");
        is("2026-11-03T21:40:07.25Z", "2026-11-03T21:40:07.25Z", "2026-11-03T21:40:07.26Z");
        is("2016-06-23T17:02:33.5-03:30", "2016-06-23T20:32:33.5Z", "2016-06-23T20:32:33.6Z");
        for bad in ["", "2026-13", "2026-02-30", "tomorrow", "2026-11-03T", "2026/01/01", "2026-1-3", "20261103"] {
            assert_eq!(within(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_time_has_its_seconds_and_its_zone() {
        for bad in [
            "T21:40:07",
            "T21:40:07.25",
            "T21:40Z",
            "T21Z",
            " 21:40:07Z",
            "t21:40:07z",
            "T21:40:07,25Z",
            "T21:40:07.Z",
            "T214007Z",
            "T21:40:07+00",
            "T21:40:07+0000",
            "T21:40:07+00:00[Europe/London]",
            "T21:40:07Z ",
            "T25:00:00Z",
            "T21:40:07.1234567890Z",
            "T21:40:07+99:00",
        ] {
            assert_eq!(within(&format!("2026-11-03{bad}")), None, "{bad}");
        }
    }

    #[test]
    fn an_end_that_is_written_reads_as_it_was() {
        for end in ["2026-11-03T21:40:07Z", "2026-11-03T21:40:07.123456789Z", "1970-01-01T00:00:00Z"] {
            let end: Timestamp = end.parse().unwrap();
            assert_eq!(after(&last_before(end)), Some(end));
        }
    }
}
