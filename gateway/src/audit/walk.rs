use std::collections::BTreeSet;

use accord_consent::StoreFault;
use accord_model::{OrganisationId, Role, UserKey};
use accord_store::{AuditRow, AuditStore};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Asked, Bearers, Finding, Rule, Unusual, Who, rules};

/// What is looked through.
pub struct Search<'a> {
    /// From this instant on.
    pub from: Timestamp,
    /// Until before this one.
    pub until: Timestamp,
    /// One organisation's people alone.
    pub organisation: Option<OrganisationId>,
    /// The zone of days and hours.
    pub zone: TimeZone,
    /// What is unusual.
    pub unusual: &'a Unusual,
}

/// What was found.
pub struct Walked {
    /// In the order of rules, days and users.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub unchecked: Vec<String>,
    /// How many requests were looked at.
    pub requests: u64,
    /// Of how many users.
    pub users: usize,
}

/// Reads the log once. `tell` hears how many rows were read after each page.
pub async fn walk(
    store: &AuditStore,
    search: &Search<'_>,
    mut tell: impl FnMut(u64) + Send,
) -> Result<Walked, StoreFault> {
    let mut rules = rules(search.unusual, bearers(store).await?);
    let (mut number, mut rows, mut requests) = (0, 0, 0);
    let mut users = BTreeSet::new();
    let mut open: Vec<AuditRow> = Vec::new();
    loop {
        let page = store.after(number, search.from, search.until).await?;
        let last = page.is_empty();
        rows += page.len() as u64;
        number = page.last().map_or(number, |row| row.number);
        // The rows of one request follow one another, and may begin on the page before.
        for row in page.into_iter().map(Some).chain(last.then_some(None)) {
            if open.first().is_some_and(|first| row.as_ref().is_none_or(|row| row.request != first.request))
                && let Some(asked) = asked(&std::mem::take(&mut open), search)
            {
                requests += 1;
                users.insert(asked.who);
                rules.iter_mut().for_each(|rule| rule.take(&asked));
            }
            open.extend(row);
        }
        tell(rows);
        if last {
            return Ok(done(&rules, requests, users.len()));
        }
    }
}

fn done(rules: &[Box<dyn Rule + Send>], requests: u64, users: usize) -> Walked {
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| rule.findings()).collect();
    findings.sort();
    Walked { findings, unchecked: rules.iter().filter_map(|rule| rule.unchecked()).collect(), requests, users }
}

/// One request out of its rows. A person who reads about herself is nobody to ask, and what an operator does at the command line,
/// or sync, is no user's.
fn asked(rows: &[AuditRow], search: &Search<'_>) -> Option<Asked> {
    let first = rows.first()?;
    let elsewhere = search.organisation.is_some_and(|one| one != first.organisation);
    if elsewhere || first.role == Role::Victim || first.user == UserKey::OPERATOR {
        return None;
    }
    Some(Asked {
        at: first.at.to_zoned(search.zone.clone()),
        who: Who { organisation: first.organisation, role: first.role, user: first.user },
        purpose: first.purpose,
        find: first.activity.starts_with("FIND_"),
        disclosed: rows.iter().any(|row| row.disclosed),
        people: rows.iter().filter_map(|row| row.pseudonym).collect(),
        spared: first.spared,
    })
}

async fn bearers(store: &AuditStore) -> Result<Bearers, StoreFault> {
    let mut all = Bearers::new();
    for (user, facts) in store.staff().await? {
        for fact in facts {
            all.entry(user).or_default().insert(fact.0, store.bearers(fact).await?);
        }
    }
    Ok(all)
}
