//! The disclosure log as the privacy officer's search reads it, and what the users' own tokens say of them.

use std::collections::{BTreeSet, HashMap};

use accord_consent::{Fingerprint, Identifier, StoreFault};
use accord_model::{OrganisationId, Purpose, Role, UserKey};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select,
};
use uuid::Uuid;

use crate::entity::{fingerprint, ledger_row, pseudonym, staff_fact};
use crate::open::Db;
use crate::{StoreError, rows, stored};

/// Rows read at once.
const PAGE: u64 = 5_000;

/// What a user's token may say of her that a person in the index may share.
const FACTS: [Identifier; 2] = [Identifier::Family, Identifier::Postcode];

/// One row of the log: a request, or one disclosure of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number.
    pub number: u64,
    /// The number of its request's first row.
    pub request: u64,
    /// When the request was answered.
    pub at: Timestamp,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Who, as a keyed hash.
    pub user: UserKey,
    /// In which role.
    pub role: Role,
    /// For what.
    pub purpose: Purpose,
    /// What it did: `QUERY`, `FIND_ON_PHONE`; with a sealed reason behind it.
    pub activity: String,
    /// Whether something was disclosed.
    pub disclosed: bool,
    /// About whom, if about somebody.
    pub pseudonym: Option<Uuid>,
    /// Whether a partner held something that was not asked for.
    pub spared: bool,
}

/// What the users' tokens said of them.
pub type StaffFacts = HashMap<UserKey, Vec<(Identifier, Fingerprint)>>;

/// The log, read by numbers.
#[derive(Clone)]
pub struct AuditStore(pub(crate) Db);

impl AuditStore {
    /// How many rows of people's requests there are in this half-open period.
    pub async fn count(&self, from: Timestamp, until: Timestamp) -> Result<u64, StoreFault> {
        Ok(within(from, until).count(&self.0.read).await.map_err(StoreError::from)?)
    }

    /// The next rows of people's requests after this number, in order; none at the end. Sync's are left out.
    pub async fn after(&self, number: u64, from: Timestamp, until: Timestamp) -> Result<Vec<AuditRow>, StoreFault> {
        let after = ledger_row::Column::Number.gt(number.cast_signed());
        let some = within(from, until).filter(after).order_by_asc(ledger_row::Column::Number).limit(PAGE);
        let rows = some.all(&self.0.read).await.map_err(StoreError::from)?;
        Ok(rows.into_iter().map(row).collect::<Result<_, _>>()?)
    }

    /// Writes down what a user's token says of her, over what it said before.
    pub async fn note(
        &self,
        user: UserKey,
        facts: &[(Identifier, Fingerprint)],
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        let one = |(what, value): &(Identifier, Fingerprint)| staff_fact::Model {
            user_key: user.0.to_vec(),
            identifier: *what as i16,
            value: value.0.to_vec(),
            seen_at: at.as_microsecond(),
        };
        let transaction = self.0.begin().await?;
        rows::upsert::<staff_fact::Entity>(&transaction, facts.iter().map(one).collect()).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// What is known of all users.
    pub async fn staff(&self) -> Result<StaffFacts, StoreFault> {
        let all = staff_fact::Entity::find().all(&self.0.read).await.map_err(StoreError::from)?;
        let mut facts = StaffFacts::new();
        for row in all {
            let known = FACTS.into_iter().find(|what| *what as i16 == row.identifier);
            let what = known.ok_or(StoreError::Unsound("identifier"))?;
            let value = stored::fingerprint(&row.value, "value")?;
            facts.entry(stored::user(&row.user_key, "user_key")?).or_default().push((what, value));
        }
        Ok(facts)
    }

    /// The log's names of the people in the index who have this.
    pub async fn bearers(&self, (what, value): (Identifier, Fingerprint)) -> Result<BTreeSet<Uuid>, StoreFault> {
        let same = fingerprint::Entity::find()
            .filter(fingerprint::Column::Identifier.eq(what as i16))
            .filter(fingerprint::Column::Value.eq(value.0.to_vec()))
            .all(&self.0.read)
            .await
            .map_err(StoreError::from)?;
        let subjects = same.into_iter().map(|row| row.subject);
        let names = rows::having::<pseudonym::Entity>(&self.0.read, pseudonym::Column::Subject, subjects).await?;
        Ok(names.into_iter().map(|row| row.pseudonym).collect())
    }
}

fn within(from: Timestamp, until: Timestamp) -> Select<ledger_row::Entity> {
    ledger_row::Entity::find()
        .filter(ledger_row::Column::At.gte(from.as_microsecond()))
        .filter(ledger_row::Column::At.lt(until.as_microsecond()))
        .filter(ledger_row::Column::Activity.ne("SYNC"))
}

fn row(row: ledger_row::Model) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        number: stored::unsigned(row.number),
        request: stored::unsigned(row.request),
        at: stored::instant(row.at, "at")?,
        organisation: stored::code(&row.organisation, "organisation")?,
        user: stored::user(&row.user_key, "user_key")?,
        role: stored::code(&row.role, "role")?,
        purpose: stored::code(&row.purpose, "purpose")?,
        activity: row.activity,
        disclosed: row.partner.is_some(),
        pseudonym: row.pseudonym,
        spared: !row.spared.is_empty(),
    })
}
