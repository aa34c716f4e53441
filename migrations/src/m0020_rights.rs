use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string, string_null, uuid};

use crate::table::{create, index, remove};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Orders that keep rows of the log from a person for a while, and what she said of her log's quiet.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            uuid("id"),
            uuid("subject"),
            string("organisation"),
            string("ground"),
            string("start_at"),
            string_null("until_at"),
            string_null("ended_at"),
            string("signature"),
        ];
        create(manager, "log_exemption", &["id"], columns).await?;
        index(manager, "log_exemption", &["subject"]).await?;

        let columns = vec![uuid("id"), uuid("subject"), boolean("quiet"), big_integer("at"), big_integer("number")];
        create(manager, "quiet_log", &["id", "subject"], columns).await?;
        index(manager, "quiet_log", &["subject"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["quiet_log", "log_exemption"]).await
    }
}
