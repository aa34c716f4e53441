//! Which persons may be one person: a plain rule on keyed fingerprints, which proposes and never confirms. Probabilistic
//! linkage takes its place.

use std::collections::{BTreeMap, HashMap};

use accord_consent::{Fingerprint, Identifier};
use accord_model::SubjectId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::entity::{person_feature, person_link};
use crate::index::all_fingerprints;
use crate::{StoreError, policy, rows, stored};

/// How many handles one statement takes.
const AT_ONCE: usize = 500;

/// Identifiers on which two persons agree, one bit each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agreeing(i64);

impl Agreeing {
    pub(crate) fn of(all: impl IntoIterator<Item = Identifier>) -> Self {
        Self(all.into_iter().fold(0, |bits, one| bits | 1 << one as u8))
    }

    fn has(self, all: &[Identifier]) -> bool {
        let wanted = Self::of(all.iter().copied()).0;
        self.0 & wanted == wanted
    }

    /// Whether a reviewer should look. Names are spelled in many ways, so that date of birth and postcode suffice;
    /// twins share both, so that two NHS numbers that differ ask for the whole name as well.
    fn proposes(self, nhs_numbers_differ: bool) -> bool {
        use Identifier::{DateOfBirth, Family, Given, NhsNumber, Postcode};
        if self.has(&[NhsNumber]) {
            return self.0.count_ones() >= 2;
        }
        if nhs_numbers_differ {
            return self.has(&[Family, Given, DateOfBirth]);
        }
        self.has(&[Family, DateOfBirth]) || self.has(&[DateOfBirth, Postcode]) || self.has(&[Given, Family, Postcode])
    }
}

/// New links between these handles and any other, waiting for a reviewer. A pair that was ever linked or refused is
/// not proposed again.
pub(crate) async fn propose(
    db: &impl ConnectionTrait,
    subjects: &[SubjectId],
    at: Timestamp,
) -> Result<Vec<person_link::Model>, StoreError> {
    let mut pairs = BTreeMap::new();
    for part in subjects.chunks(AT_ONCE) {
        pairs.extend(agreeing(db, part).await?);
    }
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let ends: Vec<Uuid> = pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let numbers = nhs_numbers(db, &ends).await?;
    let known = rows::having::<person_link::Entity>(db, person_link::Column::A, ends.clone()).await?;
    for link in known {
        pairs.remove(&(link.a, link.b));
    }
    let people = rows::having::<person_feature::Entity>(db, person_feature::Column::Subject, ends);
    let people: HashMap<Uuid, _> = people.await?.into_iter().map(|row| (row.subject, row)).collect();
    let mut links = Vec::new();
    for ((a, b), agree) in pairs {
        let differ = matches!((numbers.get(&a), numbers.get(&b)), (Some(a), Some(b)) if a != b);
        let (Some(a), Some(b)) = (people.get(&a), people.get(&b)) else {
            continue;
        };
        if agree.proposes(differ) && may_be_linked(a, b) {
            let end = |row: &person_feature::Model| {
                Ok::<_, StoreError>((SubjectId(row.subject), stored::code(&row.owner, "owner")?))
            };
            links.push(policy::waiting(end(a)?, end(b)?, at));
        }
    }
    Ok(links)
}

/// One owner's own duplicates are its own affair; a person whom somebody introduced is looked for everywhere.
fn may_be_linked(a: &person_feature::Model, b: &person_feature::Model) -> bool {
    a.owner != b.owner || a.introduced_at.is_some() != b.introduced_at.is_some()
}

/// Pairs, the lesser handle first, that agree on two identifiers or more.
async fn agreeing(
    db: &impl ConnectionTrait,
    subjects: &[SubjectId],
) -> Result<BTreeMap<(Uuid, Uuid), Agreeing>, StoreError> {
    let places: Vec<String> = (1..=subjects.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT mine.subject AS mine, other.subject AS other, \
                CAST(SUM(1 << other.identifier) AS BIGINT) AS agreeing \
         FROM fingerprint mine \
         JOIN fingerprint other ON other.identifier = mine.identifier AND other.value = mine.value \
         WHERE mine.subject IN ({}) AND other.subject <> mine.subject \
         GROUP BY mine.subject, other.subject HAVING COUNT(*) >= 2",
        places.join(", ")
    );
    let values = subjects.iter().map(|subject| Value::from(subject.0));
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut pairs = BTreeMap::new();
    for row in db.query_all_raw(statement).await? {
        let (mine, other): (Uuid, Uuid) = (row.try_get("", "mine")?, row.try_get("", "other")?);
        let bits: i64 = row.try_get("", "agreeing")?;
        pairs.insert((mine.min(other), mine.max(other)), Agreeing(bits));
    }
    Ok(pairs)
}

async fn nhs_numbers(db: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<HashMap<Uuid, Fingerprint>, StoreError> {
    let all = all_fingerprints(db, subjects.to_vec()).await?;
    let numbers = all.into_iter().filter_map(|(subject, prints)| {
        let number = prints.into_iter().find(|(what, _)| *what == Identifier::NhsNumber)?;
        Some((subject.0, number.1))
    });
    Ok(numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::Agreeing;
    use accord_consent::Identifier::{DateOfBirth, Family, Given, NhsNumber, Postcode};

    #[test]
    fn what_proposes_a_link_and_what_does_not() {
        let cases: [(&[_], bool, bool); 9] = [
            (&[Family, DateOfBirth], false, true),
            (&[DateOfBirth, Postcode], false, true),
            (&[Given, Family, Postcode], false, true),
            (&[NhsNumber, Given], false, true),
            (&[Family, Given], false, false),
            (&[Family, Postcode], false, false),
            (&[Given, DateOfBirth], false, false),
            (&[Family, DateOfBirth, Postcode], true, false),
            (&[Family, Given, DateOfBirth], true, true),
        ];
        for (agree, differ, expected) in cases {
            let agree = Agreeing::of(agree.iter().copied());
            assert_eq!(agree.proposes(differ), expected);
        }
    }
}
