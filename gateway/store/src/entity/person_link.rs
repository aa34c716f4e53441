use sea_orm::entity::prelude::*;

/// How far a link between two persons has come.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub a: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub b: Uuid,
    pub owner_a: String,
    pub owner_b: String,
    pub state: String,
    pub basis: String,
    pub changed_at: String,
    pub sequence: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
