use accord_consent::{Directive, Effect, Exclusion, Link, PolicyWrite, Relation};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait as _};
use uuid::Uuid;

use super::{PolicyChange, directive, link, relation, state};
use crate::entity::{directive as directives, exclusion, person_link, relation as relations};
use crate::features::{self, Features};
use crate::open::Db;
use crate::{StoreError, lock, propose};

/// Makes the writes durable in one transaction. Returns the number of the last change, an earlier one where these
/// writes change nothing.
pub(super) async fn write(db: &Db, writes: &[PolicyWrite]) -> Result<u64, StoreError> {
    let transaction = db.begin().await?;
    if writes.iter().any(|one| matches!(one, PolicyWrite::Introduce { .. })) {
        // Before the lock of the policy, as sync does: the other way round the two could wait for each other.
        lock::take(&transaction, lock::SYNC).await?;
    }
    let before = state::read(&transaction, state::Lock::Exclusive).await?;
    let mut sequence = before.sequence;
    // One after the other: a later write may build on an earlier one.
    for one in writes {
        let change = change(&transaction, one).await?;
        sequence = change.write(&transaction).await?.unwrap_or(sequence);
    }
    transaction.commit().await?;
    Ok(sequence.cast_unsigned())
}

async fn change(db: &DatabaseTransaction, write: &PolicyWrite) -> Result<PolicyChange, StoreError> {
    match write {
        PolicyWrite::Record(directive) => record(db, directive).await,
        PolicyWrite::Withdraw(id, at) => withdraw(db, *id, *at).await,
        PolicyWrite::Relate(relation) => relate(db, relation).await,
        PolicyWrite::End(id, at) => end(db, *id, *at).await,
        PolicyWrite::Link(link) => join(db, link).await,
        PolicyWrite::Exclude(exclusion) => exclude(db, exclusion).await,
        PolicyWrite::Introduce { subject, organisation, fingerprints, sealed, at } => {
            let new = Features {
                subject: *subject,
                owner: *organisation,
                introduced_at: Some(*at),
                fingerprints: fingerprints.clone(),
                sealed: sealed.clone(),
                strong_number: false,
            };
            features::write(db, vec![new]).await?;
            let links = propose::propose(db, &[*subject], *at).await?;
            Ok(PolicyChange { tightens: !links.is_empty(), links, ..PolicyChange::default() })
        }
    }
}

async fn record(db: &impl ConnectionTrait, new: &Directive) -> Result<PolicyChange, StoreError> {
    let known = directives::Entity::find_by_id(new.id).one(db).await?;
    if known.is_some() {
        return Ok(PolicyChange::default());
    }
    Ok(PolicyChange {
        directives: vec![directive::row(new, None)],
        tightens: new.effect != Effect::Permit,
        ..PolicyChange::default()
    })
}

async fn withdraw(db: &impl ConnectionTrait, id: Uuid, at: Timestamp) -> Result<PolicyChange, StoreError> {
    let known = directives::Entity::find_by_id(id).one(db).await?;
    let Some(mut row) = known.filter(|row| row.withdrawn_at.is_none()) else {
        return Ok(PolicyChange::default());
    };
    row.withdrawn_at = Some(at.to_string());
    Ok(PolicyChange { directives: vec![row], tightens: true, ..PolicyChange::default() })
}

async fn relate(db: &impl ConnectionTrait, new: &Relation) -> Result<PolicyChange, StoreError> {
    let mut row = relation::row(new, None);
    let known = relations::Entity::find_by_id(new.id).one(db).await?;
    let tightens = match known {
        Some(known) => {
            row.sequence = known.sequence;
            if row == known {
                return Ok(PolicyChange::default());
            }
            // Of one relationship only the end is expected to change; anything else may take access away as well.
            let before = relation::read(&known)?;
            let only_longer = Relation { end: before.end, ..new.clone() } == before
                && before.end.is_some_and(|end| new.end.is_none_or(|later| later > end));
            !only_longer
        }
        None => false,
    };
    Ok(PolicyChange { relations: vec![row], tightens, ..PolicyChange::default() })
}

/// Nothing where there is no such relationship, or where it has ended before.
async fn end(db: &impl ConnectionTrait, id: Uuid, at: Timestamp) -> Result<PolicyChange, StoreError> {
    let Some(mut row) = relations::Entity::find_by_id(id).one(db).await? else {
        return Ok(PolicyChange::default());
    };
    let known = relation::read(&row)?;
    if known.end.is_some_and(|end| end <= at) {
        return Ok(PolicyChange::default());
    }
    row.end_at = Some(at.to_string());
    row.ended_at = Some(at.to_string());
    Ok(PolicyChange { relations: vec![row], tightens: true, ..PolicyChange::default() })
}

async fn exclude(db: &impl ConnectionTrait, new: &Exclusion) -> Result<PolicyChange, StoreError> {
    let user_key = new.user.0.to_vec();
    let known = exclusion::Entity::find_by_id((new.record, user_key.clone())).one(db).await?;
    if known.is_some_and(|row| row.ended_at.is_none()) {
        return Ok(PolicyChange::default());
    }
    let row = exclusion::Model { record: new.record, user_key, at: new.at.to_string(), ended_at: None, sequence: 0 };
    Ok(PolicyChange { exclusions: vec![row], tightens: true, ..PolicyChange::default() })
}

/// Any change of a link but a waiting one's confirmation may take access away: refusals begin to flow over it, or
/// consents cease to.
async fn join(db: &impl ConnectionTrait, new: &Link) -> Result<PolicyChange, StoreError> {
    let row = link::row(new, Timestamp::now());
    let known = person_link::Entity::find_by_id((row.a, row.b)).one(db).await?;
    let same = known.as_ref().is_some_and(|k| (&k.state, &k.basis) == (&row.state, &row.basis));
    if same {
        return Ok(PolicyChange::default());
    }
    let confirms = known.is_some_and(|k| k.state == "WAITING") && row.state == "CONFIRMED";
    Ok(PolicyChange { links: vec![row], tightens: !confirms, ..PolicyChange::default() })
}
