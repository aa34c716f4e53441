use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;

use super::state;
use crate::entity::{directive, exclusion, person_link, person_link_change, relation};
use crate::{StoreError, rows};

/// What one transaction changes of policy. Its rows are numbered when they are written.
#[derive(Default)]
pub(crate) struct PolicyChange {
    /// Directives as they will be.
    pub(crate) directives: Vec<directive::Model>,
    /// Relationships as they will be.
    pub(crate) relations: Vec<relation::Model>,
    /// People excluded from a record.
    pub(crate) exclusions: Vec<exclusion::Model>,
    /// Links as they will be.
    pub(crate) links: Vec<person_link::Model>,
    /// Whether it takes access away.
    pub(crate) tightens: bool,
}

impl PolicyChange {
    /// Writes everything under one new number; writes nothing, and returns none, where nothing changes.
    pub(crate) async fn write(self, db: &impl ConnectionTrait) -> Result<Option<i64>, StoreError> {
        let Self { directives, mut relations, mut exclusions, mut links, tightens } = self;
        let mut directives = last_of_each(directives);
        let rows = directives.len() + relations.len() + exclusions.len() + links.len();
        if rows == 0 && !tightens {
            return Ok(None);
        }
        let sequence = state::advance(db, tightens).await?;
        directives.iter_mut().for_each(|row| row.sequence = sequence);
        relations.iter_mut().for_each(|row| row.sequence = sequence);
        exclusions.iter_mut().for_each(|row| row.sequence = sequence);
        links.iter_mut().for_each(|row| row.sequence = sequence);
        rows::upsert::<directive::Entity>(db, directives).await?;
        rows::upsert::<relation::Entity>(db, relations).await?;
        rows::upsert::<exclusion::Entity>(db, exclusions).await?;
        let history = links.iter().cloned().map(past).collect();
        rows::insert::<person_link_change::Entity>(db, history).await?;
        rows::upsert::<person_link::Entity>(db, links).await?;
        Ok(Some(sequence))
    }
}

fn past(link: person_link::Model) -> person_link_change::Model {
    let person_link::Model { a, b, owner_a, owner_b, state, basis, changed_at, sequence } = link;
    person_link_change::Model { a, b, owner_a, owner_b, state, basis, changed_at, sequence }
}

/// One statement must not write a row twice.
fn last_of_each(rows: Vec<directive::Model>) -> Vec<directive::Model> {
    let by_id: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    by_id.into_values().collect()
}
