//! Single values: instants, places, addresses of photographs.

use accord_model::{Precision, TimeSpan};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// When something was, as the council wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::open311) struct Moment {
    /// Not before this instant.
    pub(in crate::open311) at: Timestamp,
    /// Whether the zone was written with it. Without it, the hour that a clock shows twice is not known.
    pub(in crate::open311) exact: bool,
    whole_day: bool,
}

/// `2026-11-02T14:30:00Z`, with a zone as the standard says; `2026-11-02T14:30:00` and `2026-11-02 14:30:00`, in `zone`;
/// `2026-11-02`, a day of `zone`. `11/02/2026` may be either of two days and is not read.
pub(in crate::open311) fn moment(text: &str, zone: &TimeZone) -> Option<Moment> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Moment { at, exact: true, whole_day: false });
    }
    if let Some(day) = day(text) {
        let at = day.to_zoned(zone.clone()).ok()?.timestamp();
        return Some(Moment { at, exact: false, whole_day: true });
    }
    let civil: DateTime = text.parse().ok()?;
    let at = civil.to_zoned(zone.clone()).ok()?.timestamp();
    Some(Moment { at, exact: false, whole_day: false })
}

fn day(text: &str) -> Option<Date> {
    let bare = text.len() == "2026-11-02".len();
    bare.then(|| text.parse().ok()).flatten()
}

impl Moment {
    /// The minute, or the day, that it lies in.
    pub(super) fn span(self, zone: &TimeZone) -> Option<TimeSpan> {
        let (latest, precision) = if self.whole_day {
            let next = self.at.to_zoned(zone.clone()).tomorrow().ok()?;
            (next.timestamp(), Precision::Day)
        } else {
            (self.at.checked_add(SignedDuration::from_mins(1)).ok()?, Precision::Minute)
        };
        Some(TimeSpan { earliest: self.at, latest, precision })
    }
}

/// Where it was, for a report without an address. 0, 0 is how servers write "unknown": it lies in the Atlantic.
pub(super) fn coordinates(latitude: f64, longitude: f64) -> Option<String> {
    let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    let unknown = latitude == 0.0 && longitude == 0.0;
    (on_earth && !unknown).then(|| format!("{latitude:.5}, {longitude:.5} (WGS 84)"))
}

/// Whether a reader may be sent there: a web address, and nothing that a browser would run.
pub(super) fn is_web_address(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("https" | "http")) && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london() -> TimeZone {
        TimeZone::get("Europe/London").unwrap()
    }

    #[test]
    fn three_forms_of_a_time_are_read_and_a_fourth_is_not_guessed() {
        let at = |text: &str| moment(text, &london()).map(|moment| moment.at.to_string());
        for (text, read) in [
            ("2026-07-02T14:30:00Z", "2026-07-02T14:30:00Z"),
            ("2026-07-02T14:30:00+01:00", "2026-07-02T13:30:00Z"),
            ("2026-07-02T14:30:00", "2026-07-02T13:30:00Z"),
            ("2026-07-02 14:30:00", "2026-07-02T13:30:00Z"),
            ("2026-07-02", "2026-07-01T23:00:00Z"),
            ("2026-12-02 14:30:00", "2026-12-02T14:30:00Z"),
        ] {
            assert_eq!(at(text).as_deref(), Some(read), "{text}");
        }
        for bad in
            ["11/02/2026", "11/02/2026 02:30 PM", "02-11-2026", "yesterday", "", "2026-13-02", "2026-02-30 10:00"]
        {
            assert_eq!(at(bad), None, "{bad}");
        }
    }

    #[test]
    fn precision_is_what_was_written() {
        let span = |text| moment(text, &london()).unwrap().span(&london()).unwrap();
        let minute = span("2026-07-02 14:30:00");
        assert_eq!((minute.latest - minute.earliest).get_seconds(), 60);
        assert_eq!(minute.precision, Precision::Minute);
        // The day on which the clocks go back has 25 hours.
        let day = span("2026-10-25");
        assert_eq!(day.latest.duration_since(day.earliest), SignedDuration::from_hours(25));
        assert_eq!(day.precision, Precision::Day);
        assert!(!moment("2026-10-25 01:30:00", &london()).unwrap().exact);
        assert!(moment("2026-10-25T01:30:00Z", &london()).unwrap().exact);
    }

    #[test]
    fn nought_nought_is_nowhere() {
        assert_eq!(coordinates(0.0, 0.0), None);
        assert_eq!(coordinates(91.0, 0.0), None);
        assert_eq!(coordinates(f64::NAN, 1.0), None);
        // Greenwich is somewhere.
        assert_eq!(coordinates(51.477_9, 0.0).unwrap(), "51.47790, 0.00000 (WGS 84)");
    }

    #[test]
    fn a_photograph_lies_on_the_web() {
        assert!(is_web_address("https://reports.example/a.jpg"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "a.jpg", "https://a b"] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
