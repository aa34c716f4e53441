//! Tables and indexes in one line each.

use sea_orm_migration::prelude::{
    ColumnDef, DbErr, Expr, Index, IndexCreateStatement, Query, SchemaManager, Table, Value,
};

/// Makes a table with a primary key of one or more columns.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    name: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    manager.create_table(table.primary_key(&mut primary).take()).await
}

/// Makes an index.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(over(table, columns)).await
}

/// Makes an index that no two rows share an entry of.
pub(crate) async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut index = over(table, columns);
    manager.create_index(index.unique().take()).await
}

fn over(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_")));
    index.table(table);
    for column in columns {
        index.col(*column);
    }
    index.take()
}

/// Writes the one row that a table starts with.
pub(crate) async fn seed(
    manager: &SchemaManager<'_>,
    table: &'static str,
    row: Vec<(&'static str, Value)>,
) -> Result<(), DbErr> {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert.into_table(table).columns(columns).values_panic(values.into_iter().map(Expr::value));
    manager.exec_stmt(insert.take()).await
}

/// Takes tables away, the last made first.
pub(crate) async fn remove(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).if_exists().take()).await?;
    }
    Ok(())
}
