//! What TOML's types cannot say.

use std::collections::{BTreeMap, BTreeSet};

use accord_connector_kit::Terms;
use jiff::tz::TimeZone;

use super::candidate;
use super::column::{Column, ColumnEntry, Target};
use super::error::Fault;
use super::file::{AccusedEntry, ConsentEntry, File, SourceEntry, TableEntry};
use super::{AccusedWords, ConsentWords, Defaults, Layout, Mapping, Pattern, Source, SqlSource};
use crate::table::cell::folded;

/// Longest name of a source: it is part of every row's keyed name.
const SOURCE_NAME: usize = 24;

/// Checks a file.
pub(super) fn mapping(file: File, terms: Terms, version: [u8; 32]) -> Result<Mapping, Fault> {
    let zone = TimeZone::get(file.zone.get_ref()).map_err(|_| {
        let allowed = "not a time zone; for example Europe/London";
        Fault::new(file.zone.span(), "zone", allowed)
    })?;
    if *file.retention_days.get_ref() == 0 {
        let span = file.retention_days.span();
        return Err(Fault::new(span, "retention_days", "at least 1"));
    }
    let columns = columns(file.column, &terms)?;
    needs(&columns, Target::Consent, file.consent.is_some(), "consent")?;
    let candidates = candidate::candidates(file.candidate, &columns)?;
    Ok(Mapping {
        terms,
        version,
        zone,
        retention_days: *file.retention_days.get_ref(),
        shrink_percent: file.shrink_percent.min(100),
        arrival: file.arrival,
        settle_seconds: file.settle_seconds,
        limits: file.limits,
        layout: layout(file.table),
        sources: sources(file.source)?,
        columns,
        areas: file.areas.into_iter().map(|(word, area)| (folded(&word), area.0)).collect(),
        defaults: Defaults {
            kind: file.record.kind.map(|code| code.0),
            recognition: file.record.recognition.map(|code| code.0),
            channel: file.record.channel.map(|code| code.0),
        },
        consent: file.consent.map(consent),
        accused: file.accused.map(accused),
        candidates,
    })
}

fn layout(table: TableEntry) -> Layout {
    Layout {
        header_within_rows: table.header_within_rows.max(1),
        ends_after_blank_rows: table.ends_after_blank_rows.max(1),
        totals: all_folded(&table.totals),
    }
}

fn sources(entries: Vec<SourceEntry>) -> Result<Vec<Source>, Fault> {
    if entries.is_empty() {
        return Err(Fault::new(0..0, "source", "at least one"));
    }
    let mut names = BTreeSet::new();
    let all: Result<Vec<Source>, Fault> = entries
        .into_iter()
        .map(|entry| {
            let name = entry.name.get_ref().clone();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if name.is_empty() || name.len() > SOURCE_NAME || !name.chars().all(plain) {
                let allowed = "1 to 24 characters of a-z, 0-9 and -";
                return Err(Fault::new(entry.name.span(), "name", allowed));
            }
            if !names.insert(name.clone()) {
                return Err(Fault::new(entry.name.span(), "name", "is there twice"));
            }
            source(name, entry)
        })
        .collect();
    let all = all?;
    let read = all.iter().filter(|source| source.sql.is_some()).count();
    if read != 0 && read != all.len() {
        return Err(Fault::new(0..0, "source", "all of files, or all of one database"));
    }
    Ok(all)
}

fn source(name: String, mut entry: SourceEntry) -> Result<Source, Fault> {
    let (files, sql) = match (entry.files.take(), entry.sql.take()) {
        (Some(files), None) => (Some(pattern(&files)?), None),
        (None, Some(sql)) => (None, Some(sql)),
        _ => {
            let allowed = "exactly one of `files` and [source.sql]";
            return Err(Fault::new(entry.name.span(), "name", allowed));
        }
    };
    let workbook = files.as_ref().is_some_and(|files| files.as_str().ends_with(".xlsx"));
    let delimiter = u8::try_from(*entry.delimiter.get_ref()).ok();
    let delimiter = delimiter.filter(|byte| byte.is_ascii() && !b"\"\r\n\0".contains(byte));
    let (modified, whole_hours) =
        sql.as_ref().map_or((None, 0), |sql| (sql.get_ref().modified.clone(), sql.get_ref().whole_hours));
    Ok(Source {
        delimiter: delimiter.ok_or_else(|| {
            let allowed = "one ASCII character, not a quote or a line end";
            Fault::new(entry.delimiter.span(), "delimiter", allowed)
        })?,
        name,
        files,
        sql: sql.map(sql_source).transpose()?,
        modified,
        whole_hours,
        extent: entry.extent,
        workbook,
        encoding: entry.encoding,
        order: entry.dates,
        sheet_orders: entry.sheet.into_iter().map(|(sheet, entry)| (folded(&sheet), entry.dates)).collect(),
    })
}

