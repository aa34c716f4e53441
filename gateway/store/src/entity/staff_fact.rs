use sea_orm::entity::prelude::*;

/// A keyed hash of what a user's token says of her.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_key: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub identifier: i16,
    pub value: Vec<u8>,
    pub seen_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
