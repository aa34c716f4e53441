use accord_consent::{Fingerprint, Identifier};

/// Why two person-handles are shown to a reviewer side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What both hold and agree on.
    pub agreeing: Vec<Identifier>,
    /// What both hold and differ on.
    pub differing: Vec<Identifier>,
}

/// The sets of identifiers that are enough for a second look. Spelling differs between partners, so a family name is not
/// always among them; one identifier alone never is.
const ENOUGH: &[&[Identifier]] = &[
    &[Identifier::NhsNumber, Identifier::DateOfBirth],
    &[Identifier::NhsNumber, Identifier::Family],
    &[Identifier::Family, Identifier::DateOfBirth],
    &[Identifier::Given, Identifier::DateOfBirth, Identifier::Postcode],
    &[Identifier::Family, Identifier::Given, Identifier::Postcode],
];

/// Which identifiers find the handles that may be proposed together: each set of [`ENOUGH`] holds one of them at least.
pub const fn blocking() -> &'static [Identifier] {
    &[Identifier::NhsNumber, Identifier::DateOfBirth, Identifier::Postcode]
}

/// Whether a reviewer should see these two handles side by side. The order of the two, and of their fingerprints, does
/// not matter.
pub fn proposal(a: &[(Identifier, Fingerprint)], b: &[(Identifier, Fingerprint)]) -> Option<Proposal> {
    let (mut agreeing, mut differing) = (Vec::new(), Vec::new());
    for (what, of_a) in a {
        match b.iter().find(|(other, _)| other == what) {
            Some((_, of_b)) if of_a == of_b => agreeing.push(*what),
            Some(_) => differing.push(*what),
            None => {}
        }
    }
    agreeing.sort_unstable();
    differing.sort_unstable();
    // Two NHS numbers are two people, whatever else agrees.
    let refuted = differing.contains(&Identifier::NhsNumber);
    let enough = ENOUGH.iter().any(|set| set.iter().all(|one| agreeing.contains(one)));
    (enough && !refuted).then_some(Proposal { agreeing, differing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn print(value: u8) -> Fingerprint {
        Fingerprint([value; 16])
    }

    #[test]
    fn a_family_name_alone_proposes_nothing() {
        let a = [(Identifier::Family, print(1)), (Identifier::Given, print(2))];
        assert_eq!(proposal(&a, &a), None);
    }

    #[test]
    fn a_name_and_a_date_of_birth_propose() {
        let a = [(Identifier::Family, print(1)), (Identifier::DateOfBirth, print(2)), (Identifier::Given, print(3))];
        let b = [(Identifier::DateOfBirth, print(2)), (Identifier::Family, print(1)), (Identifier::Given, print(4))];
        let found = proposal(&a, &b).unwrap();
        assert_eq!(found.agreeing, [Identifier::Family, Identifier::DateOfBirth]);
        assert_eq!(found.differing, [Identifier::Given]);
    }

    #[test]
    fn two_nhs_numbers_are_two_people() {
        let a =
            [(Identifier::Family, print(1)), (Identifier::DateOfBirth, print(2)), (Identifier::NhsNumber, print(3))];
        let mut b = a;
        b[2].1 = print(4);
        assert_eq!(proposal(&a, &b), None);
    }

    fn features() -> impl Strategy<Value = Vec<(Identifier, Fingerprint)>> {
        let all = [
            Identifier::Family,
            Identifier::Given,
            Identifier::DateOfBirth,
            Identifier::Postcode,
            Identifier::NhsNumber,
        ];
        proptest::collection::vec(proptest::option::of(0_u8..3), 5).prop_map(move |values| {
            all.into_iter().zip(values).filter_map(|(what, value)| Some((what, print(value?)))).collect()
        })
    }

    proptest! {
        #[test]
        fn order_does_not_matter(a in features(), b in features()) {
            prop_assert_eq!(proposal(&a, &b), proposal(&b, &a));
        }

        #[test]
        fn what_is_proposed_is_found_by_blocking(a in features(), b in features()) {
            if let Some(found) = proposal(&a, &b) {
                prop_assert!(found.agreeing.iter().any(|i| blocking().contains(i)));
            }
        }
    }
}
