use sea_orm::entity::prelude::*;

/// Emergency access, or a victim information request.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub organisation: String,
    pub user_key: Vec<u8>,
    pub role: String,
    pub subject: Uuid,
    pub owner: Option<String>,
    pub categories: i64,
    pub sealed: Vec<u8>,
    pub at: i64,
    pub end_at: i64,
    pub state: String,
    pub answered_by: Option<Vec<u8>>,
    pub answered_at: Option<String>,
    pub told_at: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
