//! Incidents of which one quotes the other's reference, in whichever order they come in.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use super::batch::Page;
use super::facts::Places;
use crate::entity::incident_link;
use crate::{StoreError, rows};

/// How many handles one statement takes: they stand in it twice.
const AT_ONCE: usize = 500;

/// Takes away the links of every record of the page and finds them anew: both what it quotes and who quotes it.
pub(super) async fn link(db: &impl ConnectionTrait, page: &Page, places: &Places) -> Result<(), StoreError> {
    let touched = places.touched(page);
    let all = || touched.iter().copied();
    rows::remove::<incident_link::Entity>(db, incident_link::Column::A, all()).await?;
    rows::remove::<incident_link::Entity>(db, incident_link::Column::B, all()).await?;
    let ids: Vec<Uuid> = page.incidents().map(|row| row.candidate.id).collect();
    let mut pairs = BTreeSet::new();
    for part in ids.chunks(AT_ONCE) {
        pairs.extend(quoting(db, part).await?);
    }
    let links = pairs.into_iter().map(|(a, b)| incident_link::Model { a, b });
    rows::insert::<incident_link::Entity>(db, links.collect()).await
}

async fn quoting(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let places = places.join(", ");
    // Two halves, each with an index of its own; an OR over both tables would read one of them whole.
    let half = |side: &str| {
        format!(
            "SELECT quoted.record AS one, named.id AS other \
             FROM quoted_reference quoted \
             JOIN indexed_record named \
               ON named.partner = quoted.partner AND named.reference = quoted.reference \
             WHERE {side} IN ({places}) AND named.id <> quoted.record"
        )
    };
    let sql = format!("{} UNION {}", half("quoted.record"), half("named.id"));
    let values = ids.iter().map(|id| Value::from(*id));
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut pairs = Vec::new();
    for row in db.query_all_raw(statement).await? {
        let (one, other): (Uuid, Uuid) = (row.try_get("", "one")?, row.try_get("", "other")?);
        pairs.push((one.min(other), one.max(other)));
    }
    Ok(pairs)
}
