use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Asked, Finding, Rule, Unusual, Who};

/// Many questions that disclosed nothing while a partner held something that may not be shown: feeling along the wall.
pub(super) struct Probes {
    a_day: usize,
    seen: BTreeMap<(Date, Who), usize>,
}

impl Probes {
    pub(super) const fn new(unusual: &Unusual) -> Self {
        Self { a_day: unusual.probes_a_day, seen: BTreeMap::new() }
    }
}

impl Rule for Probes {
    fn take(&mut self, asked: &Asked) {
        if asked.spared && !asked.disclosed && !asked.find {
            *self.seen.entry((asked.at.date(), asked.who)).or_default() += 1;
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let many = self.seen.iter().filter(|(_, probes)| **probes >= self.a_day);
        let all = many.map(|(&(day, who), probes)| Finding {
            rule: "PROBES",
            day,
            who,
            what: format!("{probes} requests that disclosed nothing, of records that are withheld"),
        });
        all.collect()
    }
}
