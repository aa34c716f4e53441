use accord_connector_kit::{Term, Terms};
use accord_model::{Private, SourceTerm};

use super::Notes;
use crate::police::wire::{self, Field};

/// Looks words up and collects them as the police wrote them.
pub(super) struct Words<'a> {
    terms: &'a Terms,
    source: Vec<Private<SourceTerm>>,
}

impl<'a> Words<'a> {
    pub(super) const fn new(terms: &'a Terms) -> Self {
        Self { terms, source: Vec::new() }
    }

    /// A code with its text. The word is collected, mapped or not.
    pub(super) fn term(&mut self, list: &str, field: Field<wire::Term>, notes: &mut Notes) -> Option<&'a Term> {
        let term = notes.take(list, field)?;
        let code = notes.take(list, term.code);
        let text = notes.take(list, term.text).or_else(|| code.clone())?;
        self.coded(list, code.as_deref(), &text)
    }

    /// A text that may have a code. Collected, mapped or not.
    pub(super) fn coded(&mut self, list: &str, code: Option<&str>, text: &str) -> Option<&'a Term> {
        self.collect(list, code, text);
        self.terms.look_up(list, code, Some(text))
    }

    /// A bare word of a list. Collected, mapped or not.
    pub(super) fn word(&mut self, list: &str, word: &str) -> Option<&'a Term> {
        self.collect(list, None, word);
        self.terms.find(list, word)
    }

    /// A word of the protocol itself: collected only where no map has it.
    pub(super) fn plain(&mut self, list: &str, word: &str) -> Option<&'a Term> {
        let found = self.terms.find(list, word);
        if found.is_none() {
            self.collect(list, None, word);
        }
        found
    }

    fn collect(&mut self, list: &str, code: Option<&str>, text: &str) {
        let term = self.terms.source(list, code, text);
        // Two victims may say the same.
        if !self.source.iter().any(|known| *known.reveal() == term) {
            self.source.push(Private::new(term));
        }
    }

    /// The words, letter for letter.
    pub(super) fn into_source(self) -> Vec<Private<SourceTerm>> {
        self.source
    }
}
