use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, binary_null, string};

use crate::table::{create, index, remove};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            string("partner"),
            big_integer("sequence"),
            string("source"),
            binary("file_digest"),
            big_integer("extracted"),
            big_integer("added"),
            big_integer("changed"),
            big_integer("removed"),
            big_integer("unchanged"),
        ];
        create(manager, "spool_load", &["partner", "sequence"], columns).await?;

        let columns = vec![
            string("partner"),
            string("name"),
            string("source"),
            big_integer("sequence"),
            big_integer("extracted"),
            binary("digest"),
            binary_null("sealed"),
        ];
        create(manager, "spool_row", &["partner", "name"], columns).await?;
        let order = ["partner", "sequence", "name"];
        index(manager, "spool_row", &order).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["spool_row", "spool_load"]).await
    }
}
