use sea_orm::entity::prelude::*;

/// A request that a partner correct a record.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "correction_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: Uuid,
    pub record: Uuid,
    pub record_kind: i16,
    pub owner: String,
    pub field: String,
    pub what: Vec<u8>,
    pub asked_by: String,
    pub asked_at: i64,
    pub outcome: Option<String>,
    pub reason: Option<Vec<u8>>,
    pub answered_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
