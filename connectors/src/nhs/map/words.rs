use accord_connector_kit::{Term, Terms};
use accord_model::{Private, Reveals, SourceTerm};

use crate::nhs::wire::Concept;

/// ICD-10: a subdivision (`X99.1`, `X991`) is of its category (`X99`).
const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";

/// Looks words up and collects them as the partner wrote them.
pub(super) struct Words<'a> {
    terms: &'a Terms,
    source: Vec<Private<SourceTerm>>,
}

impl<'a> Words<'a> {
    pub(super) const fn new(terms: &'a Terms) -> Self {
        Self { terms, source: Vec::new() }
    }

    /// A concept: its first coding that the map has, in the list named, or else in that of each coding's system. Every
    /// coding is collected, mapped or not, and so are words beside them.
    pub(super) fn concept(&mut self, list: Option<&str>, concept: &Concept) -> Option<&'a Term> {
        let mut found = None;
        for coding in &concept.coding.items {
            let Some(code) = coding.code.text() else { continue };
            let list = list.or_else(|| coding.system.text()).unwrap_or_default();
            let term = find(self.terms, list, code);
            self.collect(list, Some(code), coding.display.text().unwrap_or(code), term);
            found = found.or(term);
        }
        // What somebody wrote beside the codes is free text: it is kept, and nobody knows what it tells.
        if let Some(text) = concept.text.text() {
            self.collect(list.unwrap_or("text"), None, text, None);
        }
        found
    }

    /// A word of the protocol itself: collected only where no map has it.
    pub(super) fn plain(&mut self, list: &str, word: &str) -> Option<&'a Term> {
        let found = self.terms.find(list, word);
        if found.is_none() {
            self.collect(list, None, word, None);
        }
        found
    }

    fn collect(&mut self, list: &str, code: Option<&str>, text: &str, term: Option<&Term>) {
        let term = SourceTerm {
            system: list.to_owned(),
            version: None,
            code: code.map(str::to_owned),
            text: text.to_owned(),
            reveals: term.map_or(Reveals::Unknown, |term| Reveals::Known(term.reveals)),
        };
        if !self.source.iter().any(|known| *known.reveal() == term) {
            self.source.push(Private::new(term));
        }
    }

    /// The words, letter for letter.
    pub(super) fn into_source(self) -> Vec<Private<SourceTerm>> {
        self.source
    }
}

/// What a code of this system means.
pub(super) fn find<'a>(terms: &'a Terms, list: &str, code: &str) -> Option<&'a Term> {
    terms.find(list, code).or_else(|| {
        let category: String = code.chars().take(3).collect();
        (list == ICD_10).then(|| terms.find(list, &category))?
    })
}
