//! Which persons a reviewer should look at side by side, and which a traced NHS number makes one. Nothing else confirms a
//! link.

use std::collections::{BTreeSet, HashMap};

use accord_consent::{Fingerprint, Identifier, LinkBasis, LinkState};
use accord_linkage::{blocking, proposal};
use accord_model::SubjectId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::entity::{person_feature, person_link};
use crate::index::all_fingerprints;
use crate::policy::link;
use crate::{StoreError, rows, stored};

/// How many handles one statement takes.
const AT_ONCE: usize = 500;

/// Two handles, the lesser first.
type Pair = (Uuid, Uuid);

/// What became of the links between these handles and any other: new ones, that wait for a reviewer or that a traced number
/// makes; and those that a traced number made and no longer carries. A pair that a reviewer has decided on stays as she left
/// it, and what waits already is not proposed again.
pub(crate) async fn propose(
    db: &impl ConnectionTrait,
    subjects: &[SubjectId],
    at: Timestamp,
) -> Result<Vec<person_link::Model>, StoreError> {
    let (mut pairs, mut links) = (BTreeSet::new(), HashMap::new());
    for part in subjects.chunks(AT_ONCE) {
        pairs.extend(sharing(db, part).await?);
        for link in numbered(db, part).await? {
            pairs.insert((link.a, link.b));
        }
    }
    let ends: BTreeSet<Uuid> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let ends: Vec<Uuid> = ends.into_iter().collect();
    for link in rows::having::<person_link::Entity>(db, person_link::Column::A, ends.clone()).await? {
        links.insert((link.a, link.b), link);
    }
    let people = rows::having::<person_feature::Entity>(db, person_feature::Column::Subject, ends.clone()).await?;
    let people: HashMap<Uuid, _> = people.into_iter().map(|row| (row.subject, row)).collect();
    let prints = all_fingerprints(db, ends).await?;
    let prints: HashMap<Uuid, _> = prints.into_iter().map(|(subject, all)| (subject.0, all)).collect();
    let none = Vec::new();
    let mut changed = Vec::new();
    for (a, b) in pairs {
        let of = |handle: &Uuid| people.get(handle).map(|row| (row, prints.get(handle).unwrap_or(&none)));
        changed.extend(weigh(of(&a).zip(of(&b)), links.get(&(a, b)), at)?);
    }
    Ok(changed)
}

/// What is known of one end of a pair.
type End<'a> = (&'a person_feature::Model, &'a Vec<(Identifier, Fingerprint)>);

/// The link as it must now be, where that is not as it is.
fn weigh(
    pair: Option<(End<'_>, End<'_>)>,
    known: Option<&person_link::Model>,
    at: Timestamp,
) -> Result<Option<person_link::Model>, StoreError> {
    let linked = known.map(link::read).transpose()?;
    let state = linked.as_ref().map(|link| (link.state, link.basis));
    let one = pair.is_some_and(|(a, b)| may_be_linked(a.0, b.0) && one_number(a, b));
    let alike = pair.is_some_and(|(a, b)| may_be_linked(a.0, b.0) && proposal(a.1, b.1).is_some());
    let to = match state {
        // A reviewer has looked at it.
        Some((LinkState::Confirmed | LinkState::Undone, LinkBasis::Review)) => return Ok(None),
        Some((LinkState::Confirmed, LinkBasis::VerifiedNhsNumber)) if one => return Ok(None),
        _ if one => (LinkState::Confirmed, LinkBasis::VerifiedNhsNumber),
        None | Some((LinkState::Confirmed | LinkState::Undone, _)) if alike => (LinkState::Waiting, LinkBasis::Review),
        Some((LinkState::Confirmed, _)) => (LinkState::Undone, LinkBasis::VerifiedNhsNumber),
        _ => return Ok(None),
    };
    let ends = match (linked, pair) {
        (Some(link), _) => ((link.a, link.owners.0), (link.b, link.owners.1)),
        (None, Some((a, b))) => (end(a.0)?, end(b.0)?),
        (None, None) => return Ok(None),
    };
    Ok(Some(match to {
        (LinkState::Waiting, _) => link::waiting(ends.0, ends.1, at),
        (state, _) => link::by_number(ends.0, ends.1, state, at),
    }))
}

/// Both hold the same NHS number, and it was traced on both sides.
fn one_number(a: End<'_>, b: End<'_>) -> bool {
    let number = |of: End<'_>| of.1.iter().find(|(what, _)| *what == Identifier::NhsNumber).map(|(_, print)| *print);
    a.0.strong_number && b.0.strong_number && number(a).is_some() && number(a) == number(b)
}

/// The links of these handles that a traced number made and that stand.
async fn numbered(db: &impl ConnectionTrait, subjects: &[SubjectId]) -> Result<Vec<person_link::Model>, StoreError> {
    let ends = || subjects.iter().map(|subject| subject.0);
    let mut all = rows::having::<person_link::Entity>(db, person_link::Column::A, ends()).await?;
    all.extend(rows::having::<person_link::Entity>(db, person_link::Column::B, ends()).await?);
    let mut standing = Vec::new();
    for row in all {
        let link = link::read(&row)?;
        if (link.state, link.basis) == (LinkState::Confirmed, LinkBasis::VerifiedNhsNumber) {
            standing.push(row);
        }
    }
    Ok(standing)
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
