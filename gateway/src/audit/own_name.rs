use std::collections::{BTreeMap, BTreeSet, HashMap};

use accord_consent::Identifier;
use accord_model::UserKey;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Asked, Finding, Rule, Who};

/// For each user whose token says it, the log's names of the people who share her family name, or her postcode.
pub type Bearers = HashMap<UserKey, BTreeMap<Identifier, BTreeSet<Uuid>>>;

/// Reading about somebody of one's own name or postcode: a relative, a neighbour, oneself.
pub(super) struct OwnName {
    bearers: Bearers,
    seen: BTreeMap<(Date, Who, Identifier, Uuid), usize>,
    /// Users who read about somebody and of whom a fact is not known.
    unknown: BTreeMap<Identifier, BTreeSet<Who>>,
}

/// Each fact, its rule and its words.
const FACTS: [(Identifier, &str, &str); 2] = [
    (Identifier::Family, "OWN_NAME", "has the user's own family name"),
    (Identifier::Postcode, "OWN_POSTCODE", "has the user's own postcode"),
];

impl OwnName {
    pub(super) const fn new(bearers: Bearers) -> Self {
        Self { bearers, seen: BTreeMap::new(), unknown: BTreeMap::new() }
    }
}

impl Rule for OwnName {
    fn take(&mut self, asked: &Asked) {
        if asked.people.is_empty() {
            return;
        }
        let known = self.bearers.get(&asked.who.user);
        for (fact, ..) in FACTS {
            let Some(alike) = known.and_then(|known| known.get(&fact)) else {
                self.unknown.entry(fact).or_default().insert(asked.who);
                continue;
            };
            for person in asked.people.intersection(alike) {
                *self.seen.entry((asked.at.date(), asked.who, fact, *person)).or_default() += 1;
            }
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let all = self.seen.iter().filter_map(|(&(day, who, fact, person), times)| {
            let (_, rule, words) = FACTS.into_iter().find(|(one, ..)| *one == fact)?;
            Some(Finding { rule, day, who, what: format!("read {times} times about {person}, who {words}") })
        });
        all.collect()
    }

    fn unchecked(&self) -> Option<String> {
        let count = |fact| self.unknown.get(&fact).map_or(0, BTreeSet::len);
        let (names, postcodes) = (count(Identifier::Family), count(Identifier::Postcode));
        (names + postcodes > 0).then(|| {
            format!(
                "OWN_NAME: not checked for {names} users, OWN_POSTCODE for {postcodes}: their tokens have not said \
                 `family_name`, or `address` with `postal_code`"
            )
        })
    }
}
