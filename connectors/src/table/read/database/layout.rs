use accord_federation::Fault;
use sqlx::{AssertSqlSafe, Column as _, Executor as _, SqlSafeStr as _, Statement as _, TypeInfo as _};

use super::{Database, Pool, fault, on_each};
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
    /// Compares a source with the configuration. `BROKEN_ANSWER` where a required column is not there; the log says
    /// which, in the words of our own configuration.
    pub(crate) async fn layout(&self, mapping: &Mapping, source: &Source, sql: &SqlSource) -> Result<Layout, Fault> {
        let from = match sql {
            SqlSource::From(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.dialect().quoted(part)).collect();
                parts.join(".")
            }
            SqlSource::Select { text, .. } => format!("({text}) AS accord_source"),
        };
        let found = self.described(&from).await?;
        let mut notes = Vec::new();
        let mut fields = Vec::new();
        let mut key = None;
        for column in mapping.columns.iter().filter(|column| column.is != Target::Ignored) {
            match self.field(column, &found) {
                Ok(field) if column.is == Target::Reference => key = Some(field),
                Ok(field) => fields.push((column.header.clone(), field)),
                Err(code) => {
                    if column.required {
                        tracing::error!(source = source.name, column = column.header, %code, "a required column");
                        return Err(Fault::Broken);
                    }
                    notes.push((code, column.header.clone()));
                }
            }
        }
        let key = key.ok_or(Fault::Broken)?;
        let modified = match &source.modified {
            Some(name) => Some(self.named(name, &found).ok_or_else(|| {
                tracing::error!(source = source.name, column = name, "the column `modified` is not there");
                Fault::Broken
            })?),
            None => None,
        };
        Ok(Layout { from, key, modified, fields, notes })
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
        let described = async {
            on_each!(&self.pool, pool => {
                let statement = pool.prepare(AssertSqlSafe(sql).into_sql_str()).await?;
                let columns = statement.columns().iter();
                Ok(columns
                    .map(|column| Found {
                        name: column.name().to_owned(),
                        kind: column.type_info().name().to_uppercase(),
                    })
                    .collect())
            })
        };
        match tokio::time::timeout(self.patience, described).await {
            Ok(found) => found.map_err(|error: sqlx::Error| fault(&error)),
            Err(_) => Err(Fault::Silent),
        }
    }
}
