//! Single values: instants, dates, postcodes, numbers.

use std::str::FromStr;

use accord_model::{NhsNumber, PartialDate, Precision, TimeSpan};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use nhs_number::NHSNumber;

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

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
pub(super) fn partial_date(text: &str) -> Option<PartialDate> {
    let parts: Vec<&str> = text.split('-').collect();
    let year = |text: &str| text.parse().ok().filter(|y| (1_850..2_200).contains(y));
    match parts[..] {
        [y] => Some(PartialDate::Year(year(y)?)),
        [y, m] => {
            let month = m.parse().ok().filter(|m| (1..=12).contains(m))?;
            Some(PartialDate::Month(year(y)?, month))
        }
        [y, _, _] => year(y).and_then(|_| Some(PartialDate::Day(Date::from_str(text).ok()?))),
        _ => None,
    }
}

/// Capital letters and one space before the inward part. What is no postcode stays as it is.
pub(super) fn postcode(text: &str) -> String {
    let bare: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    match bare.len().checked_sub(3) {
        Some(outward @ 2..=4) => {
            let (outward, inward) = bare.split_at(outward);
            format!("{} {}", outward.iter().collect::<String>(), inward.iter().collect::<String>())
        }
        _ => text.trim().to_owned(),
    }
}

/// A wrong check digit is kept and flagged; what is not ten digits is no NHS number.
pub(super) fn nhs_number(text: &str, verified: bool) -> Option<NhsNumber> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let whole = digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| NhsNumber {
        verified,
        valid: NHSNumber::from_str(&digits).is_ok_and(|number| number.validate_check_digit()),
        digits,
    })
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

    #[test]
    fn a_wrong_check_digit_is_flagged_and_kept() {
        let good = nhs_number("943 476 5919", true).unwrap();
        assert!(good.valid && good.verified && good.digits == "9434765919");
        assert!(!nhs_number("9434765918", false).unwrap().valid);
        assert!(nhs_number("12345", true).is_none());
    }
}
