use std::collections::{BTreeMap, BTreeSet};

use accord_model::Purpose;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Asked, Finding, Rule, Who};

/// Emergency access: each day of each user is looked at.
#[derive(Default)]
pub(super) struct Emergency(BTreeMap<(Date, Who), (usize, BTreeSet<Uuid>)>);

impl Rule for Emergency {
    fn take(&mut self, asked: &Asked) {
        if asked.purpose == Purpose::BreakGlass {
            let (requests, people) = self.0.entry((asked.at.date(), asked.who)).or_default();
            *requests += 1;
            people.extend(&asked.people);
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let all = self.0.iter().map(|(&(day, who), (requests, people))| Finding {
            rule: "EMERGENCY",
            day,
            who,
            what: format!("{requests} requests for {}, about {} people", Purpose::BreakGlass, people.len()),
        });
        all.collect()
    }
}
