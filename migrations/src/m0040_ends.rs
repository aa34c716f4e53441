use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns, and their tables.
const COLUMNS: [(&str, &str); 4] =
    [("relation", "ended_at"), ("exclusion", "ended_at"), ("directive", "lapsed"), ("ledger_head", "latest_at")];

/// What has ended for good, whatever a clock says later, and how far the clock has come.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            let column = match column {
                "lapsed" => boolean(column).default(false).take(),
                "latest_at" => big_integer(column).default(0).take(),
                _ => string_null(column),
            };
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
