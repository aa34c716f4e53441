use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary_null, integer, small_integer_null, string, string_null, uuid, uuid_null,
};

use crate::table::{create, index, remove, seed};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![integer("id"), big_integer("sequence"), big_integer("tightened")];
        create(manager, "policy_state", &["id"], columns).await?;
        let first = vec![("id", 1.into()), ("sequence", 0i64.into()), ("tightened", 0i64.into())];
        seed(manager, "policy_state", first).await?;

        create(manager, "directive", &["id"], directive()).await?;
        index(manager, "directive", &["sequence"]).await?;
        index(manager, "directive", &["source"]).await?;

        create(manager, "relation", &["id"], relation()).await?;
        index(manager, "relation", &["sequence"]).await?;

        create(manager, "person_link", &["a", "b"], link()).await?;
        index(manager, "person_link", &["b"]).await?;
        index(manager, "person_link", &["sequence"]).await?;
        let columns = link();
        create(manager, "person_link_change", &["a", "b", "sequence"], columns).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["person_link_change", "person_link", "relation", "directive", "policy_state"]).await
    }
}

fn directive() -> Vec<ColumnDef> {
    vec![
        uuid("id"),
        uuid("subject"),
        string("effect"),
        string_null("to_kind"),
        string_null("to_organisation"),
        string_null("purpose"),
        big_integer("categories"),
        string_null("action"),
        string_null("scope_owner"),
        string_null("scope_partner"),
        small_integer_null("scope_kind"),
        string_null("scope_local"),
        string("start_at"),
        string_null("end_at"),
        string("given_by"),
        string("given_method"),
        string("wording_version"),
        string("language"),
        string("recorded_by"),
        string("recorded_at"),
        string_null("withdrawn_at"),
        uuid_null("source"),
        big_integer("sequence"),
    ]
}

fn relation() -> Vec<ColumnDef> {
    vec![
        uuid("id"),
        string("organisation"),
        binary_null("user_key"),
        uuid("subject"),
        string("kind"),
        string("start_at"),
        string_null("end_at"),
        big_integer("sequence"),
    ]
}

fn link() -> Vec<ColumnDef> {
    vec![
        uuid("a"),
        uuid("b"),
        string("owner_a"),
        string("owner_b"),
        string("state"),
        string("basis"),
        string("changed_at"),
        big_integer("sequence"),
    ]
}
