//! The ports in memory: what the gateway's store does, without a database.

use std::sync::{Arc, Mutex};

use accord_consent::{
    Directive, Directives, Effect, Exclusion, Ledger, LedgerFault, Link, LogEntry, PastDisclosure, PolicyChanges,
    PolicyWrite, Relation, Request, Stamp, StoreFault,
};
use accord_model::SubjectId;
use async_trait::async_trait;

/// Directives, relationships, links and the log.
#[derive(Default)]
pub(crate) struct Memory(Mutex<State>);

#[derive(Default)]
struct State {
    sequence: u64,
    tightened: u64,
    directives: Vec<(u64, Directive)>,
    relations: Vec<(u64, Relation)>,
    links: Vec<(u64, Link)>,
    exclusions: Vec<(u64, Exclusion)>,
    log: Vec<(Request, Vec<LogEntry>)>,
    broken: bool,
}

impl Memory {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// From now on the log and the database refuse.
    pub(crate) fn break_down(&self) {
        self.0.lock().unwrap().broken = true;
    }

    pub(crate) fn log(&self) -> Vec<(Request, Vec<LogEntry>)> {
        self.0.lock().unwrap().log.clone()
    }

    /// Takes the writes in as they are, without the desk.
    pub(crate) fn put(&self, writes: impl IntoIterator<Item = PolicyWrite>) {
        let mut state = self.0.lock().unwrap();
        writes.into_iter().for_each(|write| state.put(write));
    }
}

impl State {
    fn put(&mut self, write: PolicyWrite) {
        self.sequence += 1;
        let now = self.sequence;
        match write {
            PolicyWrite::Record(directive) => {
                if directive.effect != Effect::Permit {
                    self.tightened = now;
                }
                self.directives.push((now, directive));
            }
            PolicyWrite::Withdraw(id, at) => {
                self.tightened = now;
                for (changed, directive) in &mut self.directives {
                    if directive.id == id {
                        (*changed, directive.withdrawn_at) = (now, Some(at));
                    }
                }
            }
            PolicyWrite::Relate(relation) => self.relations.push((now, relation)),
            PolicyWrite::Link(link) => {
                self.tightened = now;
                self.links.push((now, link));
            }
            PolicyWrite::End(id, at) => {
                self.tightened = now;
                for (changed, relation) in &mut self.relations {
                    if relation.id == id {
                        (*changed, relation.end) = (now, Some(at));
                    }
                }
            }
            PolicyWrite::Exclude(exclusion) => {
                self.tightened = now;
                self.exclusions.push((now, exclusion));
            }
            PolicyWrite::Introduce { .. } => {}
        }
    }
}

fn since<T: Clone>(rows: &[(u64, T)], sequence: u64) -> Vec<T> {
    let newer = rows.iter().filter(|(at, _)| *at > sequence);
    newer.map(|(_, row)| row.clone()).collect()
}

#[async_trait]
impl Directives for Memory {
    async fn changes_since(&self, sequence: u64) -> Result<PolicyChanges, StoreFault> {
        let state = self.0.lock().unwrap();
        Ok(PolicyChanges {
            sequence: state.sequence,
            tightened: state.tightened,
            directives: since(&state.directives, sequence),
            relations: since(&state.relations, sequence),
            links: since(&state.links, sequence),
            exclusions: since(&state.exclusions, sequence),
        })
    }

    async fn write(&self, writes: &[PolicyWrite]) -> Result<u64, StoreFault> {
        let mut state = self.0.lock().unwrap();
        if state.broken {
            return Err(StoreFault);
        }
        writes.iter().cloned().for_each(|write| state.put(write));
        Ok(state.sequence)
    }
}

#[async_trait]
impl Ledger for Memory {
    async fn append(&self, request: &Request, entries: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        let mut state = self.0.lock().unwrap();
        if state.broken {
            return Err(LedgerFault);
        }
        if state.tightened <= request.since {
            state.log.push((request.clone(), entries.to_vec()));
        }
        Ok(Stamp { sequence: state.sequence, tightened: state.tightened })
    }

    async fn disclosed(&self, _: &[SubjectId], _: jiff::Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Ok(Vec::new())
    }
}
