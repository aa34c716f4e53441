use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, small_integer};

use crate::table::{create, remove};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What a user's own token says of her, as keyed fingerprints: whether she read about somebody of her own name or postcode.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![binary("user_key"), small_integer("identifier"), binary("value"), big_integer("seen_at")];
        create(manager, "staff_fact", &["user_key", "identifier"], columns).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["staff_fact"]).await
    }
}
