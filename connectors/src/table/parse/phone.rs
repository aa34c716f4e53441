use crate::table::cell::Cell;

/// A telephone number after a spreadsheet has had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Phone {
    /// All digits are there.
    Whole(String),
    /// The spreadsheet has rounded digits away: `7.7009E+09`.
    Rounded,
}

/// Reads a telephone number; the zero that a number loses in front is put back. Numbers of 10 or 11 British digits, or
/// international ones.
pub(crate) fn phone(cell: &Cell) -> Option<Phone> {
    let words = match cell {
        Cell::Number(number) | Cell::Serial(number) => number.to_string(),
        Cell::Formula(..) => cell.as_typed(),
        Cell::Text(_) => cell.words(),
    };
    if words.contains(['e', 'E']) && words.parse::<f64>().is_ok() {
        return Some(Phone::Rounded);
    }
    let words = words.strip_suffix(".0").unwrap_or(&words);
    let abroad = words.starts_with('+') || words.starts_with("00");
    let ok = |c: char| c.is_ascii_digit() || "+ ()-./".contains(c);
    if !words.chars().all(ok) {
        return None;
    }
    // +44 (0)7700: the zero in brackets is not dialled.
    let digits: String = words.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").filter(|_| abroad).unwrap_or(&digits);
    let national = match digits.strip_prefix("44") {
        Some(rest) if abroad => format!("0{rest}"),
        _ if abroad => {
            return (8..=15).contains(&digits.len()).then(|| Phone::Whole(format!("+{digits}")));
        }
        _ if digits.starts_with('0') => digits.to_owned(),
        _ => format!("0{digits}"),
    };
    (10..=11).contains(&national.len()).then(|| Phone::Whole(spaced(&national)))
}

/// As people read it: `07700 900123`.
fn spaced(digits: &str) -> String {
    let (area, rest) = digits.split_at_checked(5).unwrap_or((digits, ""));
    format!("{area} {rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_many_ways_of_one_number() {
        let right = Some(Phone::Whole("07700 900123".into()));
        for text in [
            "07700 900123",
            "7700900123",
            "7700900123.0",
            "+44 7700 900123",
            "+44 (0)7700 900-123",
            "0044 7700 900123",
            "07700900123",
        ] {
            assert_eq!(phone(&Cell::Text(text.into())), right, "{text}");
        }
        assert_eq!(phone(&Cell::Number(7_700_900_123.0)), right);
    }

    #[test]
    fn digits_that_are_gone_are_not_made_up() {
        assert_eq!(phone(&Cell::Text("7.7009E+09".into())), Some(Phone::Rounded));
        for text in ["", "ask at desk", "123", "0770090012345"] {
            assert_eq!(phone(&Cell::Text(text.into())), None, "{text}");
        }
        assert_eq!(phone(&Cell::Text("+48 22 123 4567".into())), Some(Phone::Whole("+48221234567".into())));
    }
}
