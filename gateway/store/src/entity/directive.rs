use sea_orm::entity::prelude::*;

/// What a victim, or a record, says about sharing.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directive")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: Uuid,
    pub effect: String,
    pub to_kind: Option<String>,
    pub to_organisation: Option<String>,
    pub purpose: Option<String>,
    pub categories: i64,
    pub action: Option<String>,
    pub scope_owner: Option<String>,
    pub scope_partner: Option<String>,
    pub scope_kind: Option<i16>,
    pub scope_local: Option<String>,
    pub start_at: String,
    pub end_at: Option<String>,
    pub firm: bool,
    pub given_by: String,
    pub given_method: String,
    pub wording_version: String,
    pub language: String,
    pub recorded_by: String,
    pub recorded_at: String,
    pub withdrawn_at: Option<String>,
    /// Of a permit: it had ended when the clock was turned back.
    pub lapsed: bool,
    pub source: Option<Uuid>,
    pub paper: Option<Uuid>,
    pub sequence: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

super::silent!(Model);

impl ActiveModelBehavior for ActiveModel {}
