//! What a new version of a map would move: word by word, and whether it is then shown to more people or to fewer.

use std::collections::BTreeSet;

use accord_model::{CategorySet, RecordKind, Reveals};
use serde::Serialize;

use super::{Term, Terms};

/// What two versions of a map differ in.
#[derive(Serialize)]
pub struct TermsDiff {
    /// The old version, as the map names it.
    pub old_version: String,
    /// The new version.
    pub new_version: String,
    /// Words that differ, by list and word.
    pub words: Vec<WordChange>,
}

/// One of the partner's words, in one of its spellings, that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordChange {
    /// The partner's list.
    pub list: String,
    /// The word, without capitals.
    pub word: String,
    /// Added, removed or changed.
    pub moved: Moved,
    /// The keys that differ, each with the old value and the new one.
    pub keys: Vec<KeyChange>,
    /// What it changes for consent; none, where it changes nothing.
    pub shown: Option<Shown>,
    /// What it changes for lists and counts of what was recognised as hate; none, where it changes nothing.
    pub listed: Option<Listed>,
}

/// One key of a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyChange {
    /// As in the map: `code`, `strand`.
    pub key: &'static str,
    /// What it was; none: nothing.
    pub old: Option<String>,
    /// What it would be.
    pub new: Option<String>,
}

/// How a word differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Moved {
    /// The old map did not have it.
    Added,
    /// The new map does not have it: it is kept word for word, and shown to nobody.
    Removed,
    /// It means something else.
    Changed,
}

/// What a change does to who may be shown the word and what is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Shown {
    /// It asks for fewer permissions, or was shown to nobody.
    ToMore,
    /// It asks for more permissions, or will be shown to nobody.
    ToFewer,
    /// It asks for other permissions.
    ToOthers,
}

/// What a change does to a record's place in lists and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Listed {
    /// Records with the word may come into them.
    Into,
    /// Records with the word may fall out of them.
    OutOf,
}

impl TermsDiff {
    /// Compares two versions.
    pub fn between(old: &Terms, new: &Terms) -> Self {
        let mut words = Vec::new();
        let lists: BTreeSet<&String> = old.lists.keys().chain(new.lists.keys()).collect();
        for list in lists {
            let (was, is) = (old.lists.get(list), new.lists.get(list));
            let all: BTreeSet<&String> = was.iter().chain(is.iter()).flat_map(|words| words.keys()).collect();
            for word in all {
                let change = compare(was.and_then(|words| words.get(word)), is.and_then(|words| words.get(word)));
                words.extend(change.map(|change| WordChange { list: list.clone(), word: word.clone(), ..change }));
            }
        }
        Self { old_version: old.version.clone(), new_version: new.version.clone(), words }
    }

