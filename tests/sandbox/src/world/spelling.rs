//! How one name becomes another on its way into a register.

use super::names::VARIANTS;
use crate::dice::Dice;

/// Takes the marks off letters: `Łucja` becomes `Lucja`.
pub(crate) fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| match letter {
            'Ł' => 'L',
            'ł' => 'l',
            'ą' | 'á' | 'â' => 'a',
            'ę' | 'ë' | 'é' => 'e',
            'ś' => 's',
            'Ș' => 'S',
            'ó' => 'o',
            'ń' => 'n',
            'ü' => 'u',
            'í' | 'ı' => 'i',
            other => other,
        })
        .collect()
}

/// Another accepted spelling, where one is known.
pub(crate) fn variant(name: &str) -> Option<&'static str> {
    VARIANTS.iter().find_map(|(one, other)| match name {
        _ if name == *one => Some(*other),
        _ if name == *other => Some(*one),
        _ => None,
    })
}

/// A slip of the fingers: two letters swapped, one lost or one doubled.
pub(crate) fn typo(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return name.to_owned();
    }
    let at = dice.between(1, letters.len() - 2);
    match dice.below(3) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

/// A name as someone else writes it: mostly right, `percent` of the time not.
pub(crate) fn respell(name: &str, percent: usize, dice: &mut Dice) -> String {
    if !dice.chance(percent) {
        return name.to_owned();
    }
    if let Some(other) = variant(name)
        && dice.chance(60)
    {
        return other.to_owned();
    }
    let bare = plain(name);
    if bare != name { bare } else { typo(name, dice) }
}

#[cfg(test)]
mod tests {
    use super::{plain, variant};

    #[test]
    fn marks_come_off() {
        assert_eq!(plain("Łukasz Wiśniewski"), "Lukasz Wisniewski");
        assert_eq!(variant("Muhammad"), Some("Mohammed"));
    }
}
