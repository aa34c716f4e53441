//! Which persons a reviewer should look at side by side. It proposes and never confirms.

use std::collections::{BTreeSet, HashMap};

use accord_linkage::{blocking, proposal};
use accord_model::SubjectId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::entity::{person_feature, person_link};
use crate::index::all_fingerprints;
use crate::policy::link::waiting;
use crate::{StoreError, rows, stored};

/// How many handles one statement takes.
const AT_ONCE: usize = 500;

/// Two handles, the lesser first.
type Pair = (Uuid, Uuid);

/// New links between these handles and any other, waiting for a reviewer. A pair that was ever linked or refused is
/// not proposed again.
pub(crate) async fn propose(
    db: &impl ConnectionTrait,
    subjects: &[SubjectId],
    at: Timestamp,
) -> Result<Vec<person_link::Model>, StoreError> {
    let mut pairs = BTreeSet::new();
    for part in subjects.chunks(AT_ONCE) {
        pairs.extend(sharing(db, part).await?);
    }
    let ends: BTreeSet<Uuid> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let ends: Vec<Uuid> = ends.into_iter().collect();
    let known = rows::having::<person_link::Entity>(db, person_link::Column::A, ends.clone()).await?;
    for link in known {
        pairs.remove(&(link.a, link.b));
    }
    let people = rows::having::<person_feature::Entity>(db, person_feature::Column::Subject, ends.clone()).await?;
    let people: HashMap<Uuid, _> = people.into_iter().map(|row| (row.subject, row)).collect();
    let prints = all_fingerprints(db, ends).await?;
    let prints: HashMap<Uuid, _> = prints.into_iter().map(|(subject, all)| (subject.0, all)).collect();
    let mut links = Vec::new();
    for (a, b) in pairs {
        let agree = prints.get(&a).zip(prints.get(&b)).and_then(|(a, b)| proposal(a, b));
        let (Some(a), Some(b), Some(_)) = (people.get(&a), people.get(&b), agree) else { continue };
        if may_be_linked(a, b) {
            links.push(waiting(end(a)?, end(b)?, at));
        }
    }
    Ok(links)
}

fn end(row: &person_feature::Model) -> Result<(SubjectId, accord_model::OrganisationId), StoreError> {
    Ok((SubjectId(row.subject), stored::code(&row.owner, "person_feature.owner")?))
}

/// One owner's own duplicates are its own affair; a person whom somebody introduced is looked for everywhere.
fn may_be_linked(a: &person_feature::Model, b: &person_feature::Model) -> bool {
    a.owner != b.owner || a.introduced_at.is_some() != b.introduced_at.is_some()
}

/// Every pair of one of these handles and another that share an identifier which few people share.
async fn sharing(db: &impl ConnectionTrait, subjects: &[SubjectId]) -> Result<BTreeSet<Pair>, StoreError> {
    let places: Vec<String> = (1..=subjects.len()).map(|n| format!("${n}")).collect();
    let blocking: Vec<String> = blocking().iter().map(|what| (*what as u8).to_string()).collect();
    let sql = format!(
        "SELECT DISTINCT mine.subject AS mine, other.subject AS other \
         FROM fingerprint mine \
         JOIN fingerprint other ON other.identifier = mine.identifier AND other.value = mine.value \
         WHERE mine.subject IN ({}) AND mine.identifier IN ({}) AND other.subject <> mine.subject",
        places.join(", "),
        blocking.join(", ")
    );
    let values = subjects.iter().map(|subject| Value::from(subject.0));
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut pairs = BTreeSet::new();
    for row in db.query_all_raw(statement).await? {
        let (mine, other): Pair = (row.try_get("", "mine")?, row.try_get("", "other")?);
        pairs.insert((mine.min(other), mine.max(other)));
    }
    Ok(pairs)
}
