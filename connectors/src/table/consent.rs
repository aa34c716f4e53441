use accord_model::{CategorySet, SourceDirective};

use super::cell::folded;
use super::config::ConsentWords;

/// What a cell says of consent.
pub(crate) enum Said {
    /// Nothing, or words that are neither yes nor no: no directive.
    Nothing,
    /// Words that no list names: no directive either, and a note.
    Unknown,
    /// These.
    Directives(Vec<SourceDirective>),
}

/// Reads a consent cell. A list of organisations is a yes to those named and a no to the other kinds that the
/// configuration knows; one unknown word makes the whole cell unknown, for nobody may guess what it takes back.
pub(crate) fn said(text: &str, words: &ConsentWords) -> Said {
    let text = folded(text);
    if text.is_empty() {
        return Said::Nothing;
    }
    let is = |list: &[String]| list.contains(&text);
    if is(&words.everyone) {
        let all = words.organisations.values();
        return Said::Directives(all.map(|kind| permit(words, *kind)).collect());
    }
    // Statistics need no directive: they are released, never shown. Everyone else is refused.
    if is(&words.nobody) || is(&words.statistics_only) {
        return Said::Directives(vec![deny(None)]);
    }
    let parts: Vec<_> = text
        .split(|c| words.split.contains(&c))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| words.organisations.get(part).copied())
        .collect();
    let Some(named) = parts.into_iter().collect::<Option<Vec<_>>>() else {
        return Said::Unknown;
    };
    if named.is_empty() {
        return Said::Unknown;
    }
    let mut directives = Vec::new();
    for kind in words.organisations.values() {
        let directive = if named.contains(kind) { permit(words, *kind) } else { deny(Some(*kind)) };
        if !directives.contains(&directive) {
            directives.push(directive);
        }
    }
    Said::Directives(directives)
}

const fn permit(words: &ConsentWords, kind: accord_model::OrganisationKind) -> SourceDirective {
    SourceDirective::of_row(true, Some(kind), words.categories)
}

const fn deny(to: Option<accord_model::OrganisationKind>) -> SourceDirective {
    SourceDirective::of_row(false, to, CategorySet::ALL)
}

#[cfg(test)]
mod tests {
    use accord_model::{Audience, Category, OrganisationKind};

    use super::*;

    fn words() -> ConsentWords {
        let kinds = [
            ("police", OrganisationKind::Police),
            ("council", OrganisationKind::Council),
            ("nhs", OrganisationKind::Nhs),
            ("support", OrganisationKind::Charity),
        ];
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        ConsentWords {
            split: vec!['/', ',', ';'],
            categories: Category::Identity.into(),
            organisations: kinds.map(|(word, kind)| (word.to_owned(), kind)).into(),
            everyone: list(&["all", "y", "yes", "1"]),
            nobody: list(&["none", "n", "no"]),
            statistics_only: list(&["stats only"]),
        }
    }

    fn summary(text: &str) -> String {
        match said(text, &words()) {
            Said::Nothing => "nothing".to_owned(),
            Said::Unknown => "unknown".to_owned(),
            Said::Directives(all) => {
                let mut all: Vec<_> = all
                    .iter()
                    .map(|d| {
                        let to = if let Audience::Kind(kind) = d.to { kind.code() } else { "ANYONE" };
                        format!("{}{to}", if d.permit { '+' } else { '-' })
                    })
                    .collect();
                all.sort();
                all.join(" ")
            }
        }
    }

    #[test]
    fn a_list_is_yes_to_those_named_and_no_to_the_others() {
        let named = "+CHARITY +POLICE -COUNCIL -NHS";
        for text in ["police / support", "Support;POLICE", " police,\u{a0}support ,"] {
            assert_eq!(summary(text), named, "{text}");
        }
    }

    #[test]
    fn all_none_and_statistics() {
        for text in ["all", "Y", "yes", "1"] {
            assert_eq!(summary(text), "+CHARITY +COUNCIL +NHS +POLICE", "{text}");
        }
        for text in ["none", "No", "stats only", "Stats  Only"] {
            assert_eq!(summary(text), "-ANYONE", "{text}");
        }
    }

    #[test]
    fn blank_and_unknown_words_make_no_directive() {
        for text in ["", " \u{a0}"] {
            assert_eq!(summary(text), "nothing");
        }
        for text in ["see notes", "police / aunt", "/", "police?"] {
            assert_eq!(summary(text), "unknown", "{text}");
        }
    }

    #[test]
    fn a_permit_covers_what_is_configured_and_a_deny_everything() {
        let Said::Directives(all) = said("police", &words()) else { panic!("no directives") };
        for directive in all {
            let covers = if directive.permit { Category::Identity.into() } else { CategorySet::ALL };
            assert!(directive.categories == covers);
        }
    }
}
