use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Asked, Finding, Rule, Unusual, Who};

/// Many finds a day of which most disclosed nobody: trying names.
pub(super) struct Finds {
    a_day: usize,
    empty_percent: usize,
    seen: BTreeMap<(Date, Who), (usize, usize)>,
}

impl Finds {
    pub(super) const fn new(unusual: &Unusual) -> Self {
        let Unusual { finds_a_day, finds_empty_percent, .. } = *unusual;
        Self { a_day: finds_a_day, empty_percent: finds_empty_percent, seen: BTreeMap::new() }
    }
}

impl Rule for Finds {
    fn take(&mut self, asked: &Asked) {
        if asked.find {
            let (finds, empty) = self.seen.entry((asked.at.date(), asked.who)).or_default();
            *finds += 1;
            *empty += usize::from(asked.people.is_empty());
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let many = self.seen.iter().filter(|(_, (finds, empty))| {
            *finds >= self.a_day && empty.saturating_mul(100) >= finds.saturating_mul(self.empty_percent)
        });
        let all = many.map(|(&(day, who), (finds, empty))| Finding {
            rule: "MANY_FINDS",
            day,
            who,
            what: format!("{finds} finds, of which {empty} opened no record"),
        });
        all.collect()
    }
}
