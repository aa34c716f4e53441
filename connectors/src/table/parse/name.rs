use accord_model::HumanName;

use crate::table::cell::{Cell, folded};

/// What people write where there is no name.
pub(crate) const NOBODY: [&str; 9] =
    ["anonymous", "anon", "n/k", "not known", "unknown", "none", "n/a", "withheld", "-"];

const TITLES: [&str; 11] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "lady", "lord"];

/// Words that belong to the family name behind them.
const PARTICLES: [&str; 13] = ["van", "von", "de", "der", "den", "da", "dos", "di", "la", "le", "bin", "al", "st"];

/// `Łucja Kowalczyk`, `KOWALCZYK, Lucja`, `Mrs L Kowalczyk`. Which of two names is the family's cannot be told without a
/// comma: the last one is taken.
pub(crate) fn name(cell: &Cell) -> Option<HumanName> {
    let words = cell.words();
    if words.is_empty() || NOBODY.contains(&folded(&words).as_str()) {
        return None;
    }
    if let Some((family, given)) = words.split_once(',') {
        return named(family.trim().to_owned(), untitled(given));
    }
    let mut given = untitled(&words);
    let mut family = given.pop()?;
    while given.len() > 1 && given.last().is_some_and(|word| PARTICLES.contains(&word.to_lowercase().as_str())) {
        family = format!("{} {family}", given.pop()?);
    }
    named(family, given)
}

fn named(family: String, given: Vec<String>) -> Option<HumanName> {
    (!family.is_empty()).then_some(HumanName { family, given })
}

fn untitled(words: &str) -> Vec<String> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let title = |word: &&str| {
        let word = word.trim_end_matches('.').to_lowercase();
        TITLES.contains(&word.as_str())
    };
    let skip = usize::from(words.len() > 1 && words.first().is_some_and(title));
    words.into_iter().skip(skip).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> Option<(String, String)> {
        let name = name(&Cell::Text(text.into()))?;
        Some((name.given.join(" "), name.family))
    }

    fn of(given: &str, family: &str) -> Option<(String, String)> {
        Some((given.into(), family.into()))
    }

    #[test]
    fn the_many_ways_of_a_name() {
        assert_eq!(reads("Łucja Kowalczyk"), of("Łucja", "Kowalczyk"));
        assert_eq!(reads("\u{a0}Łucja\u{a0}Kowalczyk "), of("Łucja", "Kowalczyk"));
        assert_eq!(reads("KOWALCZYK, Lucja"), of("Lucja", "KOWALCZYK"));
        assert_eq!(reads("Mrs L Kowalczyk"), of("L", "Kowalczyk"));
        assert_eq!(reads("Dr. Jan van der Berg"), of("Jan", "van der Berg"));
        assert_eq!(reads("Prince"), of("", "Prince"));
    }

    #[test]
    fn nobody_has_no_name() {
        for text in ["anonymous", "Anonymous ", "n/k", "", "N/K", "Not known"] {
            assert_eq!(reads(text), None, "{text}");
        }
    }
}
