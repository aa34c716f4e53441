use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use uuid::Uuid;

use super::{Asked, Finding, Rule, Unusual, Who};

/// Many people a day, against the user's own median of other days. Who has too few other days has no median: then the least
/// number alone counts, for a first day may be the day of the harm.
pub(super) struct Many {
    least: usize,
    factor: usize,
    days: usize,
    seen: BTreeMap<Who, BTreeMap<Date, BTreeSet<Uuid>>>,
}

impl Many {
    pub(super) const fn new(unusual: &Unusual) -> Self {
        let Unusual { people_least, people_factor, people_days, .. } = *unusual;
        Self { least: people_least, factor: people_factor, days: people_days, seen: BTreeMap::new() }
    }

    /// The other days of one user, told where this day stands out among them.
    fn stands_out(&self, day: Date, people: usize, days: &BTreeMap<Date, BTreeSet<Uuid>>) -> Option<String> {
        let others: Vec<usize> = days.iter().filter(|(other, _)| **other != day).map(|(_, of)| of.len()).collect();
        if people < self.least {
            return None;
        }
        let Some(median) = median(others).filter(|_| days.len() > self.days) else {
            return Some(format!("{people} people; {} other days to compare with", days.len() - 1));
        };
        let unusual = people >= median.saturating_mul(self.factor);
        unusual.then(|| format!("{people} people; {median} is the median of {} other days", days.len() - 1))
    }
}

/// The upper one where there are two in the middle.
fn median(mut all: Vec<usize>) -> Option<usize> {
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

impl Rule for Many {
    fn take(&mut self, asked: &Asked) {
        if !asked.people.is_empty() {
            self.seen.entry(asked.who).or_default().entry(asked.at.date()).or_default().extend(&asked.people);
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let each =
            self.seen.iter().flat_map(|(who, days)| days.iter().map(move |(day, people)| (who, days, day, people)));
        let all = each.filter_map(|(who, days, day, people)| {
            let what = self.stands_out(*day, people.len(), days)?;
            Some(Finding { rule: "MANY_PEOPLE", day: *day, who: *who, what })
        });
        all.collect()
    }
}
