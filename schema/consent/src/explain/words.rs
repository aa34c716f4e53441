use accord_model::{Category, SubjectId};
use uuid::Uuid;

use crate::decide::Question;
use crate::directive::Asked;
use crate::word::is_more_specific;
use crate::{Candidate, Directive, Effect};

/// What a person's words say to one question.
pub(super) enum Word {
    /// The word that permits it.
    Permits(Uuid),
    /// The word that refuses it.
    Refuses(Uuid),
    /// None matches.
    Silent,
}

/// Step 5, with the word that decides. Of several that decide alike, the one that was written down first.
pub(super) fn word(question: &Question<'_>, candidate: &Candidate, category: Category, subject: SubjectId) -> Word {
    let viewer = question.viewer;
    let line: Vec<_> = question.organisations.line(viewer.organisation()).collect();
    let asked = Asked {
        line: &line,
        kind: question.organisations.kind(viewer.organisation()),
        purpose: viewer.purpose(),
        action: question.action,
        owner: candidate.owner,
        record: &candidate.at,
        at: question.at,
    };
    let mut words = question.policy.directives_on(subject);
    words.retain(|one| one.effect != Effect::Bar && one.matches(&asked) && one.covered().has(category));
    words.sort_by_key(|one| (one.recorded_at, one.id));
    let firm = words.iter().find(|one| one.firm && one.effect == Effect::Deny);
    if let Some(firm) = firm {
        return Word::Refuses(firm.id);
    }
    let stands =
        |one: &&&Directive| !words.iter().any(|other| is_more_specific(&other.ranks(&asked), &one.ranks(&asked)));
    let standing: Vec<&&Directive> = words.iter().filter(stands).collect();
    match standing.iter().find(|one| one.effect == Effect::Deny) {
        Some(refusal) => Word::Refuses(refusal.id),
        None => standing.first().map_or(Word::Silent, |permit| Word::Permits(permit.id)),
    }
}
