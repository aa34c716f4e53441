//! Single values: instants, dates, postcodes, numbers.

use std::str::FromStr;

use accord_model::{NhsNumber, PartialDate, Precision, TimeSpan};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use nhs_number::NHSNumber;

use super::{Field, Notes};

/// RFC 3339.
pub fn instant(notes: &mut Notes, name: &str, field: Field<String>) -> Option<Timestamp> {
    let text = notes.take(name, field)?;
    let read = text.parse().ok();
    if read.is_none() {
        notes.field("DATE_UNREADABLE", name);
    }
    read
}

/// From one instant to another; to the minute where there is no second.
pub fn span(earliest: Timestamp, to: Option<Timestamp>) -> Option<TimeSpan> {
    let minute = earliest.checked_add(SignedDuration::from_mins(1)).ok()?;
    Some(TimeSpan { earliest, latest: to.filter(|to| *to > earliest).unwrap_or(minute), precision: Precision::Minute })
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, in so many digits. A day with a time behind it is none of these: whoever reads times
/// reads them with their zone, for without one it is not known which day it is.
pub fn partial_date(text: &str) -> Option<PartialDate> {
    let digits = |text: &str, many: usize| text.len() == many && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let fits = parts.iter().zip([4, 2, 2]).all(|(part, many)| digits(part, many));
    let year = |text: &str| text.parse().ok().filter(|y| fits && (1_850..2_200).contains(y));
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
pub fn postcode(text: &str) -> String {
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
pub fn nhs_number(text: &str, status: Option<&str>) -> Option<NhsNumber> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let whole = digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| NhsNumber {
        verified: status == Some("01"),
        valid: NHSNumber::from_str(&digits).is_ok_and(|number| number.validate_check_digit()),
        digits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_precision() {
        let iso = |text| partial_date(text).map(|date| date.iso());
        assert_eq!(iso("1984").as_deref(), Some("1984"));
        assert_eq!(iso("1984-03").as_deref(), Some("1984-03"));
        assert_eq!(iso("1984-03-02").as_deref(), Some("1984-03-02"));
        for bad in ["", "84", "1984-13", "1984-02-30", "x", "-", "1984-03-02-01", "0001-01-01"] {
            assert_eq!(iso(bad), None, "{bad}");
        }
        for bad in [
            "1984-03-02T21:40:07",
            "1984-03-02T21:40:07Z",
            "1984-03-02 21:40",
            "1984-03-02T",
            "1984-03-2",
            "1984-3",
            "+1984",
        ] {
            assert_eq!(iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn postcodes_differ_in_case_and_spacing_alone() {
        assert_eq!(postcode(" le111fz"), "LE11 1FZ");
        assert_eq!(postcode("LE1 5AA"), "LE1 5AA");
        assert_eq!(postcode("by the canal"), "by the canal");
        assert_eq!(postcode("LE"), "LE");
    }

    #[test]
    fn a_wrong_check_digit_is_flagged_and_kept() {
        // 943 476 5919 is the example of the NHS data dictionary.
        let good = nhs_number("943 476 5919", Some("01")).unwrap();
        assert!(good.valid && good.verified && good.digits == "9434765919");
        let wrong = nhs_number("9434765918", Some("02")).unwrap();
        assert!(!wrong.valid && !wrong.verified);
        assert!(nhs_number("12345", None).is_none());
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_a_minute() {
        let at: Timestamp = "2026-02-27T21:40:00Z".parse().unwrap();
        let before = at.checked_sub(SignedDuration::from_hours(1)).unwrap();
        let minute = span(at, None).unwrap().latest;
        assert_eq!(span(at, Some(before)).unwrap().latest, minute);
        assert_eq!(minute.duration_since(at), SignedDuration::from_mins(1));
    }
}
