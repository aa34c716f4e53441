use sea_orm::entity::prelude::*;

/// A partner's word that no map has, with the record it came in; keyed and sealed.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unmapped_word")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: Vec<u8>,
    pub partner: String,
    pub system: String,
    pub sealed: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
