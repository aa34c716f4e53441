use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, binary, small_integer, string, uuid};

use crate::table::{create, index, remove};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![uuid("subject"), string("owner"), big_integer_null("introduced_at"), binary("sealed")];
        create(manager, "person_feature", &["subject"], columns).await?;

        let columns = vec![uuid("subject"), small_integer("identifier"), binary("value")];
        create(manager, "fingerprint", &["subject", "identifier"], columns).await?;
        index(manager, "fingerprint", &["identifier", "value"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["fingerprint", "person_feature"]).await
    }
}
