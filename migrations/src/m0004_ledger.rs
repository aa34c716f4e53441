use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, integer, string, string_null, uuid, uuid_null};

use crate::table::{create, index, remove, seed};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, "ledger_row", &["number"], row()).await?;
        index(manager, "ledger_row", &["pseudonym"]).await?;

        let columns = vec![integer("id"), big_integer("number"), binary("hash"), binary("seal")];
        create(manager, "ledger_head", &["id"], columns).await?;
        let first = vec![
            ("id", 1.into()),
            ("number", 0i64.into()),
            ("hash", vec![0u8; 32].into()),
            ("seal", Vec::<u8>::new().into()),
        ];
        seed(manager, "ledger_head", first).await?;

        let columns = vec![uuid("subject"), uuid("pseudonym")];
        create(manager, "pseudonym", &["subject"], columns).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["pseudonym", "ledger_head", "ledger_row"]).await
    }
}

fn row() -> Vec<ColumnDef> {
    vec![
        big_integer("number"),
        big_integer("request"),
        big_integer("at"),
        string("organisation"),
        binary("user_key"),
        string("role"),
        string("purpose"),
        string("activity"),
        binary("query_hash"),
        string("asked"),
        string("spared"),
        big_integer("sequence"),
        uuid_null("pseudonym"),
        string_null("partner"),
        big_integer("categories"),
        string_null("basis"),
        string_null("agreement"),
        big_integer_null("version"),
        string_null("regime"),
        binary("previous"),
        binary("hash"),
    ]
}
