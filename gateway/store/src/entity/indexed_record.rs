use sea_orm::entity::prelude::*;

/// A partner's record, as far as a question needs to find it.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indexed_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub partner: String,
    pub kind: i16,
    pub local: String,
    pub owner: String,
    pub accused: String,
    pub restricted: bool,
    pub about_nobody: bool,
    pub record_kind: Option<String>,
    pub recognition: Option<String>,
    pub strands: i16,
    pub occurred: Option<i64>,
    pub reported: Option<i64>,
    pub area: Option<String>,
    pub channel: Option<String>,
    pub present_fields: i64,
    pub as_of: i64,
    pub reference: Option<Vec<u8>>,
    pub referral_status: Option<String>,
    pub proposed: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
