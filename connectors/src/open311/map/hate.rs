//! Whether a request is about hate, and of which strand: by its service and by coded answers, never by its words.

use accord_connector_kit::Term;
use accord_model::{Private, Recognition, SourceTerm, Strand, StrandBasis, StrandMark};

use super::{ATTRIBUTE, Mapper, SERVICE};
use crate::open311::wire::{Entry, Field};

/// What the coded fields of a request say.
#[derive(Default)]
pub(super) struct Hate<'a> {
    /// What its service means, where the map has it.
    pub(super) service: Option<&'a Term>,
    coded: Vec<&'a Term>,
    words: Vec<SourceTerm>,
}

impl<'a> Hate<'a> {
    pub(super) fn read(mapper: &'a Mapper, from: &Entry) -> Self {
        let mut hate = Self::default();
        if let Field::Is(code) = from.text("service_code") {
            let name = match from.text("service_name") {
                Field::Is(name) => name,
                _ => code.clone(),
            };
            hate.service = mapper.terms.find(SERVICE, &code);
            hate.words.push(mapper.terms.source(SERVICE, Some(&code), &name));
        }
        for (code, value) in from.attributes() {
            if !mapper.attributes.contains(&code) {
                continue;
            }
            let word = format!("{code}:{value}");
            hate.coded.extend(mapper.terms.find(ATTRIBUTE, &word));
            let term = mapper.terms.source(ATTRIBUTE, Some(&word), &value);
            if !hate.words.contains(&term) {
                hate.words.push(term);
            }
        }
        hate
    }

    fn terms(&self) -> impl Iterator<Item = &'a Term> {
        self.service.into_iter().chain(self.coded.iter().copied())
    }

    /// How hate was recognised.
    pub(super) fn recognition(&self) -> Option<Recognition> {
        self.terms().find_map(|term| term.recognition)
    }

    /// Whether it was.
    pub(super) fn is_hate(&self) -> bool {
        self.recognition().is_some_and(|how| !matches!(how, Recognition::Rejected | Recognition::Candidate))
    }

    /// The marks, a strand once. Paint on a wall says whom it was meant for, not who anybody is.
    pub(super) fn strands(&self) -> Vec<Private<StrandMark>> {
        let mut strands: Vec<Strand> = Vec::new();
        for strand in self.terms().filter_map(|term| term.strand) {
            if !strands.contains(&strand) {
                strands.push(strand);
            }
        }
        let marks =
            strands.into_iter().map(|strand| StrandMark { strand, basis: StrandBasis::Perceived, reason: None });
        marks.map(Private::new).collect()
    }

    /// The council's words, letter for letter.
    pub(super) fn into_words(self) -> Vec<SourceTerm> {
        self.words
    }
}
