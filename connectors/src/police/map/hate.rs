//! How hate was recognised, and of which strand. On coded fields alone, never on the narrative.

use accord_connector_kit::Term;
use accord_model::{Category, CodedTerm, Private, Recognition, Strand, StrandBasis, StrandMark};

use super::words::Words;
use crate::police::wire::Involved;

/// The contract's sign of a hate flag, also of one that no map has.
const HATE_FLAG: &str = "Hate-";
/// Anti-social behaviour against a person: with a disability marker and no flag, a candidate.
const PERSONAL: &str = "ASB_PERSONAL";
/// The list of the project's rules.
const RULES: &str = "accord:candidate-rule";

/// The offence as coded.
#[derive(Clone, Copy)]
pub(super) struct Offence<'a> {
    /// There is one.
    pub(super) given: bool,
    /// What it means, where a map has it.
    pub(super) term: Option<&'a Term>,
}

/// What the coded fields say about hate.
#[derive(Default)]
pub(super) struct Hate {
    strands: Vec<(Strand, Option<String>)>,
    flagged: bool,
    candidate: bool,
    unmapped_offence: bool,
}

impl Hate {
    /// Reads flags, offence and marker.
    pub(super) fn read(words: &mut Words<'_>, flags: &[String], offence: Offence<'_>, disability_marker: bool) -> Self {
        let mut hate = Self::default();
        for flag in flags {
            let term = words.word("flag", flag);
            hate.flagged |= flag.starts_with(HATE_FLAG);
            hate.add(term.and_then(|term| term.strand), None);
        }
        let term = offence.term;
        hate.unmapped_offence = offence.given && term.is_none();
        hate.flagged |= term.is_some_and(|t| t.recognition == Some(Recognition::AgencyFlagged));
        let personal = term.is_some_and(|term| term.coded.code == PERSONAL);
        hate.candidate = !hate.flagged && personal && disability_marker;
        if hate.candidate {
            hate.add(Some(Strand::Disability), None);
        }
        hate
    }

    /// Adds what victims and witnesses say the motive was.
    pub(super) fn perceive(&mut self, words: &mut Words<'_>, persons: Vec<Involved>) {
        let telling = persons.into_iter().filter(|p| p.role != "SUSPECT");
        for said in telling.flat_map(|p| p.perceived.known().unwrap_or_default()) {
            let Some(word) = said.known() else { continue };
            let strand = words.word("perceived", &word).and_then(|term| term.strand);
            let reason = (strand == Some(Strand::Other)).then_some(word);
            self.add(strand, reason);
        }
    }

    /// A strand once; "other" once for each difference, the first of which explains a bare flag.
    fn add(&mut self, strand: Option<Strand>, reason: Option<String>) {
        let Some(strand) = strand else { return };
        let bare = |known: &&mut (Strand, Option<String>)| known.0 == strand && known.1.is_none();
        if reason.is_some()
            && let Some(known) = self.strands.iter_mut().find(bare)
        {
            known.1 = reason;
            return;
        }
        let twice = |known: &(Strand, Option<String>)| known.0 == strand && (reason.is_none() || known.1 == reason);
        if !self.strands.iter().any(twice) {
            self.strands.push((strand, reason));
        }
    }

    /// How hate was recognised.
    pub(super) const fn recognition(&self) -> Option<Recognition> {
        match (self.flagged, self.candidate) {
            (true, _) => Some(Recognition::AgencyFlagged),
            (false, true) => Some(Recognition::Candidate),
            (false, false) => None,
        }
    }

    /// The rule that proposes it. That it fits tells that the person has a disability.
    pub(super) fn rule(&self) -> Option<CodedTerm> {
        (!self.flagged && self.candidate).then(|| CodedTerm {
            system: RULES.to_owned(),
            code: "ASB_PERSONAL_DISABILITY".to_owned(),
            text: "Personal anti-social behaviour against a disabled person, without a flag".to_owned(),
            reveals: Category::Disability.into(),
        })
    }

    /// Whether the record is of the agreed population. An offence that no map has may be a new aggravated one: the
    /// police's own answer stands.
    pub(super) const fn is_agreed(&self) -> bool {
        self.flagged || self.candidate || self.unmapped_offence
    }

    /// The marks. A flag says what was perceived, not what the person is.
    pub(super) fn into_strands(self) -> Vec<Private<StrandMark>> {
        let marks = self.strands.into_iter().map(|(strand, reason)| StrandMark {
            strand,
            basis: StrandBasis::Perceived,
            reason: reason.map(Private::new),
        });
        marks.map(Private::new).collect()
    }
}
