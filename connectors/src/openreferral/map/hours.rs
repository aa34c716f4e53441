use accord_model::{DayOfWeek, OpeningHours};
use jiff::civil::{Date, Time};

use super::owned;
use crate::openreferral::wire::Schedule;

/// When the service is open. What is not simply every week is told as the rule that it is, so that nobody stands before a
/// closed door on the wrong Monday.
pub(super) fn hours(from: &Schedule) -> OpeningHours {
    let days = weekly(from);
    let rule = days.is_none().then(|| rule(from)).flatten();
    let said = owned(&from.description).into_iter().chain(rule).collect::<Vec<_>>().join(" ");
    OpeningHours {
        days: days.unwrap_or_default(),
        opens: from.opens_at.text().and_then(time),
        closes: from.closes_at.text().and_then(time),
        valid_from: from.valid_from.text().and_then(date),
        valid_to: from.valid_to.text().and_then(date),
        description: Some(said).filter(|said| !said.is_empty()),
    }
}

/// The days of a rule that is the same every week; nothing for another rule, or for a day that is none.
fn weekly(from: &Schedule) -> Option<Vec<DayOfWeek>> {
    let every_week = from.freq.text().is_none_or(|freq| freq.eq_ignore_ascii_case("WEEKLY"))
        && from.interval.0.is_none_or(|interval| (interval - 1.0).abs() < f64::EPSILON)
        && from.bymonthday.text().is_none();
    let days = from.byday.text().unwrap_or_default();
    let days = days.split(',').map(str::trim).filter(|day| !day.is_empty());
    let days: Option<Vec<DayOfWeek>> = days.map(|day| day.to_ascii_uppercase().parse().ok()).collect();
    days.filter(|_| every_week)
}

/// The rule in iCalendar's words (RFC 5545, 3.3.10).
fn rule(from: &Schedule) -> Option<String> {
    let interval = from.interval.0.map(|interval| interval.to_string());
    let parts = [
        ("FREQ", from.freq.text()),
        ("INTERVAL", interval.as_deref()),
        ("BYDAY", from.byday.text()),
        ("BYMONTHDAY", from.bymonthday.text()),
    ];
    let said: Vec<String> = parts.iter().filter_map(|(key, value)| Some(format!("{key}={}", (*value)?))).collect();
    (!said.is_empty()).then(|| format!("RRULE:{}", said.join(";")))
}

/// `09:00`, `09:00:00`, `09:00Z`: the time on the door. British directories write the local time whatever stands behind it.
fn time(text: &str) -> Option<Time> {
    text.split(['Z', 'z', '+', '-']).next()?.parse().ok()
}

/// `2026-01-01`, or an instant that begins with it.
fn date(text: &str) -> Option<Date> {
    text.split(['T', ' ']).next()?.parse().ok()
}
