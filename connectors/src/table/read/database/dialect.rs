//! What the three kinds of database write differently. Pure functions from identifiers to SQL.

/// The kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
    /// `MySQL` and `MariaDB`.
    MySql,
}

impl Dialect {
    /// An identifier, quoted. `SQLite` takes a name in double quotes that it does not know for a text: a column that is
    /// gone would read as its own name in every row.
    pub(crate) fn quoted(self, name: &str) -> String {
        let quote = if self == Self::Postgres { '"' } else { '`' };
        format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
    }

    /// The placeholder of this number, from 1.
    pub(crate) fn place(self, number: usize) -> String {
        if self == Self::Postgres { format!("${number}") } else { "?".to_owned() }
    }

    /// A value as plain text.
    pub(crate) fn cast(self, value: &str) -> String {
        format!("CAST({value} AS {})", if self == Self::MySql { "CHAR" } else { "TEXT" })
    }

    /// The text of a column: a number without an exponent where it is whole, an instant by the partner's clocks. Bytes
    /// that are no text come as a NUL.
    pub(crate) fn text(self, column: &str, kind: &str, zone: &str) -> String {
        match (self, kind) {
            (Self::Sqlite, _) => format!(
                "CASE typeof({column}) WHEN 'blob' THEN char(0) WHEN 'real' THEN CASE WHEN {column} = \
                 CAST({column} AS INTEGER) THEN CAST(CAST({column} AS INTEGER) AS TEXT) ELSE CAST({column} AS TEXT) \
                 END ELSE CAST({column} AS TEXT) END"
            ),
            (Self::Postgres, "TIMESTAMPTZ") => {
                let zone = zone.replace('\'', "''");
                format!("to_char({column} AT TIME ZONE '{zone}', 'YYYY-MM-DD HH24:MI:SS')")
            }
            _ => self.cast(column),
        }
    }

    /// Whether a column of this type holds bytes that are no text.
    pub(crate) fn is_binary(self, kind: &str) -> bool {
        let kinds: &[&str] = match self {
            Self::Sqlite => &[],
            Self::Postgres => &["BYTEA"],
            Self::MySql => &["BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BINARY", "VARBINARY", "GEOMETRY", "BIT"],
        };
        kinds.contains(&kind)
    }

    /// Whether a column of this type holds whole numbers.
    pub(crate) fn is_whole(self, kind: &str) -> bool {
        let kinds: &[&str] = match self {
            Self::Sqlite => &["INTEGER"],
            Self::Postgres => &["INT2", "INT4", "INT8"],
            Self::MySql => &["TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT"],
        };
        kinds.contains(&kind)
    }

    /// Whether a column of this type holds text.
    pub(crate) fn is_text(self, kind: &str) -> bool {
        matches!(kind, "TEXT" | "VARCHAR") || (self == Self::MySql && kind == "CHAR")
    }

    /// A bound whole number.
    pub(crate) fn whole(self, place: &str) -> String {
        match self {
            Self::Sqlite => format!("CAST({place} AS INTEGER)"),
            Self::Postgres => format!("CAST({place} AS INT8)"),
            Self::MySql => format!("CAST({place} AS SIGNED)"),
        }
    }

    /// A bound moment, or a number of a version, of the column's own type.
    pub(crate) fn like_column(self, place: &str, kind: &str) -> String {
        let known = matches!(kind, "TIMESTAMP" | "TIMESTAMPTZ" | "DATE" | "INT2" | "INT4" | "INT8" | "NUMERIC");
        if self == Self::Postgres && known { format!("CAST({place} AS {kind})") } else { place.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name() {
        assert_eq!(Dialect::Postgres.quoted(r#"a"; DROP"#), r#""a""; DROP""#);
        for other in [Dialect::MySql, Dialect::Sqlite] {
            assert_eq!(other.quoted("a`b"), "`a``b`");
        }
        assert!(Dialect::Postgres.text("c", "TIMESTAMPTZ", "Europe/London").contains("Europe/London"));
    }
}
