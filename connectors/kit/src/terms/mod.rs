//! A partner's own words and the unified vocabulary. Versioned data: a word that is not here is never guessed.

mod diff;
mod file;
mod vocabulary;

use std::collections::BTreeMap;

use accord_model::{
    CareSetting, CategorySet, Channel, CodedTerm, Need, OrganisationId, PerpetratorRelation, Recognition, RecordKind,
    ReferralStatus, Reveals, ServiceRole, SourceTerm, Strand,
};
use serde::Deserialize;

pub use diff::{Listed, Moved, Shown, TermsDiff, WordChange};
pub use vocabulary::{Vocabulary, VocabularyEntry};

use file::TermsFile;

/// The map of one partner's words. As TOML:
///
/// ```toml
/// version = "2026-11-21"
///
/// [list.offence]                 # the partner's list
/// system = "accord:offence"      # the unified one; `accord:` and the list's name when left out
/// reveals = ["OFFENCE"]          # what every word of the list tells
///
/// [list.offence.terms]           # the partner's code or word, and what it means
/// 8P = { code = "ASSAULT_WITH_INJURY", kind = "CRIME", reveals = ["ETHNICITY", "RELIGION"] }
/// racial = { also = ["race/ethnicity"], strand = "RACE_ETHNICITY" }
/// ```
///
/// Of a system that the [`Vocabulary`] has (`accord:offence`), a term has a code of it, and the text is the vocabulary's.
///
/// A term may have `code` (its key when left out), `text` (its code when left out), `also` (other spellings),
/// `reveals`, `strand`, `recognition`, `kind`, `channel` and `relation`; of a referral `organisation` (the member that it
/// names), `status`, `setting`, `need` and `role`. Case and white space do not matter.
#[derive(Deserialize)]
#[serde(try_from = "TermsFile")]
pub struct Terms {
    version: String,
    lists: BTreeMap<String, BTreeMap<String, Term>>,
}

/// What one of the partner's words means.
#[derive(Clone)]
pub struct Term {
    /// The word of the unified vocabulary. Its `reveals` is what it tells beyond what every word of its list tells.
    pub coded: CodedTerm,
    /// All that the word tells: of its list, of its strand, of the alleged perpetrator, and its own.
    pub reveals: CategorySet,
    /// The strand it marks.
    pub strand: Option<Strand>,
    /// How hate was recognised where this word stands.
    pub recognition: Option<Recognition>,
    /// What a record with this word is.
    pub kind: Option<RecordKind>,
    /// How the report came in.
    pub channel: Option<Channel>,
    /// How the alleged perpetrator stands to the victim.
    pub relation: Option<PerpetratorRelation>,
    /// The member of the partnership that it names.
    pub organisation: Option<OrganisationId>,
    /// Where a referral with this word stands.
    pub status: Option<ReferralStatus>,
    /// Where the care of a service with this name is given.
    pub setting: Option<CareSetting>,
    /// What that care is for.
    pub need: Option<Need>,
    /// What a service with this name does.
    pub role: Option<ServiceRole>,
}

/// Why a map of terms is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// Not TOML, or a key that is not one of the allowed.
    #[error("{0}")]
    Toml(String),
    /// A code of ours that is not published.
    #[error("list {list}, term {term}: {key} is not a published code")]
    Code {
        /// The list.
        list: String,
        /// The term's key.
        term: String,
        /// Which of its entries.
        key: &'static str,
    },
    /// A code that the vocabulary does not have, of a system that it has.
    #[error("list {list}, term {term}: `{code}` is no code of {system} (connectors/kit/src/terms/vocabulary.toml)")]
    Unpublished {
        /// The list.
        list: String,
        /// The term's key.
        term: String,
        /// The system.
        system: String,
        /// The code, as written.
        code: String,
    },
    /// A text that is not the vocabulary's.
    #[error("list {list}, term {term}: the code's text is `{text}`, the same in every map; leave `text` out")]
    Text {
        /// The list.
        list: String,
        /// The term's key.
        term: String,
        /// The published text.
        text: String,
    },
    /// Two entries for one word.
    #[error("list {list}: {term} is there twice")]
    Twice {
        /// The list.
        list: String,
        /// The word, folded.
        term: String,
    },
}

impl Terms {
    /// Reads a map.
    pub fn read(text: &str) -> Result<Self, TermsError> {
        let file: TermsFile = toml::from_str(text).map_err(|error| TermsError::Toml(error.to_string()))?;
        file.try_into()
    }

