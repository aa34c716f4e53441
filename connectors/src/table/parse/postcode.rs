use crate::table::cell::Cell;

/// A postcode as far as it can be read (Royal Mail: PAF programmers' guide, formats and excluded letters).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Postcode {
    /// `LE11 1FZ`.
    Whole(String),
    /// The outward part alone: `LE11`.
    Outward(String),
}

/// The forms of the outward part: A a letter, 9 a digit, X a letter behind a digit.
const OUTWARD: [&str; 6] = ["A9", "A99", "AA9", "A9X", "AA99", "AA9X"];

/// Reads a postcode. I, l and O where a digit must stand, 1 and 0 where a letter must, are put right when exactly one
/// reading needs the fewest changes.
pub(crate) fn postcode(cell: &Cell) -> Option<Postcode> {
    let text: Vec<char> = cell.words().chars().filter(|c| *c != ' ').flat_map(char::to_uppercase).collect();
    if !text.iter().all(char::is_ascii_alphanumeric) {
        return None;
    }
    let whole = text
        .len()
        .checked_sub(3)
        .and_then(|cut| text.split_at_checked(cut))
        .and_then(|(outward, inward)| Some((best_outward(outward)?, read(inward, "9BB")?)));
    if let Some(((outward, _), (inward, _))) = whole {
        return Some(Postcode::Whole(format!("{outward} {inward}")));
    }
    best_outward(&text).map(|(outward, _)| Postcode::Outward(outward))
}

/// The one reading with the fewest changes; none where two are as good.
fn best_outward(text: &[char]) -> Option<(String, usize)> {
    let mut readings: Vec<_> = OUTWARD.iter().filter_map(|form| read(text, form)).collect();
    readings.sort_by_key(|(_, changes)| *changes);
    match readings.as_slice() {
        [] => None,
        [(a, m), (b, n), ..] if m == n && a != b => None,
        [best, ..] => Some(best.clone()),
    }
}

/// The text read as this form, and how many characters had to change.
fn read(text: &[char], form: &str) -> Option<(String, usize)> {
    if text.len() != form.len() {
        return None;
    }
    let mut changes = 0;
    let mut out = String::with_capacity(form.len());
    for (c, kind) in text.iter().zip(form.chars()) {
        let right = if kind == '9' {
            match c {
                '0'..='9' => *c,
                'O' => '0',
                'I' | 'L' => '1',
                _ => return None,
            }
        } else {
            match c {
                'A'..='Z' => *c,
                '0' => 'O',
                '1' => 'I',
                _ => return None,
            }
        };
        let excluded = match kind {
            'X' => "CDFGIJKLOQSTUXYZ",
            'B' => "CIKMOV",
            _ => "",
        };
        if excluded.contains(right) {
            return None;
        }
        changes += usize::from(right != *c);
        out.push(right);
    }
    let mut letters = out.chars();
    let first_bad = letters.next().is_some_and(|c| "QVX".contains(c));
    let second_bad = letters.next().is_some_and(|c| "IJZ".contains(c));
    (form.starts_with('9') || !(first_bad || second_bad)).then_some((out, changes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> Option<Postcode> {
        postcode(&Cell::Text(text.into()))
    }

    #[test]
    fn the_many_ways_of_one_postcode() {
        for text in ["LE11 1FZ", "LE111FZ", "le11 1fz", "LEI1 1FZ", "LE11 IFZ", "LE11\u{a0}1FZ", "LEL1 1FZ"] {
            assert_eq!(reads(text), Some(Postcode::Whole("LE11 1FZ".into())), "{text}");
        }
        assert_eq!(reads("LEI 1FZ"), Some(Postcode::Whole("LE1 1FZ".into())));
        assert_eq!(reads("LE1O 1AA"), Some(Postcode::Whole("LE10 1AA".into())));
        assert_eq!(reads("W1A 0AX"), Some(Postcode::Whole("W1A 0AX".into())));
        assert_eq!(reads("EC1A 1BB"), Some(Postcode::Whole("EC1A 1BB".into())));
        assert_eq!(reads("M1 1AE"), Some(Postcode::Whole("M1 1AE".into())));
    }

    #[test]
    fn an_outward_part_stays_one() {
        assert_eq!(reads("LE11"), Some(Postcode::Outward("LE11".into())));
        assert_eq!(reads("le1"), Some(Postcode::Outward("LE1".into())));
    }

    #[test]
    fn what_is_no_postcode_is_not_made_one() {
        for text in ["", "near the park", "LE11 1F?", "12345", "QE1 1AA", "LE11 1CI", "LE11 11FZZ"] {
            assert_eq!(reads(text), None, "{text}");
        }
    }
}
