//! Directives, relationships and links between persons, each row with the number of its last change.

mod change;
mod directive;
mod ends;
pub(crate) mod link;
mod relation;
pub(crate) mod state;
mod write;

use accord_consent::{Directives, PolicyChanges, PolicyWrite, StoreFault};
use async_trait::async_trait;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

pub(crate) use change::PolicyChange;
pub(crate) use directive::row as directive_row;
pub(crate) use ends::EndsStore;
pub(crate) use relation::row as relation_row;

use crate::StoreError;
use crate::entity::{directive as directives, exclusion, person_link, relation as relations};
use crate::open::Db;

/// Policy in the database.
pub(crate) struct PolicyStore(pub(crate) Db);

#[async_trait]
impl Directives for PolicyStore {
    async fn changes_since(&self, sequence: u64) -> Result<PolicyChanges, StoreFault> {
        Ok(self.since(sequence).await?)
    }

    async fn write(&self, writes: &[PolicyWrite]) -> Result<u64, StoreFault> {
        Ok(write::write(&self.0, writes).await?)
    }
}

impl PolicyStore {
    /// The state is read before the rows: a row that changes in between comes with this answer and the next one, which
    /// changes nothing. Withdrawn directives come too, so that a repeated request finds its own.
    async fn since(&self, sequence: u64) -> Result<PolicyChanges, StoreError> {
        let state = state::read(&self.0.read, state::Lock::None).await?;
        let mut changes = PolicyChanges {
            sequence: state.sequence.cast_unsigned(),
            tightened: state.tightened.cast_unsigned(),
            ..PolicyChanges::default()
        };
        if changes.sequence <= sequence {
            return Ok(changes);
        }
        let after = sequence.cast_signed();
        let rows = directives::Entity::find()
            .filter(directives::Column::Sequence.gt(after))
            .order_by_asc(directives::Column::Sequence);
        for row in rows.all(&self.0.read).await? {
            changes.directives.push(directive::read(&row)?);
        }
        let rows = relations::Entity::find()
            .filter(relations::Column::Sequence.gt(after))
            .order_by_asc(relations::Column::Sequence);
        for row in rows.all(&self.0.read).await? {
            changes.relations.push(relation::read(&row)?);
        }
        let rows = person_link::Entity::find()
            .filter(person_link::Column::Sequence.gt(after))
            .order_by_asc(person_link::Column::Sequence);
        for row in rows.all(&self.0.read).await? {
            changes.links.push(link::read(&row)?);
        }
        let rows = exclusion::Entity::find()
            .filter(exclusion::Column::Sequence.gt(after))
            .filter(exclusion::Column::EndedAt.is_null());
        for row in rows.all(&self.0.read).await? {
            changes.exclusions.push(ends::read(&row)?);
        }
        Ok(changes)
    }
}
