use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What it tells that a rule proposes an incident, one bit a category. Of a candidate that was indexed before, nobody knows
/// which rule proposed it: it is hidden until the record's next version is read.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let proposed = big_integer("proposed").default(0).take();
        manager.alter_table(Table::alter().table("indexed_record").add_column(proposed).take()).await?;
        let every = i64::from(u32::MAX);
        let hide = Query::update()
            .table("indexed_record")
            .value("proposed", every)
            .and_where(Expr::col("recognition").eq("CANDIDATE"))
            .to_owned();
        manager.exec_stmt(hide).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("indexed_record").drop_column("proposed").take()).await
    }
}
