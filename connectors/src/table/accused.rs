use accord_model::OrganisationId;

use super::cell::folded;
use super::config::AccusedWords;

/// What a cell about the alleged perpetrator says of organisations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accused {
    /// No organisation.
    None,
    /// A member of the partnership, from whom the record must be kept.
    Member(OrganisationId),
    /// An organisation that is known to be no member.
    Other,
    /// An organisation that no list names: nobody knows from whom to keep the record.
    Unknown,
}

/// Reads `Org: Meadowbank Care`.
pub(crate) fn accused(text: &str, words: &AccusedWords) -> Accused {
    let text = folded(text);
    let Some(name) = text.strip_prefix(&words.prefix).map(str::trim) else {
        return Accused::None;
    };
    match words.members.get(name) {
        Some(member) => Accused::Member(*member),
        None if words.others.iter().any(|other| other == name) => Accused::Other,
        None => Accused::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_is_never_guessed() {
        let words = AccusedWords {
            prefix: "org:".into(),
            members: [("meadowbank care".to_owned(), "meadowbank-care".parse().unwrap())].into(),
            others: vec!["corner shop".into()],
        };
        assert!(accused("ORG:  Meadowbank\u{a0}Care", &words) == Accused::Member("meadowbank-care".parse().unwrap()));
        assert!(accused("Org: Corner Shop", &words) == Accused::Other);
        assert!(accused("Org: Meadowbank Cares", &words) == Accused::Unknown);
        assert!(accused("neighbour", &words) == Accused::None);
    }
}
