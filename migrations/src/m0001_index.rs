use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, boolean, small_integer, string, string_null, uuid,
};

use crate::table::{create, index, remove, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, "indexed_record", &["id"], record()).await?;
        unique(manager, "indexed_record", &["partner", "kind", "local"]).await?;
        index(manager, "indexed_record", &["owner", "occurred"]).await?;
        index(manager, "indexed_record", &["about_nobody", "area"]).await?;
        index(manager, "indexed_record", &["partner", "reference"]).await?;

        let columns = vec![uuid("record"), uuid("subject"), small_integer("place")];
        create(manager, "record_subject", &["record", "subject"], columns).await?;
        index(manager, "record_subject", &["subject"]).await?;

        let columns = vec![uuid("record"), string("partner"), binary("reference")];
        create(manager, "quoted_reference", &["record", "partner", "reference"], columns).await?;
        index(manager, "quoted_reference", &["partner", "reference"]).await?;

        create(manager, "incident_link", &["a", "b"], vec![uuid("a"), uuid("b")]).await?;
        index(manager, "incident_link", &["b"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, &["incident_link", "quoted_reference", "record_subject", "indexed_record"]).await
    }
}

fn record() -> Vec<ColumnDef> {
    vec![
        uuid("id"),
        string("partner"),
        small_integer("kind"),
        string("local"),
        string("owner"),
        string("accused"),
        boolean("restricted"),
        boolean("about_nobody"),
        string_null("record_kind"),
        string_null("recognition"),
        small_integer("strands"),
        big_integer_null("occurred"),
        big_integer_null("reported"),
        string_null("area"),
        string_null("channel"),
        big_integer("present_fields"),
        big_integer("as_of"),
        binary_null("reference"),
    ]
}
