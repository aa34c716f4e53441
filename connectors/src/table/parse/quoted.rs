/// Whether a reference has this shape: 9 stands for a digit, A for a letter, everything else for itself. A reference
/// that a spreadsheet has multiplied out no longer fits, and is not guessed back.
pub(crate) fn fits(reference: &str, shape: &str) -> bool {
    reference.chars().count() == shape.chars().count()
        && reference.chars().zip(shape.chars()).all(|(c, s)| match s {
            '9' => c.is_ascii_digit(),
            'A' => c.is_ascii_alphabetic(),
            _ => c == s,
        })
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn shapes() {
        assert!(fits("26*104711", "99*999999"));
        assert!(fits("CBC/2026/00123", "AAA/9999/99999"));
        assert!(!fits("2722486", "99*999999"));
        assert!(!fits("26*10471", "99*999999"));
    }
}
