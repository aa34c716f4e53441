//! An open referral to a member is a relationship of that member with the person, for as long as it is open.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::batch::Page;
use super::facts::Places;
use crate::entity::relation::{Column, Entity, Model};
use crate::policy::{PolicyChange, relation_row};
use crate::{StoreError, rows};

/// Compares what the records of the page open with what they opened. What is no longer open, or gone, ends.
pub(super) async fn compare(
    db: &impl ConnectionTrait,
    page: &Page,
    places: &Places,
    at: Timestamp,
    change: &mut PolicyChange,
) -> Result<(), StoreError> {
    let before = rows::having::<Entity>(db, Column::Source, places.touched(page)).await?;
    let before: HashMap<Uuid, Model> = before.into_iter().map(|row| (row.id, row)).collect();
    let mut open = HashSet::new();
    for row in &page.rows {
        for relation in &row.relations {
            let new = relation_row(relation, Some(row.candidate.id));
            open.insert(new.id);
            let known = before.get(&new.id).map(|known| Model { sequence: 0, ..known.clone() });
            if known.as_ref() != Some(&new) {
                change.relations.push(new);
            }
        }
    }
    for (id, row) in before {
        if row.end_at.is_none() && !open.contains(&id) {
            change.tightens = true;
            let end = Some(at.to_string());
            change.relations.push(Model { end_at: end.clone(), ended_at: end, ..row });
        }
    }
    Ok(())
}
