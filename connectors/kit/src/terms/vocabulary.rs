//! The published codes that every map of terms shares: one offence has one code, whoever wrote it down.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::TermsError;

static PUBLISHED: LazyLock<Result<Vocabulary, TermsError>> = LazyLock::new(|| {
    toml::from_str(include_str!("vocabulary.toml")).map_err(|error| TermsError::Toml(error.to_string()))
});

/// The one vocabulary, by system and code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    version: String,
    system: BTreeMap<String, BTreeMap<String, VocabularyEntry>>,
}

/// What a code of the vocabulary means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VocabularyEntry {
    /// What a reader sees, the same for every partner.
    pub text: String,
    /// What is meant, in a sentence.
    pub definition: String,
    /// Where the meaning comes from: an Act, a counting rule, a classification.
    pub source: String,
    /// The code that this one counts under, where it is the finer one.
    pub broader: Option<String>,
}

impl Vocabulary {
    /// The vocabulary that the program is built with.
    pub fn published() -> Result<&'static Self, TermsError> {
        PUBLISHED.as_ref().map_err(Clone::clone)
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The codes of a system, in order; none, where the vocabulary leaves that system to the maps.
    pub fn codes(&self, system: &str) -> Option<&BTreeMap<String, VocabularyEntry>> {
        self.system.get(system)
    }

    /// The code that this one counts under: itself, where it has no broader one.
    pub fn broadest<'a>(&'a self, system: &str, code: &'a str) -> &'a str {
        let entry = self.codes(system).and_then(|codes| codes.get(code));
        entry.and_then(|entry| entry.broader.as_deref()).unwrap_or(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Terms;

    #[test]
    fn a_broader_code_is_published_and_has_none_above_it() {
        let vocabulary = Vocabulary::published().unwrap();
        let codes = vocabulary.codes("accord:offence").unwrap();
        for (code, entry) in codes {
            assert!(!entry.text.is_empty() && !entry.definition.is_empty() && !entry.source.is_empty(), "{code}");
            if let Some(broader) = &entry.broader {
                assert!(codes.get(broader).is_some_and(|above| above.broader.is_none()), "{code}");
            }
        }
        assert_eq!(vocabulary.broadest("accord:offence", "ASSAULT_WITH_INJURY"), "ASSAULT");
        assert_eq!(vocabulary.broadest("accord:offence", "ASSAULT"), "ASSAULT");
        assert_eq!(vocabulary.broadest("accord:flag", "ASSAULT"), "ASSAULT");
    }

    #[test]
    fn no_two_codes_have_one_text() {
        let codes = Vocabulary::published().unwrap().codes("accord:offence").unwrap();
        let texts: std::collections::BTreeSet<&str> = codes.values().map(|entry| entry.text.as_str()).collect();
        assert_eq!(texts.len(), codes.len());
    }

    #[test]
    fn a_map_may_not_invent_an_offence_nor_rename_one() {
        let read = |term: &str| Terms::read(&format!("version = '1'\n[list.offence.terms]\nx = {{ {term} }}"));
        assert!(matches!(read("code = 'AFFRAY'").err(), Some(TermsError::Unpublished { .. })));
        // The partner's own word is no code.
        assert!(matches!(read("").err(), Some(TermsError::Unpublished { .. })));
        assert!(matches!(read("code = 'ASSAULT', text = 'Battery'").err(), Some(TermsError::Text { .. })));
        let terms = read("code = 'ASSAULT'").unwrap();
        assert_eq!(terms.find("offence", "x").unwrap().coded.text, "Assault");
        // A list of another system is the map's own.
        assert!(Terms::read("version = '1'\n[list.outcome.terms]\nx = { code = 'AFFRAY' }").is_ok());
    }
}
