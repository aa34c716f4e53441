use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, binary_null, string, string_null, uuid};

use crate::table::{create, index, remove};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Emergencies and information requests, people excluded from a record, and what a relationship leaves open at most.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Every relationship that was there before is about everything.
        let categories = big_integer("categories").default(i64::from(u32::MAX)).take();
        manager.alter_table(Table::alter().table("relation").add_column(categories).take()).await?;
        let owner = string_null("owner");
        manager.alter_table(Table::alter().table("relation").add_column(owner).take()).await?;
        let source = sea_orm_migration::schema::uuid_null("source");
        manager.alter_table(Table::alter().table("relation").add_column(source).take()).await?;
        index(manager, "relation", &["source"]).await?;

        create(manager, "access", &["id"], access()).await?;
        index(manager, "access", &["user_key", "kind"]).await?;
        index(manager, "access", &["organisation", "kind"]).await?;
        index(manager, "access", &["told_at"]).await?;

        let columns = vec![uuid("record"), binary("user_key"), string("at"), big_integer("sequence")];
        create(manager, "exclusion", &["record", "user_key"], columns).await?;
        index(manager, "exclusion", &["sequence"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["exclusion", "access"]).await?;
        manager.drop_index(Index::drop().name("relation_source").table("relation").to_owned()).await?;
        for column in ["source", "owner", "categories"] {
            manager.alter_table(Table::alter().table("relation").drop_column(column).take()).await?;
        }
        Ok(())
    }
}

fn access() -> Vec<ColumnDef> {
    vec![
        uuid("id"),
        string("kind"),
        string("organisation"),
        binary("user_key"),
        string("role"),
        uuid("subject"),
        string_null("owner"),
        big_integer("categories"),
        binary("sealed"),
        big_integer("at"),
        big_integer("end_at"),
        string("state"),
        binary_null("answered_by"),
        string_null("answered_at"),
        string_null("told_at"),
    ]
}
