use sea_orm::entity::prelude::*;

/// An order that keeps rows of the log from a person.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "log_exemption")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: Uuid,
    pub organisation: String,
    pub ground: String,
    pub start_at: String,
    pub until_at: Option<String>,
    pub ended_at: Option<String>,
    pub signature: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
