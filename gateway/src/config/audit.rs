use jiff::civil::Time;
use toml::Spanned;

use super::shape;
use super::text::{ConfigError, Text};
use crate::audit::Unusual;

/// From when on the log's rows are unusual. A threshold of nothing would call everything so.
pub(super) fn unusual(text: &Text, from: &shape::Audit) -> Result<Unusual, ConfigError> {
    let number = |key: &str, number: &Spanned<usize>| match *number.as_ref() {
        0 => Err(text.error(&number.span(), &format!("audit.{key}"), "allowed: 1 or more")),
        number => Ok(number),
    };
    let (hours_from, hours_until) = (time(text, "hours_from", &from.hours_from)?, until(text, &from.hours_until)?);
    if hours_until <= hours_from {
        return Err(text.error(&from.hours_until.span(), "audit.hours_until", "allowed: later than hours_from"));
    }
    let finds_empty_percent = number("finds_empty_percent", &from.finds_empty_percent)?;
    if finds_empty_percent > 100 {
        let span = from.finds_empty_percent.span();
        return Err(text.error(&span, "audit.finds_empty_percent", "allowed: 1 to 100"));
    }
    Ok(Unusual {
        hours_from,
        hours_until,
        weekends: from.weekends,
        out_of_hours_people: number("out_of_hours_people", &from.out_of_hours_people)?,
        people_least: number("people_least", &from.people_least)?,
        people_factor: number("people_factor", &from.people_factor)?,
        people_days: number("people_days", &from.people_days)?,
        finds_a_day: number("finds_a_day", &from.finds_a_day)?,
        finds_empty_percent,
        probes_a_day: number("probes_a_day", &from.probes_a_day)?,
    })
}

/// Hours and minutes, as on a clock on the wall.
fn time(text: &Text, key: &str, from: &Spanned<String>) -> Result<Time, ConfigError> {
    Time::strptime("%H:%M", from.as_ref())
        .map_err(|_| text.error(&from.span(), &format!("audit.{key}"), "needed: hours and minutes, `07:00`"))
}

/// As [`time`]; the day's end is `24:00`.
fn until(text: &Text, from: &Spanned<String>) -> Result<Time, ConfigError> {
    if from.as_ref() == "24:00" { Ok(Time::MAX) } else { time(text, "hours_until", from) }
}
