//! Counts the tokens of a document before anything is parsed, so that a long document costs next to nothing.

/// Whether the document has more tokens than this (GraphQL specification, section 2.1: punctuators, names, numbers and
/// strings; commas, comments and white space are none).
pub(super) fn exceeds(text: &str, limit: usize) -> bool {
    let mut rest = text.as_bytes();
    let mut count = 0;
    while let Some(length) = next(rest) {
        let is_token = rest.first().is_some_and(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'#'));
        count += usize::from(is_token);
        if count > limit {
            return true;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

/// The length of what comes next, of one byte at least.
fn next(text: &[u8]) -> Option<usize> {
    let first = *text.first()?;
    let run = |of: fn(u8) -> bool| text.iter().take_while(|b| of(**b)).count().max(1);
    Some(match first {
        b'#' => run(|b| b != b'\n' && b != b'\r'),
        b'"' => string(text),
        b'.' if text.starts_with(b"...") => 3,
        b'-' | b'0'..=b'9' => run(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.')),
        b if is_name(b) => run(is_name),
        _ => 1,
    })
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn string(text: &[u8]) -> usize {
    if text.starts_with(b"\"\"\"") {
        return block_string(text);
    }
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

fn block_string(text: &[u8]) -> usize {
    let mut at = 3;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest.starts_with(b"\"\"\"") {
            return at + 3;
        } else {
            at += 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        (0..).find(|limit| !exceeds(text, *limit)).unwrap()
    }

    #[test]
    fn tokens_are_counted_as_the_specification_says() {
        for (text, expected) in [
            ("", 0),
            ("# only { a } comment", 0),
            ("{ a, b , c }", 5),
            ("query Q($x: Int! = -1.5e+3) { a(x: $x) @skip(if: true) }", 27),
            ("{ a(s: \"one # \\\" token\") }", 8),
            ("{ a(s: \"\"\"block \\\"\"\" \" still\"\"\") ...F }", 10),
            ("\"never closed", 1),
            ("\"\"\"never closed", 1),
            ("\"\\", 1),
            ("é", 2),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }
}
