use std::ops::Range;

use super::SqlSource;
use super::error::Fault;
use super::file::SqlEntry;

/// Checks what is to be read of a database.
pub(super) fn source(entry: SqlEntry, span: Range<usize>) -> Result<SqlSource, Fault> {
    let wrong = |message: &str| Err(Fault::new(span.clone(), "sql", message));
    match (entry.from, entry.select) {
        (Some(name), None) => {
            let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
            if parts.len() > 3 || parts.iter().any(|part| part.is_empty() || part.contains(char::is_control)) {
                return wrong("`from` is a table or a view, with its schema before it: cases, dbo.cases");
            }
            Ok(SqlSource::From(parts))
        }
        (None, Some(text)) => {
            let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
            // The database refuses to write anyway; this says so before it is asked.
            if !matches!(first.as_str(), "select" | "with") || text.contains([';', '\0']) || text.contains("--") {
                return wrong("`select` is one SELECT, without a semicolon and without comments");
            }
            Ok(SqlSource::Select { text })
        }
        _ => wrong("exactly one of `from` (a table or a view) and `select`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SqlSource, String> {
        source(toml::from_str(text).unwrap(), 0..0).map_err(|fault| fault.message)
    }

    #[test]
    fn one_table_or_one_select() {
        assert!(matches!(read("from = 'safeguarding.cases'"), Ok(SqlSource::From(parts)) if parts.len() == 2));
        assert!(matches!(read("select = 'SELECT * FROM cases'"), Ok(SqlSource::Select { .. })));
        for wrong in [
            "",
            "from = 'a'\nselect = 'SELECT 1'",
            "from = ''",
            "from = 'a..b'",
            "select = 'DELETE FROM cases'",
            "select = 'SELECT 1; DROP TABLE cases'",
            "select = 'SELECT 1 -- all'",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
