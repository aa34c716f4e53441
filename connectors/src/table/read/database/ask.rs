use std::collections::BTreeMap;

use accord_federation::Fault;

use super::layout::{Field, Layout};
use super::{Database, Dialect, Texts};
use crate::table::cell::Cell;
use crate::table::code::Code;
use crate::table::config::Source;
use crate::table::parse::{NOBODY, Order};
use crate::table::stored::Stored;

/// Which rows' references are asked for.
#[derive(Clone, Copy)]
pub(crate) enum Since<'a> {
    /// All.
    Beginning,
    /// Those changed at this moment or later, and those of which nobody knows when.
    Moment(&'a str),
}

/// A page of references, in the database's own order.
pub(crate) struct Keys {
    /// As the database writes them.
    pub(crate) keys: Vec<String>,
    /// Whether it was cut.
    pub(crate) full: bool,
}

/// Rows of one reference.
pub(crate) enum Held {
    /// One row, and whether it names or describes somebody: told where that was asked.
    One(Stored, bool),
    /// Not a record, and why.
    None(Code),
}

impl Database {
    /// The next references after `after`, each once, by the key's own order.
    pub(crate) async fn keys(
        &self,
        layout: &Layout,
        since: Since<'_>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Keys, Fault> {
        let dialect = self.dialect();
        let key = sorted(dialect, &layout.key);
        let mut wheres = vec![format!("{} IS NOT NULL", layout.key.name)];
        let mut binds = Vec::new();
        if let (Since::Moment(moment), Some(modified)) = (since, &layout.modified) {
            binds.push(moment.to_owned());
            let place = dialect.like_column(&dialect.place(binds.len()), &modified.kind);
            let name = &modified.name;
            wheres.push(format!("({name} >= {place} OR {name} IS NULL)"));
        }
        if let Some(after) = after {
            binds.push(after.to_owned());
            wheres.push(format!("{key} > {}", bound(dialect, &layout.key, binds.len())));
        }
        let sql = format!(
            "SELECT {} FROM {} WHERE {} GROUP BY {key} ORDER BY {key} LIMIT {limit}",
            dialect.cast(&key),
            layout.from,
            wheres.join(" AND "),
        );
        let keys: Vec<String> =
            self.rows(sql, &binds).await?.into_iter().filter_map(|row| row.into_iter().next()?).collect();
        Ok(Keys { full: keys.len() == limit, keys })
    }

    /// The newest moment of change, as the database writes it.
    pub(crate) async fn newest(&self, layout: &Layout) -> Result<Option<String>, Fault> {
        let Some(modified) = &layout.modified else {
            return Ok(None);
        };
        let newest = self.dialect().cast(&format!("MAX({})", modified.name));
        let rows = self.rows(format!("SELECT {newest} FROM {}", layout.from), &[]).await?;
        Ok(rows.into_iter().next().and_then(|row| row.into_iter().next()?))
    }

    /// How many rows have no reference.
    pub(crate) async fn nameless(&self, layout: &Layout) -> Result<u64, Fault> {
        let count = self.dialect().cast("COUNT(*)");
        let sql = format!("SELECT {count} FROM {} WHERE {} IS NULL", layout.from, layout.key.name);
        let rows = self.rows(sql, &[]).await?;
        let count = rows.into_iter().next().and_then(|row| row.into_iter().next()?);
        count.and_then(|count| count.parse().ok()).ok_or(Fault::Broken)
    }

    /// The rows of these references, with these columns alone: no other is named in the statement. A row that nobody
    /// asked for (a database's idea of "the same" is wider than ours) is dropped. `named`: which columns, by header.
    /// `about`: the columns about a person of which the database is to say, in one word for all of them and without
    /// their values, whether there is anything in them.
    pub(crate) async fn read(
        &self,
        layout: &Layout,
        source: &Source,
        references: &[String],
        named: impl Fn(&str) -> bool,
        about: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, Held>, Fault> {
        let dialect = self.dialect();
        let whole = dialect.is_whole(&layout.key.kind);
        let asked: Vec<String> =
            references.iter().filter(|reference| !whole || reference.parse::<i64>().is_ok()).cloned().collect();
        if asked.is_empty() {
            return Ok(BTreeMap::new());
        }
        let key = sorted(dialect, &layout.key);
        let fields: Vec<&(String, Field)> = layout.fields.iter().filter(|(header, _)| named(header)).collect();
        let about = layout.fields.iter().filter(|(header, _)| about(header));
        let about: Vec<String> = about.map(|(_, field)| anything(&field.text)).collect();
        let about = if about.is_empty() { "1 = 0".to_owned() } else { about.join(" OR ") };
        let mut columns = vec![dialect.cast(&key), format!("CASE WHEN {about} THEN '1' ELSE '0' END")];
        columns.extend(fields.iter().map(|(_, field)| field.text.clone()));
        let places: Vec<String> = (1..=asked.len()).map(|number| bound(dialect, &layout.key, number)).collect();
        let sql = format!("SELECT {} FROM {} WHERE {key} IN ({})", columns.join(", "), layout.from, places.join(", "));
        let rows = self.rows(sql, &asked).await?;
        let headers: Vec<&str> = fields.iter().map(|(header, _)| header.as_str()).collect();
        let mut held = BTreeMap::new();
        for row in rows {
            let Some((reference, read)) = stored(source, &headers, row) else { continue };
            if !asked.contains(&reference) {
                continue;
            }
            // Two rows of one reference: nobody knows whose consent it carries.
            let twice = held.contains_key(&reference);
            held.insert(reference, if twice { Held::None(Code::ReferenceReused) } else { read });
        }
        Ok(held)
    }
}

/// One row: its reference, and what may rest of it.
fn stored(source: &Source, headers: &[&str], row: Texts) -> Option<(String, Held)> {
    let mut values = row.into_iter();
    let reference = values.next()??;
    let somebody = values.next()?.as_deref() == Some("1");
    let cells: Vec<(&str, Cell)> =
        headers.iter().zip(values).filter_map(|(header, value)| Some((*header, Cell::text(&value?)?))).collect();
    if cells.iter().any(|(_, cell)| cell.has_nul()) {
        return Some((reference, Held::None(Code::RowNul)));
    }
    let cells = cells.into_iter().map(|(header, cell)| (header.to_owned(), cell)).collect();
    let month_first = source.order == Order::MonthFirst;
    Some((reference.clone(), Held::One(Stored { reference, month_first, cells }, somebody)))
}

/// Whether a text says anything: not "anonymous".
fn anything(text: &str) -> String {
    let words: Vec<String> = NOBODY.iter().chain(&[""]).map(|word| format!("'{word}'")).collect();
    format!("LOWER(TRIM({text})) NOT IN ({})", words.join(", "))
}

/// The key as it is compared and sorted: by itself where its type is known, else by its text.
fn sorted(dialect: Dialect, key: &Field) -> String {
    let known = dialect.is_whole(&key.kind) || dialect.is_text(&key.kind);
    if known { key.name.clone() } else { dialect.cast(&key.name) }
}

/// A bound reference, of the key's type.
fn bound(dialect: Dialect, key: &Field, number: usize) -> String {
    let place = dialect.place(number);
    if dialect.is_whole(&key.kind) { dialect.whole(&place) } else { place }
}
