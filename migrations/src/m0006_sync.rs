use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, string, string_null, uuid};

use crate::table::{create, index, remove, seed};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, "store_lock", &["name"], vec![string("name")]).await?;
        seed(manager, "store_lock", vec![("name", "spool".into())]).await?;
        seed(manager, "store_lock", vec![("name", "sync".into())]).await?;

        let columns = vec![string("partner"), string_null("cursor"), big_integer_null("synced_at")];
        create(manager, "partner_state", &["partner"], columns).await?;

        let columns = vec![string("partner"), string("code"), string("place"), big_integer("seen_at")];
        create(manager, "partner_note", &["partner", "code", "place"], columns).await?;

        let columns =
            vec![uuid("record"), binary("fingerprint"), string("partner"), string("system"), binary("sealed")];
        create(manager, "unmapped_word", &["record", "fingerprint"], columns).await?;
        index(manager, "unmapped_word", &["partner", "fingerprint"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["unmapped_word", "partner_note", "partner_state", "store_lock"]).await
    }
}
