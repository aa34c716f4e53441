use sea_orm::entity::prelude::*;

/// How a viewer comes to have to do with a person.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation: String,
    pub user_key: Option<Vec<u8>>,
    pub subject: Uuid,
    pub kind: String,
    pub start_at: String,
    pub end_at: Option<String>,
    /// When it was ended for good: whatever a clock says later, it does not count.
    pub ended_at: Option<String>,
    pub categories: i64,
    pub owner: Option<String>,
    /// The record that says so, where one does.
    pub source: Option<Uuid>,
    pub sequence: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
