use std::collections::BTreeMap;
use std::fmt::Write as _;

use accord_connectors::table::{Finding, TryReport};

/// The report as text: one number a line, then what was not taken in and why.
pub(super) fn text(report: &TryReport) -> String {
    let mut text = String::new();
    let mut line = |one: String| {
        text.push_str(&one);
        text.push('\n');
    };
    line(format!("source: {}", report.source));
    line(format!("rows: {}", report.rows));
    line(format!("accepted: {}", report.accepted));
    line(format!("quarantined: {}", report.quarantined.len()));
    findings(&report.quarantined).into_iter().for_each(&mut line);
    line(format!("noticed: {}", report.notes.len()));
    findings(&report.notes).into_iter().for_each(&mut line);
    line("columns, and accepted rows that hold something in them:".to_owned());
    report.filled.iter().for_each(|(column, rows)| line(format!("  {rows}\t{column}")));
    line("words that no map has, by list:".to_owned());
    report.unmapped.iter().for_each(|(list, word, times)| line(format!("  {times}\t{list}\t{word}")));
    line("words about consent:".to_owned());
    for (word, times) in &report.consent {
        let word = if word.is_empty() { "(blank: neither yes nor no)" } else { word };
        line(format!("  {times}\t{word}"));
    }
    text
}

/// How many places of each code to name.
const PLACES: usize = 5;

/// One line a code: how often, and the first places.
fn findings(all: &[Finding]) -> Vec<String> {
    let mut by_code: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in all {
        by_code.entry(finding.code.as_str()).or_default().push(finding.to_string());
    }
    let line = |(code, places): (&str, Vec<String>)| {
        let mut line = format!(
            "  {}\t{code}\t{}",
            places.len(),
            places.iter().take(PLACES).cloned().collect::<Vec<_>>().join("; ")
        );
        if places.len() > PLACES {
            // Writing to a String does not fail.
            write!(line, "; ...").unwrap_or_default();
        }
        line
    };
    by_code.into_iter().map(line).collect()
}
