use sea_orm::entity::prelude::*;

/// Another partner's reference, quoted in a record; keyed.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quoted_reference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reference: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
