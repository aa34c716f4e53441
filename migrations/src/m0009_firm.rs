use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Whether a refusal is firm: a part of it could not be understood, and nothing narrower outdoes it. None was before.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let firm = boolean("firm").default(false).take();
        manager.alter_table(Table::alter().table("directive").add_column(firm).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("directive").drop_column("firm").take()).await
    }
}
