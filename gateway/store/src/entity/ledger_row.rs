use sea_orm::entity::prelude::*;

/// One row of the disclosure log.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub request: i64,
    pub at: i64,
    pub organisation: String,
    pub user_key: Vec<u8>,
    pub role: String,
    pub purpose: String,
    pub activity: String,
    pub query_hash: Vec<u8>,
    pub asked: String,
    pub spared: String,
    pub sequence: i64,
    pub pseudonym: Option<Uuid>,
    pub partner: Option<String>,
    pub categories: i64,
    pub basis: Option<String>,
    pub agreement: Option<String>,
    pub version: Option<i64>,
    pub regime: Option<String>,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
