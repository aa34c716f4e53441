use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use accord_model::{PartialDate, Precision, TimeSpan};
use serde::Deserialize;

use super::TimeOfDay;
use crate::table::cell::Cell;

/// Which number of `03/04/2025` is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    /// dd/mm/yyyy.
    #[default]
    DayFirst,
    /// mm/dd/yyyy.
    MonthFirst,
}

/// A date as far as somebody gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dated {
    /// A whole date.
    Day(Date),
    /// "early Nov 2025": no more is said than the month.
    Month(i16, i8),
    /// The year alone.
    Year(i16),
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words around a month that make it no more exact.
const VAGUE: [&str; 12] =
    ["early", "mid", "late", "about", "around", "c.", "c", "circa", "start", "end", "beginning", "of"];

/// Days that a spreadsheet may mean: 1910 to 2199. Smaller numbers are years or mistakes.
const SERIALS: std::ops::RangeInclusive<f64> = 3_654.0..=109_574.0;

/// Reads a date. `near` is a day soon after it (receipt, the extract): it gives the year where none is said and the
/// century where two digits are. A day above 12 shows which number is which, whatever the order says.
pub(crate) fn date(cell: &Cell, order: Order, near: Date) -> Option<Dated> {
    match cell {
        Cell::Serial(days) => serial(*days).map(Dated::Day),
        Cell::Number(number) => number_date(*number),
        Cell::Formula(_, value) => date(value, order, near),
        Cell::Text(_) => {
            let words = cell.words().to_lowercase();
            if let Ok(number) = words.parse::<f64>() {
                return number_date(number);
            }
            digits(&words, order, near).or_else(|| named(&words, near))
        }
    }
}

/// The day of a spreadsheet's serial number.
fn serial(days: f64) -> Option<Date> {
    if !SERIALS.contains(&days) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 3654 and 109574, as just checked")]
    let days = days.floor() as i64;
    let span = Span::new().try_days(days).ok()?;
    jiff::civil::date(1899, 12, 30).checked_add(span).ok()
}

fn number_date(number: f64) -> Option<Dated> {
    if (1900.0..=2100.0).contains(&number) && number.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "between 1900 and 2100, as just checked")]
        return Some(Dated::Year(number as i16));
    }
    serial(number).map(Dated::Day)
}

/// `03/02/1984`, `3.2.84`, `2025-11-03`, with or without a time behind it.
fn digits(words: &str, order: Order, near: Date) -> Option<Dated> {
    let day = words.split([' ', 't']).next()?;
    let parts: Vec<&str> = day.split(['/', '.', '-']).collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    if a.len() == 4 {
        return Date::new(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?).ok().map(Dated::Day);
    }
    let (a, b): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
    let year = year(c, near)?;
    let (first, second) = match order {
        Order::DayFirst => ((a, b), (b, a)),
        Order::MonthFirst => ((b, a), (a, b)),
    };
    Date::new(year, first.1, first.0).or_else(|_| Date::new(year, second.1, second.0)).ok().map(Dated::Day)
}

/// `3 Nov 2025`, `3rd November 25`, `Nov 2025`, `early Nov`.
fn named(words: &str, near: Date) -> Option<Dated> {
    let words: Vec<&str> =
        words.split([' ', ',', '-', '/']).filter(|word| !word.is_empty() && !VAGUE.contains(word)).collect();
    let at = words.iter().position(|word| month(word).is_some())?;
    let month = month(words.get(at)?)?;
    let (before, after) = (words.get(..at)?, words.get(at + 1..)?);
    let (day, rest) = match (before, after) {
        ([], [day, rest @ ..]) if ordinal(day).is_some() && !rest.is_empty() => (ordinal(day), rest),
        ([], rest) => (None, rest),
        ([day], rest) => (Some(ordinal(day)?), rest),
        _ => return None,
    };
    let year = match rest {
        [] => year_before(month, near),
        [text] => year(text, near)?,
        _ => return None,
    };
    match day {
        Some(day) => Date::new(year, month, day).ok().map(Dated::Day),
        None => Some(Dated::Month(year, month)),
    }
}

/// At least three letters of a month's name.
fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let word = if word == "sept" { "sep" } else { word };
    if word.len() < 3 {
        return None;
    }
    let at = MONTHS.iter().position(|name| name.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(ending, "" | "st" | "nd" | "rd" | "th")
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|day| (1..=31).contains(day))
}

/// Four digits, or two that lie not after `near`.
fn year(text: &str, near: Date) -> Option<i16> {
    let number: i16 = text.parse().ok()?;
    match text.len() {
        4 => (1850..=2200).contains(&number).then_some(number),
        2 if 2000 + number <= near.year() => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
    }
}

