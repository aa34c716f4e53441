//! What is unusual in the disclosure log: questions for a privacy officer to ask, never an answer. One file a rule; what
//! counts as unusual is said in `[audit]` of the configuration.

mod emergency;
mod finds;
mod hours;
mod many;
mod own_name;
mod probes;
mod walk;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use accord_model::{OrganisationId, Purpose, Role, UserKey};
use jiff::Zoned;
use jiff::civil::{Date, Time};
use uuid::Uuid;

pub use own_name::Bearers;
pub use walk::{Search, Walked, walk};

/// From when on what people do is unusual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusual {
    /// Work begins.
    pub hours_from: Time,
    /// Work ends.
    pub hours_until: Time,
    /// Whether Saturdays and Sundays are days of work.
    pub weekends: bool,
    /// So many people a day, out of hours.
    pub out_of_hours_people: usize,
    /// So many people a day at least.
    pub people_least: usize,
    /// And so many times the user's own median of other days.
    pub people_factor: usize,
    /// Fewer other days are no median.
    pub people_days: usize,
    /// So many finds a day.
    pub finds_a_day: usize,
    /// Of which so many in a hundred disclosed nothing.
    pub finds_empty_percent: usize,
    /// So many questions a day that disclosed nothing while a partner held something.
    pub probes_a_day: usize,
}

/// Who asked: what the log has of her.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    /// For which organisation.
    pub organisation: OrganisationId,
    /// In which role.
    pub role: Role,
    /// The key of the user, never her name.
    pub user: UserKey,
}

/// One request of the log.
pub struct Asked {
    /// When, on a clock on the wall in England.
    pub at: Zoned,
    /// By whom.
    pub who: Who,
    /// For what.
    pub purpose: Purpose,
    /// Whether somebody was looked for.
    pub find: bool,
    /// Whether something was disclosed.
    pub disclosed: bool,
    /// About whom.
    pub people: BTreeSet<Uuid>,
    /// Whether a partner held something that was not asked for.
    pub spared: bool,
}

/// Something to ask a user about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule's code.
    pub rule: &'static str,
    /// On which day.
    pub day: Date,
    /// Whom.
    pub who: Who,
    /// Counts, and pseudonyms of the log.
    pub what: String,
}

/// One rule: it sees every request once, in order.
pub(crate) trait Rule {
    /// Takes one request in.
    fn take(&mut self, asked: &Asked);

    /// What it has found.
    fn findings(&self) -> Vec<Finding>;

    /// What it could not look at, in a line.
    fn unchecked(&self) -> Option<String> {
        None
    }
}

/// Every rule.
pub(crate) fn rules(unusual: &Unusual, bearers: Bearers) -> Vec<Box<dyn Rule + Send>> {
    vec![
        Box::new(own_name::OwnName::new(bearers)),
        Box::new(finds::Finds::new(unusual)),
        Box::new(hours::Hours::new(unusual)),
        Box::new(many::Many::new(unusual)),
        Box::new(emergency::Emergency::default()),
        Box::new(probes::Probes::new(unusual)),
    ]
}

impl Finding {
    /// One line: rule, day, organisation, role, user, what.
    pub fn line(&self) -> String {
        let Self { rule, day, who: Who { organisation, role, user }, what } = self;
        format!("{rule}\t{day}\t{organisation}\t{role}\tuser {}\t{what}", hexadecimal(*user))
    }
}

/// A user's key, as lines of the search have it.
pub fn hexadecimal(user: UserKey) -> String {
    let mut key = String::with_capacity(2 * user.0.len());
    for byte in user.0 {
        // Writing to a String does not fail.
        write!(key, "{byte:02x}").unwrap_or_default();
    }
    key
}