    /// Whether no word differs. Versions may.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The change of one word, still without its name.
fn compare(old: Option<&Term>, new: Option<&Term>) -> Option<WordChange> {
    let moved = match (old, new) {
        (None, Some(_)) => Moved::Added,
        (Some(_), None) => Moved::Removed,
        _ => Moved::Changed,
    };
    let (was, is) = (old.map(keys), new.map(keys));
    let value = |side: &Option<Keys>, number: usize| side.as_ref().and_then(|keys| keys.get(number)?.1.clone());
    let names = was.iter().chain(is.iter()).next()?.iter().map(|(key, _)| *key);
    let differ = names.enumerate().filter_map(|(number, key)| {
        let change = KeyChange { key, old: value(&was, number), new: value(&is, number) };
        (change.old != change.new).then_some(change)
    });
    let keys: Vec<_> = differ.collect();
    (moved != Moved::Changed || !keys.is_empty()).then(|| WordChange {
        list: String::new(),
        word: String::new(),
        moved,
        keys,
        shown: shown(old, new),
        listed: listed(old, new),
    })
}

type Keys = Vec<(&'static str, Option<String>)>;

/// Everything that a word means, by key, always in this order.
fn keys(term: &Term) -> Keys {
    fn text<T: ToString>(value: &Option<T>) -> Option<String> {
        value.as_ref().map(ToString::to_string)
    }
    vec![
        ("system", Some(term.coded.system.clone())),
        ("code", Some(term.coded.code.clone())),
        ("text", Some(term.coded.text.clone())),
        ("kind", text(&term.kind)),
        ("strand", text(&term.strand)),
        ("recognition", text(&term.recognition)),
        // What the word asks for, and of it what the code asks for by itself.
        ("reveals", Some(names(term.reveals))),
        ("reveals of the code", Some(names(term.coded.reveals))),
        ("channel", text(&term.channel)),
        ("relation", text(&term.relation)),
        ("organisation", text(&term.organisation)),
        ("status", text(&term.status)),
        ("setting", text(&term.setting)),
        ("need", text(&term.need)),
        ("role", text(&term.role)),
    ]
}

fn names(set: CategorySet) -> String {
    set.iter().map(|category| category.to_string()).collect::<Vec<_>>().join(", ")
}

/// Who may be shown a word follows from what it reveals: everything of it must be permitted.
fn shown(old: Option<&Term>, new: Option<&Term>) -> Option<Shown> {
    let (Some(old), Some(new)) = (old, new) else {
        // A word that no map has is shown to nobody.
        return Some(if old.is_none() { Shown::ToMore } else { Shown::ToFewer });
    };
    let asked = [
        (old.reveals, new.reveals),
        (old.coded.reveals, new.coded.reveals),
        // A record of another kind asks for another category.
        (of_kind(old.kind), of_kind(new.kind)),
    ];
    let less = asked.iter().any(|(old, new)| !new.covers(*old));
    let more = asked.iter().any(|(old, new)| !old.covers(*new));
    match (less, more) {
        (true, true) => Some(Shown::ToOthers),
        (true, false) => Some(Shown::ToMore),
        (false, true) => Some(Shown::ToFewer),
        (false, false) => None,
    }
}

fn of_kind(kind: Option<RecordKind>) -> CategorySet {
    match kind.map(RecordKind::reveals) {
        Some(Reveals::Known(set)) => set,
        _ => CategorySet::NONE,
    }
}

/// A record is in lists where somebody recognised hate, by a word or by the strand that it marks.
fn listed(old: Option<&Term>, new: Option<&Term>) -> Option<Listed> {
    let hate = |term: Option<&Term>| {
        term.is_some_and(|term| term.recognition.map_or(term.strand.is_some(), |said| said.is_hate()))
    };
    match (hate(old), hate(new)) {
        (false, true) => Some(Listed::Into),
        (true, false) => Some(Listed::OutOf),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> Vec<WordChange> {
        let map = |terms: &str| {
            Terms::read(&format!("version = '1'\n[list.word]\nreveals = ['OFFENCE']\n[list.word.terms]\n{terms}"))
                .unwrap()
        };
        TermsDiff::between(&map(old), &map(new)).words
    }

    fn one(old: &str, new: &str) -> WordChange {
        let mut all = diff(&format!("x = {{ {old} }}"), &format!("x = {{ {new} }}"));
        assert_eq!(all.len(), 1, "{old} -> {new}");
        all.remove(0)
    }

    #[test]
    fn order_and_spelling_of_a_map_are_no_difference() {
        assert_eq!(diff("a = {}\nb = { also = ['c'] }", "B = { also = ['C'], code = 'b' }\nA = { code = 'a' }"), []);
    }

    #[test]
    fn a_word_that_comes_is_shown_to_more_and_one_that_goes_to_nobody() {
        let all = diff("a = {}\nb = {}", "b = {}\nc = { also = ['d'] }");
        let told: Vec<_> = all.iter().map(|one| (one.word.as_str(), one.moved, one.shown)).collect();
        assert_eq!(
            told,
            [
                ("a", Moved::Removed, Some(Shown::ToFewer)),
                ("c", Moved::Added, Some(Shown::ToMore)),
                ("d", Moved::Added, Some(Shown::ToMore)),
            ]
        );
    }

    #[test]
    fn what_consent_must_permit_decides_who_is_shown_it() {
        assert_eq!(one("", "reveals = ['HEALTH']").shown, Some(Shown::ToFewer));
        assert_eq!(one("reveals = ['HEALTH']", "").shown, Some(Shown::ToMore));
        assert_eq!(one("reveals = ['HEALTH']", "reveals = ['RELIGION']").shown, Some(Shown::ToOthers));
        // A strand tells what the person is taken for.
        assert_eq!(one("", "strand = 'DISABILITY'").shown, Some(Shown::ToFewer));
        assert_eq!(one("kind = 'CRIME'", "kind = 'HEALTH_EVENT'").shown, Some(Shown::ToOthers));
        let text = one("", "text = 'other'");
        assert_eq!((text.shown, text.keys.len(), text.keys[0].key), (None, 1, "text"));
    }

    #[test]
    fn a_recognition_moves_records_into_lists_and_out_of_them() {
        let flag = "recognition = 'AGENCY_FLAGGED'";
        let candidate = "recognition = 'CANDIDATE'";
        assert_eq!(one("", flag).listed, Some(Listed::Into));
        assert_eq!(one(flag, candidate).listed, Some(Listed::OutOf));
        assert_eq!(one(candidate, "recognition = 'VICTIM_PERCEIVED'").listed, Some(Listed::Into));
        assert_eq!(one(flag, "recognition = 'VICTIM_PERCEIVED'").listed, None);
        assert_eq!(one("", "strand = 'DISABILITY'").listed, Some(Listed::Into));
    }
}
