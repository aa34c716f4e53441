use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, small_integer, string, string_null, uuid,
};

use crate::table::{create, index, remove};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Requests that a partner correct a record, and their answers; the words sealed.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            uuid("id"),
            uuid("subject"),
            uuid("record"),
            small_integer("record_kind"),
            string("owner"),
            string("field"),
            binary("what"),
            string("asked_by"),
            big_integer("asked_at"),
            string_null("outcome"),
            binary_null("reason"),
            big_integer_null("answered_at"),
        ];
        create(manager, "correction_request", &["id"], columns).await?;
        index(manager, "correction_request", &["subject"]).await?;
        index(manager, "correction_request", &["owner"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["correction_request"]).await
    }
}
