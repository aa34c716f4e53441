use accord_federation::Fault;
use sqlx::{AssertSqlSafe, Column as _, Executor as _, SqlSafeStr as _, Statement as _, TypeInfo as _};

use super::{Database, Dialect, Pool, fault, on_each};
use crate::table::cell::folded;
use crate::table::code::Code;
use crate::table::config::{Column, Mapping, Source, SqlSource, Target};

/// A column of the source as the database has it.
struct Found {
    name: String,
    kind: String,
}

/// What a source has of what the configuration names.
pub(crate) struct Layout {
    /// The source, as it stands behind `FROM`.
    pub(super) from: String,
    /// The key, its text and its type.
    pub(super) key: Field,
    /// The moment of the last change.
    pub(super) modified: Option<Field>,
    /// Every other configured column: header and place in the database.
    pub(super) fields: Vec<(String, Field)>,
    /// What is missing or cannot be read, by header.
    pub(crate) notes: Vec<(Code, String)>,
}

/// A configured column that is not there, or cannot be read.
pub(crate) struct Missing {
    pub(crate) code: Code,
    pub(crate) header: String,
    /// Without it nothing of the source is read.
    pub(crate) needed: bool,
}

/// A source beside the configuration.
struct Compared {
    from: String,
    key: Option<Field>,
    modified: Option<Field>,
    fields: Vec<(String, Field)>,
    missing: Vec<Missing>,
}

/// A column, ready for a statement.
pub(super) struct Field {
    /// Quoted.
    pub(super) name: String,
    /// As the driver calls its type.
    pub(super) kind: String,
    /// Its value as text.
    pub(super) text: String,
}

impl Database {
    /// Compares a source with the configuration. `BROKEN_ANSWER` where a needed column is not there; the log says which, in
    /// the words of our own configuration.
    pub(crate) async fn layout(&self, mapping: &Mapping, source: &Source, sql: &SqlSource) -> Result<Layout, Fault> {
        let mut compared = self.compare(mapping, source, sql).await?;
        for Missing { code, header, .. } in compared.missing.iter().filter(|missing| missing.needed) {
            tracing::error!(source = source.name, column = header, %code, "a column that is needed");
        }
        if compared.missing.iter().any(|missing| missing.needed) {
            return Err(Fault::Broken);
        }
        let key = compared.key.take().ok_or(Fault::Broken)?;
        let notes = compared.missing.into_iter().map(|Missing { code, header, .. }| (code, header)).collect();
        Ok(Layout { from: compared.from, key, modified: compared.modified, fields: compared.fields, notes })
    }

    /// What of the configuration is not there, needed or not. No row is asked for.
    pub(crate) async fn missing(
        &self,
        mapping: &Mapping,
        source: &Source,
        sql: &SqlSource,
    ) -> Result<Vec<Missing>, Fault> {
        Ok(self.compare(mapping, source, sql).await?.missing)
    }

    async fn compare(&self, mapping: &Mapping, source: &Source, sql: &SqlSource) -> Result<Compared, Fault> {
        let from = match sql {
            SqlSource::From(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.dialect().quoted(part)).collect();
                parts.join(".")
            }
            SqlSource::Select { text, .. } => format!("({text}) AS accord_source"),
        };
        let found = self.described(&from).await?;
        let mut compared = Compared { from, key: None, modified: None, fields: Vec::new(), missing: Vec::new() };
        for column in mapping.columns.iter().filter(|column| column.is != Target::Ignored) {
            let header = column.header.clone();
            match self.field(column, &found) {
                Ok(field) if column.is == Target::Reference => compared.key = Some(field),
                Ok(field) => compared.fields.push((header, field)),
                Err(code) => compared.missing.push(Missing { code, header, needed: column.required }),
            }
        }
        if let Some(name) = &source.modified {
            compared.modified = self.named(name, &found);
            if compared.modified.is_none() {
                let header = name.clone();
                compared.missing.push(Missing { code: Code::ColumnMissing, header, needed: true });
            }
        }
        Ok(compared)
    }

    fn field(&self, column: &Column, found: &[Found]) -> Result<Field, Code> {
        let named = found.iter().find(|found| column.headers.contains(&folded(&found.name)));
        let named = named.ok_or(Code::ColumnMissing)?;
        if self.dialect().is_binary(&named.kind) {
            return Err(Code::ColumnBinary);
        }
        Ok(self.made(named))
    }

    fn named(&self, name: &str, found: &[Found]) -> Option<Field> {
        found.iter().find(|found| folded(&found.name) == folded(name)).map(|found| self.made(found))
    }

    fn made(&self, found: &Found) -> Field {
        let name = self.dialect().quoted(&found.name);
        let text = self.dialect().text(&name, &found.kind, &self.zone);
        Field { name, kind: found.kind.clone(), text }
    }

    /// The columns of a source, without a row of it.
    async fn described(&self, from: &str) -> Result<Vec<Found>, Fault> {
        let sql = format!("SELECT * FROM {from} WHERE 1 = 0");
        // A connection to SQLite sees that a table was changed when it runs a statement, and not when it prepares one.
        let runs = self.dialect() == Dialect::Sqlite;
        let described = async {
            on_each!(&self.pool, pool => {
                let mut connection = pool.acquire().await?;
                if runs {
                    connection.execute(AssertSqlSafe(sql.clone())).await?;
                }
                let statement = connection.prepare(AssertSqlSafe(sql).into_sql_str()).await?;
                let columns = statement.columns().iter();
                Ok(columns
                    .map(|column| Found {
                        name: column.name().to_owned(),
                        kind: column.type_info().name().to_uppercase(),
                    })
                    .collect())
            })
        };
        match tokio::time::timeout(self.patience.sync, described).await {
            Ok(found) => found.map_err(|error: sqlx::Error| fault(&error)),
            Err(_) => Err(Fault::Silent),
        }
    }
}
