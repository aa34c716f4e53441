use std::str::FromStr;

use accord_connector_kit::{Field, List, Notes, Term, Terms};
use accord_model::{
    CareSetting, Category, CategorySet, Channel, CodedTerm, Need, OrganisationId, PerpetratorRelation, Private,
    Recognition, RecordKind, ReferralParty, ReferralStatus, Reveals, ServiceRole, SourceTerm, Strand,
};

use crate::remote::wire::{Own, Party, Word};

/// The lists that a map of own words may have, and what every word of each tells, whatever the map says.
const LISTS: &[(&str, Category)] = &[
    ("offence", Category::Offence),
    ("outcome", Category::Offence),
    ("candidate-rule", Category::Offence),
    ("ethnicity", Category::Ethnicity),
    ("religion", Category::Religion),
    ("sexual-orientation", Category::Orientation),
    ("gender-identity", Category::GenderIdentity),
    ("disability", Category::Disability),
    ("access-need", Category::Support),
    ("health", Category::Health),
    ("service", Category::Support),
    ("reason", Category::Support),
    ("record-kind", Category::Offence),
    ("recognition", Category::Offence),
    ("strand", Category::Offence),
    ("channel", Category::Offence),
    ("relation", Category::Subject),
    ("status", Category::Support),
    ("setting", Category::Health),
    ("need", Category::Health),
    ("role", Category::Support),
    ("party", Category::Support),
];

/// Refuses a map that gives a word of a closed list a code that is not of it.
pub(super) fn check(own: &Terms) -> Result<(), String> {
    fn all<T: FromStr>(own: &Terms, list: &str) -> Result<(), String> {
        match own.terms(list).find(|term| term.coded.code.parse::<T>().is_err()) {
            Some(term) => Err(format!("list {list}: {} is not a published code", term.coded.code)),
            None => Ok(()),
        }
    }
    all::<RecordKind>(own, "record-kind")?;
    all::<Recognition>(own, "recognition")?;
    all::<Strand>(own, "strand")?;
    all::<Channel>(own, "channel")?;
    all::<PerpetratorRelation>(own, "relation")?;
    all::<ReferralStatus>(own, "status")?;
    all::<CareSetting>(own, "setting")?;
    all::<Need>(own, "need")?;
    all::<ServiceRole>(own, "role")
}

/// Looks words up and collects the partner's own, letter for letter.
pub(super) struct Words<'a> {
    unified: &'a Terms,
    own: Option<&'a Terms>,
    source: Vec<Private<SourceTerm>>,
}

impl<'a> Words<'a> {
    pub(super) const fn new(unified: &'a Terms, own: Option<&'a Terms>) -> Self {
        Self { unified, own, source: Vec::new() }
    }

    /// A word of a list that grows: the partner's own where its map has it, else a unified code. Anything else is
    /// collected, and nothing is made of it.
    pub(super) fn coded(&mut self, list: &str, word: Word) -> Option<CodedTerm> {
        let (system, code, text) = match word {
            Word::Bare(word) => (None, None, Some(word)),
            Word::Whole { system, code, text } => (system, code, text),
        };
        let said = code.as_deref().or(text.as_deref())?.to_owned();
        let unified = system.as_deref().is_none_or(|system| system == format!("accord:{list}"));
        let own = if unified && system.is_some() { None } else { self.find(list, &said) };
        let known = own.or_else(|| self.unified.find(list, &said).filter(|term| unified && term.coded.code == said));
        let mapped = known.map(|term| term.coded.clone());
        // A unified code is no word of the partner's: there is nothing of its own to keep.
        if own.is_some() || known.is_none() {
            let text = text.unwrap_or_else(|| said.clone());
            self.collect(list, code, text, own.map(|term| term.reveals));
        }
        mapped
    }

    /// A word of a list, if it is there and readable.
    pub(super) fn field(&mut self, list: &str, name: &str, from: Field<Word>, notes: &mut Notes) -> Option<CodedTerm> {
        self.coded(list, notes.take(name, from)?)
    }

    /// The readable words of a field that has several.
    pub(super) fn several(
        &mut self,
        list: &str,
        name: &str,
        from: List<Word>,
        notes: &mut Notes,
    ) -> Vec<Private<CodedTerm>> {
        let words = notes.list(name, from).into_iter();
        words.filter_map(|word| self.coded(list, word)).map(Private::new).collect()
    }

    /// A code of a closed list, or the partner's own word for one.
    pub(super) fn closed<T: FromStr + Copy>(
        &mut self,
        list: &str,
        word: String,
        reveals: impl Fn(T) -> Reveals,
    ) -> Option<T> {
        let own = self.find(list, &word);
        if let Some((term, code)) = own.and_then(|term| Some((term, term.coded.code.parse::<T>().ok()?))) {
            let told = match reveals(code) {
                Reveals::Known(told) => Some(told | term.reveals),
                Reveals::Unknown => None,
            };
            self.collect(list, None, word, told);
            return Some(code);
        }
        let code = word.parse().ok();
        if code.is_none() {
            self.collect(list, None, word, None);
        }
        code
    }

    /// Who sent a referral or was sent it. What naming it tells stands in the map alone.
    pub(super) fn party(&self, from: Party) -> ReferralParty {
        let slug = from.organisation.as_deref();
        let term = slug.and_then(|slug| self.find("party", slug)).or_else(|| self.find("party", &from.name));
        ReferralParty {
            organisation: slug.and_then(|slug| slug.parse::<OrganisationId>().ok()),
            reveals: term.map_or(Reveals::Unknown, |term| Reveals::Known(term.reveals)),
            name: from.name,
        }
    }

    /// Further words of the partner's own.
    pub(super) fn further(&mut self, from: List<Own>, notes: &mut Notes) {
        for word in notes.list("terms", from) {
            let term = self.own.and_then(|own| own.look_up(&word.system, word.code.as_deref(), Some(&word.text)));
            let reveals = term.map_or(Reveals::Unknown, |term| Reveals::Known(term.reveals | every(&word.system)));
            let Own { system, version, code, text } = word;
            self.keep(SourceTerm { system, version, code, text, reveals });
        }
    }

    fn find(&self, list: &str, word: &str) -> Option<&'a Term> {
        self.own?.find(list, word)
    }

    fn collect(&mut self, list: &str, code: Option<String>, text: String, told: Option<CategorySet>) {
        let reveals = told.map_or(Reveals::Unknown, |told| Reveals::Known(told | every(list)));
        self.keep(SourceTerm { system: list.to_owned(), version: None, code, text, reveals });
    }

    fn keep(&mut self, term: SourceTerm) {
        if !self.source.iter().any(|known| *known.reveal() == term) {
            self.source.push(Private::new(term));
        }
    }

    /// The words, letter for letter.
    pub(super) fn into_source(self) -> Vec<Private<SourceTerm>> {
        self.source
    }
}

/// What every word of this list tells.
fn every(list: &str) -> CategorySet {
    LISTS.iter().find(|(name, _)| *name == list).map_or(CategorySet::NONE, |(_, category)| (*category).into())
}