    /// The map's version: figures that were counted with another one may differ.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The lists that the map knows, in order.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// Everything that the words of this list mean, in the order of the words.
    pub fn terms(&self, list: &str) -> impl Iterator<Item = &Term> {
        self.lists.get(list).into_iter().flat_map(BTreeMap::values)
    }

    /// What this code or word of this list means.
    pub fn find(&self, list: &str, word: &str) -> Option<&Term> {
        self.lists.get(list)?.get(&folded(word))
    }

    /// What a term means that may have a code, a text or both: the code counts, where there is one.
    pub fn look_up(&self, list: &str, code: Option<&str>, text: Option<&str>) -> Option<&Term> {
        self.find(list, code.or(text)?)
    }

    /// The partner's word as it is kept beside the record, letter for letter; [`Reveals::Unknown`] where the map does
    /// not have it.
    pub fn source(&self, list: &str, code: Option<&str>, text: &str) -> SourceTerm {
        SourceTerm {
            system: list.to_owned(),
            version: None,
            code: code.map(str::to_owned),
            text: text.to_owned(),
            reveals: self.look_up(list, code, Some(text)).map_or(Reveals::Unknown, |term| Reveals::Known(term.reveals)),
        }
    }
}

/// Case and white space (no-break spaces too) do not make another word.
fn folded(word: &str) -> String {
    let words: Vec<String> = word.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use accord_model::Category;

    use super::*;

    const MAP: &str = r#"
        version = "1"
        [list.offence]
        reveals = ["OFFENCE"]
        [list.offence.terms]
        8P = { code = "ASSAULT", text = "Assault", kind = "CRIME", reveals = ["ETHNICITY"], recognition = "AGENCY_FLAGGED" }
        [list.Motivation.terms]
        race = { also = ["race/ethnicity", "Racial"], strand = "RACE_ETHNICITY" }
    "#;

    #[test]
    fn a_word_is_found_by_code_spelling_and_folding() {
        let terms = Terms::read(MAP).unwrap();
        let offence = terms.look_up("offence", Some("8p"), Some("other")).unwrap();
        assert!(offence.coded.system == "accord:offence" && offence.coded.code == "ASSAULT");
        assert_eq!(offence.kind, Some(RecordKind::Crime));
        assert_eq!(offence.coded.reveals, Category::Ethnicity.into());
        assert_eq!(offence.reveals, CategorySet::of(&[Category::Offence, Category::Ethnicity]));
        let strand = terms.find("Motivation", "\u{a0}RACIAL ").unwrap().strand;
        assert_eq!(strand, Some(Strand::RaceEthnicity));
    }

    #[test]
    fn an_unmapped_word_is_kept_and_reveals_nobody_knows_what() {
        let terms = Terms::read(MAP).unwrap();
        let kept = terms.source("Motivation", None, "Mate crime");
        assert!(kept.text == "Mate crime" && kept.reveals == Reveals::Unknown);
        // A code that is not in the map is not rescued by a text that is.
        let kept = terms.source("Motivation", Some("X1"), "race");
        assert!(kept.reveals == Reveals::Unknown);
        let known = terms.source("Motivation", None, "Race");
        assert!(known.reveals == Reveals::Known(Category::Ethnicity.into()));
    }

    #[test]
    fn a_word_about_the_alleged_perpetrator_tells_of_her_whatever_its_list_says() {
        let map = "version = '1'\n[list.source]\nreveals = ['OFFENCE']\n[list.source.terms]\nLodger = { relation = 'FAMILY' }";
        let told = Terms::read(map).unwrap().source("source", None, "lodger").reveals;
        assert!(told == Reveals::Known(CategorySet::of(&[Category::Offence, Category::Subject])));
    }

    #[test]
    fn a_bad_map_is_refused_with_its_place() {
        let refused = |text: &str| Terms::read(text).err().unwrap();
        assert!(matches!(
            refused("version = '1'\n[list.a.terms]\nx = { strand = 'RACE' }"),
            TermsError::Code { key: "strand", .. }
        ));
        assert!(matches!(
            refused("version = '1'\n[list.a.terms]\nx = {}\ny = { also = ['X'] }"),
            TermsError::Twice { .. }
        ));
        assert!(matches!(refused("version = '1'\n[list.a.terms]\nx = { stand = 'RACE' }"), TermsError::Toml(_)));
    }
}