fn sql_source(entry: toml::Spanned<super::file::SqlEntry>) -> Result<SqlSource, Fault> {
    let span = entry.span();
    super::sql::source(entry.into_inner(), span)
}

fn pattern(files: &toml::Spanned<String>) -> Result<Pattern, Fault> {
    let wrong = |allowed: &str| Fault::new(files.span(), "files", allowed);
    let pattern = Pattern::new(files.get_ref())
        .ok_or_else(|| wrong("a file name with *, ? and at most one {date}; no folder"))?;
    match pattern.as_str().rsplit_once('.') {
        Some((_, "xlsx" | "csv" | "tsv" | "txt")) => Ok(pattern),
        _ => Err(wrong("must end in .csv, .tsv, .txt or .xlsx")),
    }
}

fn columns(entries: Vec<ColumnEntry>, terms: &Terms) -> Result<Vec<Column>, Fault> {
    let mut headers = BTreeSet::new();
    let mut columns = Vec::new();
    let mut reference = 0;
    for entry in entries {
        let span = entry.header.span();
        reference += usize::from(*entry.is.get_ref() == Target::Reference);
        let column = column(entry, terms)?;
        for header in &column.headers {
            if header.is_empty() || !headers.insert(header.clone()) {
                let message = format!("`{header}` is empty or stands in two columns");
                return Err(Fault::new(span, "header", message));
            }
        }
        columns.push(column);
    }
    if reference == 1 {
        Ok(columns)
    } else {
        let message = format!("exactly one column with is = \"reference\"; there are {reference}");
        Err(Fault::new(0..0, "column", message))
    }
}

fn column(entry: ColumnEntry, terms: &Terms) -> Result<Column, Fault> {
    let is = *entry.is.get_ref();
    if let Some(list) = &entry.list
        && !terms.lists().any(|known| known == list.get_ref())
    {
        let allowed: Vec<_> = terms.lists().collect();
        let message = format!("`{}` is no list of the map of terms; there are: {}", list.get_ref(), allowed.join(", "));
        return Err(Fault::new(list.span(), "list", message));
    }
    if let Some(refers) = &entry.refers
        && !(is == Target::Narrative && terms.lists().any(|known| known == refers.get_ref()))
    {
        let message = "belongs to is = \"narrative\", and names a list of the map of terms";
        return Err(Fault::new(refers.span(), "refers", message));
    }
    if is.has_list() != entry.list.is_some() {
        let message = if is.has_list() { "needs a `list` of the map of terms" } else { "takes no `list`" };
        return Err(Fault::new(entry.is.span(), "is", message));
    }
    if (is == Target::Quoted) != entry.partner.is_some() {
        let message = "`partner` belongs to is = \"quoted\", and there it must be";
        return Err(Fault::new(entry.is.span(), "is", message));
    }
    let header = entry.header.into_inner();
    Ok(Column {
        headers: std::iter::once(&header).chain(&entry.also).map(|h| folded(h)).collect(),
        header,
        is,
        list: entry.list.map(toml::Spanned::into_inner).unwrap_or_default(),
        refers: entry.refers.map(toml::Spanned::into_inner),
        split: entry.split,
        // What can hide a record is needed, whether the mapping says so or not: without it everything would be shown.
        required: entry.required || is.hides() || is == Target::Reference,
        identifies: entry.identifies,
        dates: entry.dates,
        partner: entry.partner.map(|name| name.0),
        shapes: entry.shapes,
        label: entry.label,
        otherwise: entry.otherwise.map(|code| code.0),
    })
}

fn needs(columns: &[Column], target: Target, there: bool, section: &'static str) -> Result<(), Fault> {
    if columns.iter().any(|column| column.is == target) && !there {
        let message = format!("a column needs the section [{section}]");
        return Err(Fault::new(0..0, section, message));
    }
    Ok(())
}

fn consent(entry: ConsentEntry) -> ConsentWords {
    ConsentWords {
        split: entry.split,
        categories: entry.categories.iter().map(|code| code.0).collect(),
        organisations: entry.organisations.into_iter().map(|(word, kind)| (folded(&word), kind.0)).collect(),
        everyone: all_folded(&entry.everyone),
        nobody: all_folded(&entry.nobody),
        statistics_only: all_folded(&entry.statistics_only),
    }
}

fn accused(entry: AccusedEntry) -> AccusedWords {
    let members: BTreeMap<_, _> = entry.members.into_iter().map(|(name, id)| (folded(&name), id.0)).collect();
    AccusedWords { prefix: folded(&entry.prefix), members, others: all_folded(&entry.others) }
}

fn all_folded(words: &[String]) -> Vec<String> {
    words.iter().map(|word| folded(word)).collect()
}
