use accord_federation::{ChangeCursor, Note};
use accord_model::PartnerId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait as _};

use crate::entity::{partner_note, partner_state};
use crate::{StoreError, rows};

pub(super) async fn cursor(db: &impl ConnectionTrait, partner: PartnerId) -> Result<Option<ChangeCursor>, StoreError> {
    let row = partner_state::Entity::find_by_id(partner.as_str()).one(db).await?;
    Ok(row.and_then(|row| row.cursor).map(ChangeCursor))
}

pub(super) async fn write(
    db: &impl ConnectionTrait,
    partner: PartnerId,
    next: &ChangeCursor,
    notes: &[Note],
    at: Timestamp,
) -> Result<(), StoreError> {
    let state = partner_state::Model {
        partner: partner.to_string(),
        cursor: Some(next.0.clone()),
        synced_at: Some(at.as_microsecond()),
    };
    rows::upsert::<partner_state::Entity>(db, vec![state]).await?;
    let mut notes: Vec<_> = notes
        .iter()
        .map(|note| partner_note::Model {
            partner: partner.to_string(),
            code: note.code.to_owned(),
            place: note.place.clone(),
            seen_at: at.as_microsecond(),
        })
        .collect();
    notes.sort_unstable_by(|a, b| (&a.code, &a.place).cmp(&(&b.code, &b.place)));
    notes.dedup();
    rows::upsert::<partner_note::Entity>(db, notes).await
}
