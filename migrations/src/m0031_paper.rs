use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::uuid_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Which of several papers of a partner says a directive, as a keyed name. Of those that were there before nobody knows; the next
/// sync says it.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let paper = uuid_null("paper").take();
        manager.alter_table(Table::alter().table("directive").add_column(paper).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("directive").drop_column("paper").take()).await
    }
}
