use std::fmt::Write as _;

use accord_connector_kit::{Listed, Moved, Shown, TermsDiff, WordChange};
use serde::Serialize;

use super::load::RuleChange;
use super::touched::{Count, FEWEST, Touched};
use crate::house::StartError;

/// What would be another.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) terms: TermsDiff,
    pub(super) rules: Vec<RuleChange>,
    /// Counts from the index; none, where two files were compared.
    pub(super) touched: Option<Touched>,
}

impl Report {
    pub(super) const fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.rules.is_empty()
    }

    pub(super) fn json(&self) -> Result<String, StartError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| StartError::Io(error.to_string()))?;
        Ok(text + "\n")
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |one: &str| {
            text.push_str(one);
            text.push('\n');
        };
        line(&format!("version {} -> {}", self.terms.old_version, self.terms.new_version));
        self.terms.words.iter().flat_map(word).for_each(|one| line(&one));
        self.rules.iter().flat_map(rule).for_each(|one| line(&one));
        line(&self.summary());
        if let Some(touched) = &self.touched {
            counts(touched).iter().for_each(|one| line(one));
        }
        line("published figures: none are published yet, so this moves none");
        text
    }

    fn summary(&self) -> String {
        let words = &self.terms.words;
        let moved = |how| words.iter().filter(|word| word.moved == how).count();
        let shown = |how| words.iter().filter(|word| word.shown == Some(how)).count();
        let mut text = format!(
            "words: {} added, {} removed, {} changed; rules: {}",
            moved(Moved::Added),
            moved(Moved::Removed),
            moved(Moved::Changed),
            self.rules.len()
        );
        // Writing to a String does not fail.
        write!(
            text,
            "\nconsent: {} shown to more, {} shown to fewer, {} shown to others",
            shown(Shown::ToMore),
            shown(Shown::ToFewer),
            shown(Shown::ToOthers)
        )
        .unwrap_or_default();
        text
    }
}

fn word(change: &WordChange) -> Vec<String> {
    let sign = match change.moved {
        Moved::Added => '+',
        Moved::Removed => '-',
        Moved::Changed => '~',
    };
    let mut lines = vec![format!("{sign} {}: {}", change.list, change.word)];
    let value =
        |value: &Option<String>| value.clone().filter(|text| !text.is_empty()).unwrap_or_else(|| "-".to_owned());
    // A word that comes or goes says nothing of what it never had.
    let told = change.keys.iter().filter(|key| value(&key.old) != value(&key.new));
    lines.extend(told.map(|key| format!("    {}: {} -> {}", key.key, value(&key.old), value(&key.new))));
    lines.extend(change.shown.map(|how| format!("  ! CONSENT: {}", shown(change.moved, how))));
    lines.extend(change.listed.map(|how| format!("  ! LISTS AND COUNTS: {}", listed(how))));
    lines
}

const fn shown(moved: Moved, how: Shown) -> &'static str {
    match (moved, how) {
        (Moved::Added, _) => "SHOWN TO MORE (was shown to nobody)",
        (Moved::Removed, _) => "SHOWN TO FEWER (will be shown to nobody)",
        (_, Shown::ToMore) => "SHOWN TO MORE",
        (_, Shown::ToFewer) => "SHOWN TO FEWER",
        (_, Shown::ToOthers) => "SHOWN TO OTHERS (asks for other permissions)",
    }
}

const fn listed(how: Listed) -> &'static str {
    match how {
        Listed::Into => "records with the word may come in",
        Listed::OutOf => "records with the word may fall out",
    }
}

fn rule(change: &RuleChange) -> Vec<String> {
    let name = &change.rule;
    match (&change.old, &change.new) {
        (None, Some(new)) => vec![format!("+ rule {name}: {new}")],
        (Some(old), None) => vec![format!("- rule {name}: {old}")],
        _ => {
            let sides = [("was", &change.old), ("is", &change.new)];
            let sides = sides.into_iter().filter_map(|(side, text)| Some(format!("    {side}: {}", text.as_ref()?)));
            std::iter::once(format!("~ rule {name}")).chain(sides).collect()
        }
    }
}

fn counts(touched: &Touched) -> Vec<String> {
    let mut lines = vec![
        "records in the index that can be touched, at most (the index keeps facts, not words):".to_owned(),
        "  words that change or go, by kind, recognition, strand:".to_owned(),
    ];
    let or_dash = |code: &Option<String>| code.clone().unwrap_or_else(|| "-".to_owned());
    lines.extend(touched.mapped.iter().map(|row| {
        let (kind, recognition) = (or_dash(&row.kind), or_dash(&row.recognition));
        format!("    {}\t{kind}\t{recognition}\t{}", told(row.at_most), or_dash(&row.strand))
    }));
    lines.push("  words that come, by list (records with a word there that no map has):".to_owned());
    lines.extend(touched.unmapped.iter().map(|(list, count)| format!("    {}\t{list}", told(*count))));
    lines
}

fn told(count: Count) -> String {
    count.0.map_or_else(|| format!("fewer than {FEWEST}"), |records| records.to_string())
}
