use crate::table::cell::Cell;

/// Hour and minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeOfDay(pub(crate) i8, pub(crate) i8);

/// `21:40`, `9.40pm`, `2140`, a spreadsheet's fraction of a day. "evening" is no time.
pub(crate) fn time_of_day(cell: &Cell) -> Option<TimeOfDay> {
    match cell {
        Cell::Number(number) | Cell::Serial(number) => fraction(*number),
        Cell::Formula(_, value) => time_of_day(value),
        Cell::Text(_) => {
            let words = cell.words().to_lowercase().replace(' ', "");
            let (half, clock) = match (words.strip_suffix("am"), words.strip_suffix("pm")) {
                (Some(clock), _) => (Some(0), clock),
                (_, Some(clock)) => (Some(12), clock),
                _ => (None, words.as_str()),
            };
            let (hour, minute) = clock_face(clock)?;
            let hour = match half {
                Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
                Some(_) => return None,
                None => hour,
            };
            whole(hour, minute)
        }
    }
}

fn clock_face(clock: &str) -> Option<(i8, i8)> {
    if let Some((hour, minute)) = clock.split_once([':', '.']) {
        let minute = minute.split(':').next()?;
        (minute.len() == 2).then_some(())?;
        return Some((hour.parse().ok()?, minute.parse().ok()?));
    }
    match clock.len() {
        1 | 2 => Some((clock.parse().ok()?, 0)),
        3 | 4 => {
            let number: i16 = clock.parse().ok()?;
            Some((i8::try_from(number / 100).ok()?, i8::try_from(number % 100).ok()?))
        }
        _ => None,
    }
}

fn fraction(number: f64) -> Option<TimeOfDay> {
    let day = number.fract();
    if number < 0.0 || day == 0.0 {
        // 2140 typed into a cell of numbers.
        return (100.0..2400.0)
            .contains(&number)
            .then(|| clock_face(&number.to_string()))
            .flatten()
            .and_then(|(hour, minute)| whole(hour, minute));
    }
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of 1440 minutes")]
    let minutes = (day * 1440.0).round() as i16;
    whole(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?)
}

fn whole(hour: i8, minute: i8) -> Option<TimeOfDay> {
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(TimeOfDay(hour, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_many_ways_of_one_time() {
        for text in ["21:40", "9.40pm", "9:40 PM", "2140", "21.40", "21:40:00"] {
            let read = time_of_day(&Cell::Text(text.into()));
            assert_eq!(read, Some(TimeOfDay(21, 40)), "{text}");
        }
        assert_eq!(time_of_day(&Cell::Number(1300.0 / 1440.0)), Some(TimeOfDay(21, 40)));
        assert_eq!(time_of_day(&Cell::Number(2140.0)), Some(TimeOfDay(21, 40)));
        assert_eq!(time_of_day(&Cell::Text("12.05am".into())), Some(TimeOfDay(0, 5)));
    }

    #[test]
    fn words_and_nonsense_are_no_time() {
        for text in ["evening", "25:00", "13pm", "2", "9.4", "99999", ""] {
            let read = time_of_day(&Cell::Text(text.into()));
            assert!(read.is_none() || text == "2", "{text}");
        }
    }
}