/// The last such month that began not after `near`.
fn year_before(month: i8, near: Date) -> i16 {
    near.year() - i16::from(month > near.month())
}

impl Dated {
    /// As a birth date.
    pub(crate) const fn partial(self) -> PartialDate {
        match self {
            Self::Day(day) => PartialDate::Day(day),
            Self::Month(year, month) => PartialDate::Month(year, month),
            Self::Year(year) => PartialDate::Year(year),
        }
    }

    /// As a half-open span on that zone's clocks; a time of day narrows a whole date alone.
    pub(crate) fn span(self, time: Option<TimeOfDay>, zone: &TimeZone) -> Option<TimeSpan> {
        let (first, after, precision) = match self {
            Self::Day(day) => {
                if let Some(TimeOfDay(hour, minute)) = time {
                    let earliest = day.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()?;
                    let earliest = earliest.timestamp();
                    let latest = earliest.checked_add(Span::new().minutes(1)).ok()?;
                    return Some(TimeSpan { earliest, latest, precision: Precision::Minute });
                }
                (day, day.checked_add(Span::new().days(1)).ok()?, Precision::Day)
            }
            Self::Month(year, month) => {
                let first = Date::new(year, month, 1).ok()?;
                let after = first.checked_add(Span::new().months(1)).ok()?;
                (first, after, Precision::Month)
            }
            Self::Year(year) => {
                let first = Date::new(year, 1, 1).ok()?;
                let after = first.checked_add(Span::new().years(1)).ok()?;
                (first, after, Precision::Year)
            }
        };
        Some(TimeSpan { earliest: midnight(first, zone)?, latest: midnight(after, zone)?, precision })
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|z| z.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn read(text: &str) -> Option<Dated> {
        date(&Cell::Text(text.into()), Order::DayFirst, day(2025, 11, 20))
    }

    #[test]
    fn the_many_ways_of_one_day() {
        for text in [
            "03/11/2025",
            "3.11.25",
            "3 Nov 2025",
            "3rd November 2025",
            "2025-11-03",
            "45964",
            "03/11/2025 00:00",
            "2025-11-03T00:00:00",
            "Nov 3, 2025",
            "3-Nov-25",
            "3 nov",
        ] {
            assert_eq!(read(text), Some(Dated::Day(day(2025, 11, 3))), "{text}");
        }
        let serial = |cell| date(&cell, Order::MonthFirst, day(2025, 11, 20));
        assert_eq!(serial(Cell::Serial(45_964.75)), Some(Dated::Day(day(2025, 11, 3))));
        assert_eq!(serial(Cell::Number(45_964.0)), Some(Dated::Day(day(2025, 11, 3))));
    }

    #[test]
    fn order_decides_unless_a_number_is_above_twelve() {
        let near = day(2025, 11, 20);
        let read = |text: &str, order| date(&Cell::Text(text.into()), order, near);
        assert_eq!(read("07/09/2025", Order::MonthFirst), Some(Dated::Day(day(2025, 7, 9))));
        assert_eq!(read("07/25/2025", Order::DayFirst), Some(Dated::Day(day(2025, 7, 25))));
        assert_eq!(read("31/31/2025", Order::DayFirst), None);
    }

    #[test]
    fn what_is_vague_stays_vague() {
        for text in ["early Nov", "mid Nov 2025", "Nov 2025", "late november 25"] {
            assert_eq!(read(text), Some(Dated::Month(2025, 11)), "{text}");
        }
        assert_eq!(read("early Dec"), Some(Dated::Month(2024, 12)));
        assert_eq!(read("1984"), Some(Dated::Year(1984)));
        let span = Dated::Month(2025, 11).span(None, &TimeZone::UTC).unwrap();
        assert_eq!(span.precision, Precision::Month);
        assert_eq!(span.latest.to_string(), "2025-12-01T00:00:00Z");
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        for text in ["", "see notes", "30-39", "c. 40", "99999999", "12", "32/01/2025", "29/02/2025"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn summer_time_is_known() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let span = Dated::Day(day(2025, 7, 1)).span(Some(TimeOfDay(21, 40)), &zone).unwrap();
        assert_eq!(span.earliest.to_string(), "2025-07-01T20:40:00Z");
        assert_eq!(span.precision, Precision::Minute);
    }

    #[test]
    fn two_digits_of_a_birth_year_lie_in_the_past() {
        assert_eq!(read("3/2/84"), Some(Dated::Day(day(1984, 2, 3))));
        assert_eq!(read("Feb 1984"), Some(Dated::Month(1984, 2)));
    }
}
