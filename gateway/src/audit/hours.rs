use std::collections::{BTreeMap, BTreeSet};

use jiff::Zoned;
use jiff::civil::{Date, Time, Weekday};
use uuid::Uuid;

use super::{Asked, Finding, Rule, Unusual, Who};

/// Reading out of hours, on a clock on the wall in England.
pub(super) struct Hours {
    work: (Time, Time),
    weekends: bool,
    people: usize,
    seen: BTreeMap<(Date, Who), Outside>,
}

struct Outside {
    people: BTreeSet<Uuid>,
    requests: usize,
    first: Time,
    last: Time,
}

impl Hours {
    pub(super) const fn new(unusual: &Unusual) -> Self {
        let work = (unusual.hours_from, unusual.hours_until);
        Self { work, weekends: unusual.weekends, people: unusual.out_of_hours_people, seen: BTreeMap::new() }
    }

    fn is_outside(&self, at: &Zoned) -> bool {
        let weekend = matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday);
        (weekend && !self.weekends) || at.time() < self.work.0 || at.time() >= self.work.1
    }
}

impl Rule for Hours {
    fn take(&mut self, asked: &Asked) {
        if asked.people.is_empty() || !self.is_outside(&asked.at) {
            return;
        }
        let time = asked.at.time();
        let none = || Outside { people: BTreeSet::new(), requests: 0, first: time, last: time };
        let day = self.seen.entry((asked.at.date(), asked.who)).or_insert_with(none);
        day.people.extend(&asked.people);
        day.requests += 1;
        (day.first, day.last) = (day.first.min(time), day.last.max(time));
    }

    fn findings(&self) -> Vec<Finding> {
        let many = self.seen.iter().filter(|(_, day)| day.people.len() >= self.people);
        let all = many.map(|(&(day, who), Outside { people, requests, first, last })| {
            let (first, last) = (first.strftime("%H:%M"), last.strftime("%H:%M"));
            let what = format!("{} people in {requests} requests between {first} and {last}", people.len());
            Finding { rule: "OUT_OF_HOURS", day, who, what }
        });
        all.collect()
    }
}
