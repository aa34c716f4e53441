use sea_orm::entity::prelude::*;

/// How far sync of a partner has come.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner_state")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner: String,
    pub cursor: Option<String>,
    pub synced_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
