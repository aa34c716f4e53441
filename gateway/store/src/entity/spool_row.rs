use sea_orm::entity::prelude::*;

/// One row of an extract, sealed, or its tombstone.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "spool_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub source: String,
    pub sequence: i64,
    pub extracted: i64,
    pub digest: Vec<u8>,
    pub sealed: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
