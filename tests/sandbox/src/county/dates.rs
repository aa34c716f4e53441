//! All the ways in which people type a date.

use jiff::civil::Date;

use super::cell::Cell;
use super::row::Part;
use crate::dice::Dice;

/// Days since the end of 1899, as spreadsheets count.
pub(crate) fn serial(date: Date) -> i32 {
    (date - jiff::civil::date(1899, 12, 30)).get_days()
}

/// A date in digits as a part writes it.
pub(crate) fn digits(date: Date, part: Part) -> String {
    let american = part == Part::Quarter(3);
    date.strftime(if american { "%m/%d/%Y" } else { "%d/%m/%Y" }).to_string()
}

/// A date as someone typed it into a part.
pub(crate) fn typed(date: Date, part: Part, dice: &mut Dice) -> Cell {
    let show = |format: &str| Cell::text(date.strftime(format).to_string());
    let choice = dice.below(100);
    match (part, choice) {
        (Part::Quarter(_), 0..55) => Cell::Date(date),
        (Part::Quarter(_), 55..62) => Cell::Number(f64::from(serial(date))),
        (Part::Quarter(_), 62..90) => Cell::text(digits(date, part)),
        (Part::Older, 0..70) => Cell::text(digits(date, part)),
        (Part::Older, 70..76) => show("%-d.%-m.%y"),
        (Part::Older, 76..80) => Cell::text(serial(date).to_string()),
        (Part::Older, 80..86) if date.day() > 12 => show("%m/%d/%Y"),
        _ => show("%-d %b %Y"),
    }
}

/// The date of an incident, which some only remember roughly.
pub(crate) fn remembered(date: Date, part: Part, dice: &mut Dice) -> Cell {
    if dice.chance(90) {
        return typed(date, part, dice);
    }
    let third = match date.day() {
        1..=10 => "early ",
        11..=20 => "mid ",
        _ => "late ",
    };
    let word = if dice.chance(70) { third } else { "" };
    Cell::text(format!("{word}{}", date.strftime("%b %Y")))
}

/// A birth date or an age band, as far as someone gave it.
pub(crate) fn birth(date: Date, part: Part, dice: &mut Dice) -> Cell {
    let age = 2026 - date.year();
    match dice.below(100) {
        0..46 => Cell::text(digits(date, part)),
        46..56 => Cell::text(date.year().to_string()),
        56..62 => Cell::text(date.strftime("%b %Y").to_string()),
        62..78 => Cell::text(format!("{}-{}", age / 10 * 10, age / 10 * 10 + 9)),
        78..83 => Cell::text(format!("c. {}", age / 5 * 5)),
        83..88 if part == Part::Older => Cell::text(serial(date).to_string()),
        83..88 => Cell::Number(f64::from(serial(date))),
        _ => Cell::Blank,
    }
}

/// A time of day, in any fashion.
pub(crate) fn time(hour: i8, minute: i8, part: Part, dice: &mut Dice) -> Cell {
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let half = if hour < 12 { "am" } else { "pm" };
    match dice.below(100) {
        0..45 => Cell::text(format!("{hour:02}:{minute:02}")),
        45..60 => Cell::text(format!("{twelve}.{minute:02}{half}")),
        60..70 => Cell::text(format!("{hour:02}{minute:02}")),
        70..80 => Cell::text(match hour {
            5..12 => "morning",
            12..17 => "afternoon",
            17..22 => "evening",
            _ => "night",
        }),
        80..87 if part != Part::Older => Cell::Number((f64::from(hour) * 60.0 + f64::from(minute)) / 1440.0),
        _ => Cell::Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::{digits, serial};
    use crate::county::row::Part;

    #[test]
    fn serials_and_american_tabs() {
        let date = jiff::civil::date(2025, 11, 5);
        assert_eq!(serial(date), 45_966);
        assert_eq!(digits(date, Part::Older), "05/11/2025");
        assert_eq!(digits(date, Part::Quarter(3)), "11/05/2025");
    }
}
