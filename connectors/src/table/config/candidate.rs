use std::collections::{BTreeMap, BTreeSet};

use accord_model::{CategorySet, CodedTerm};

use super::column::Column;
use super::error::Fault;
use super::file::CandidateEntry;
use crate::table::cell::folded;

/// A rule that proposes rows which nobody has flagged. It reads coded columns alone, never what somebody told.
pub(crate) struct Candidate {
    /// The rule, as a record names it.
    pub(crate) term: CodedTerm,
    /// For each of these columns, by configured header: the words of which one must stand there, folded.
    pub(crate) when: BTreeMap<String, BTreeSet<String>>,
}

/// The vocabulary of the rules' names.
const SYSTEM: &str = "accord:candidate-rule";

/// Checks the rules.
pub(super) fn candidates(entries: Vec<CandidateEntry>, columns: &[Column]) -> Result<Vec<Candidate>, Fault> {
    let mut names = BTreeSet::new();
    entries
        .into_iter()
        .map(|entry| {
            let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            let code = entry.rule.get_ref().clone();
            if code.is_empty() || !code.chars().all(plain) || !names.insert(code.clone()) {
                return Err(Fault::new(entry.rule.span(), "rule", "a name of A-Z, 0-9 and _, once"));
            }
            candidate(code, entry, columns)
        })
        .collect()
}

fn candidate(code: String, entry: CandidateEntry, columns: &[Column]) -> Result<Candidate, Fault> {
    let span = entry.when.span();
    let mut when = BTreeMap::new();
    for (header, words) in entry.when.into_inner() {
        let column = columns.iter().find(|column| column.header == header);
        // Free text never proposes anybody: a word in a story is not a fact about the person.
        if !column.is_some_and(|column| column.is.has_list()) {
            let message = format!("`{header}` is no [[column]] with a `list`: rules read coded columns alone");
            return Err(Fault::new(span, "when", message));
        }
        let words: BTreeSet<String> = words.iter().map(|word| folded(word)).collect();
        if words.is_empty() {
            return Err(Fault::new(span, "when", format!("`{header}` needs a word")));
        }
        when.insert(header, words);
    }
    if when.is_empty() {
        return Err(Fault::new(span, "when", "at least one column: a rule without a condition proposes everybody"));
    }
    let reveals: CategorySet = entry.reveals.iter().map(|code| code.0).collect();
    Ok(Candidate { term: CodedTerm { system: SYSTEM.to_owned(), code, text: entry.text, reveals }, when })
}
