use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Where a referral stands; and whether a person's NHS number was traced. What was indexed before is not: it is known once
/// the record's next version is read.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let status = Table::alter().table("indexed_record").add_column(string_null("referral_status")).take();
        manager.alter_table(status).await?;
        let strong = boolean("strong_number").default(false).take();
        manager.alter_table(Table::alter().table("person_feature").add_column(strong).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("person_feature").drop_column("strong_number").take()).await?;
        manager.alter_table(Table::alter().table("indexed_record").drop_column("referral_status").take()).await
    }
}
