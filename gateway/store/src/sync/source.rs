//! What records say of consent, and what their marks shut. A record that says something else withdraws what it said before.

use std::collections::{HashMap, HashSet};

use accord_consent::IndexRow;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::batch::Page;
use crate::entity::directive::{Column, Entity, Model};
use crate::policy::{PolicyChange, directive_row};
use crate::{StoreError, rows};

/// Compares what the records of the page say with what they said. The same words under a new version of the record
/// are the same directive; words that a person took back at the gateway stay taken back. How many refusals stay although the
/// paper that said them is not there any more, or is not understood any more.
pub(super) async fn compare(
    db: &impl ConnectionTrait,
    page: &Page,
    gone_people: &[Uuid],
    at: Timestamp,
    change: &mut PolicyChange,
) -> Result<usize, StoreError> {
    let mut kept = 0;
    let sources = page.speaking().map(|row| row.candidate.id);
    let mut before: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in rows::having::<Entity>(db, Column::Source, sources).await? {
        before.entry(row.source.unwrap_or_default()).or_default().push(row);
    }
    for row in page.speaking() {
        let source = row.candidate.id;
        let old = before.remove(&source).unwrap_or_default();
        kept += one_record(row, old, at, change);
    }
    for row in rows::having::<Entity>(db, Column::Source, gone_people.iter().copied()).await? {
        one_gone(row, at, change);
    }
    Ok(kept)
}

/// A person whom the partner shows no more permits nothing through it. What she refused stays refused, until she is there
/// again and it is said no more, or she takes it back herself.
fn one_gone(mut row: Model, at: Timestamp, change: &mut PolicyChange) {
    if row.effect != "PERMIT" || row.withdrawn_at.is_some() {
        return;
    }
    row.withdrawn_at = Some(at.to_string());
    row.source = None;
    change.tightens = true;
    change.directives.push(row);
}

fn one_record(record: &IndexRow, old: Vec<Model>, at: Timestamp, change: &mut PolicyChange) -> usize {
    let mut kept = 0;
    let paper = |id: Uuid| record.papers.iter().find(|(_, says)| says.contains(&id)).map(|(paper, _)| *paper);
    let there = |paper: Uuid| record.papers.iter().any(|(there, _)| *there == paper);
    let mut said: HashSet<_> = old.iter().map(words).collect();
    let mut now = HashMap::new();
    for directive in &record.directives {
        let row = Model { paper: paper(directive.id), ..directive_row(directive, Some(record.candidate.id)) };
        now.insert(words(&row), row.paper);
        if said.insert(words(&row)) {
            change.tightens |= row.effect != "PERMIT";
            change.directives.push(row);
        }
    }
    for mut row in old {
        if let Some(paper) = now.get(&words(&row)) {
            // Said by another paper than before, which says it no more: what becomes of this one counts.
            if row.paper != *paper && row.paper.is_none_or(there) {
                row.paper = *paper;
                change.directives.push(row);
            }
            continue;
        }
        // A paper that vanished without a word takes back what it permitted, and nothing that it refused.
        let vanished = row.paper.is_some_and(|paper| !there(paper));
        if vanished && row.effect == "DENY" {
            kept += usize::from(row.withdrawn_at.is_none());
            continue;
        }
        if row.withdrawn_at.is_none() {
            change.tightens |= row.effect == "PERMIT";
            row.withdrawn_at = Some(at.to_string());
        }
        // The record no longer says so: should it say so again, that is said anew.
        row.source = None;
        // The same id may have come back with other words; those stand.
        if change.directives.iter().all(|new| new.id != row.id) {
            change.directives.push(row);
        }
    }
    kept
}

/// What a directive says, whichever version of the record says it.
fn words(row: &Model) -> Vec<Option<String>> {
    vec![
        Some(row.subject.to_string()),
        Some(row.effect.clone()),
        row.to_kind.clone(),
        row.to_organisation.clone(),
        row.purpose.clone(),
        Some(row.categories.to_string()),
        row.action.clone(),
        row.scope_owner.clone(),
        row.scope_partner.clone(),
        row.scope_kind.map(|kind| kind.to_string()),
        row.scope_local.clone(),
        Some(row.start_at.clone()),
        row.end_at.clone(),
        Some(row.firm.to_string()),
        Some(row.given_by.clone()),
        Some(row.given_method.clone()),
        Some(row.recorded_by.clone()),
    ]
}
