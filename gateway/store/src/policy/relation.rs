use accord_consent::{Relation, RelationKind};
use accord_model::SubjectId;
use uuid::Uuid;

use crate::entity::relation::Model;
use crate::{StoreError, stored};

/// A relationship as a row. `source` is the record that says so, where a record does.
pub(crate) fn row(relation: &Relation, source: Option<Uuid>) -> Model {
    Model {
        id: relation.id,
        organisation: relation.organisation.to_string(),
        user_key: relation.user.map(|user| user.0.to_vec()),
        subject: relation.subject.0,
        kind: kind(relation.kind).to_owned(),
        start_at: relation.start.to_string(),
        end_at: relation.end.map(|end| end.to_string()),
        ended_at: None,
        categories: i64::from(relation.categories.bits()),
        owner: relation.owner.map(|owner| owner.to_string()),
        source,
        sequence: 0,
    }
}

/// A relationship from its row.
pub(super) fn read(row: &Model) -> Result<Relation, StoreError> {
    let found = RelationKind::ALL.into_iter().find(|one| kind(*one) == row.kind);
    let user = row.user_key.as_deref();
    let (start, end) = (stored::code(&row.start_at, "start_at")?, stored::optional(row.end_at.as_ref(), "end_at")?);
    Ok(Relation {
        id: row.id,
        organisation: stored::code(&row.organisation, "organisation")?,
        user: user.map(|bytes| stored::user(bytes, "user_key")).transpose()?,
        subject: SubjectId(row.subject),
        kind: found.ok_or(StoreError::Unsound("relation.kind"))?,
        categories: stored::mask(row.categories),
        owner: stored::optional(row.owner.as_ref(), "owner")?,
        start,
        // A period without an instant holds at none.
        end: if row.ended_at.is_some() { Some(start) } else { end },
    })
}

const fn kind(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Own => "OWN",
        RelationKind::Assigned => "ASSIGNED",
        RelationKind::FoundPresent => "FOUND_PRESENT",
        RelationKind::Introduced => "INTRODUCED",
        RelationKind::Proxy => "PROXY",
        RelationKind::Referred => "REFERRED",
        RelationKind::Conference => "CONFERENCE",
        RelationKind::Emergency => "EMERGENCY",
        RelationKind::InformationRequest => "INFORMATION_REQUEST",
    }
}
