use accord_consent::{Link, LinkBasis, LinkState};
use accord_model::{OrganisationId, SubjectId};
use jiff::Timestamp;

use crate::entity::person_link::Model;
use crate::{StoreError, stored};

/// A link as a row, the lesser handle first whichever way it came.
pub(super) fn row(link: &Link, at: Timestamp) -> Model {
    let (a, b) = ((link.a.0, link.owners.0), (link.b.0, link.owners.1));
    let (a, b) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    Model {
        a: a.0,
        b: b.0,
        owner_a: a.1.to_string(),
        owner_b: b.1.to_string(),
        state: state(link.state).to_owned(),
        basis: basis(link.basis).to_owned(),
        changed_at: at.to_string(),
        sequence: 0,
    }
}

/// A new link that waits for a reviewer.
pub(crate) fn waiting(a: (SubjectId, OrganisationId), b: (SubjectId, OrganisationId), at: Timestamp) -> Model {
    let link = Link { a: a.0, b: b.0, owners: (a.1, b.1), state: LinkState::Waiting, basis: LinkBasis::Review };
    row(&link, at)
}

/// A link that stands on a traced NHS number, in this state.
pub(crate) fn by_number(
    a: (SubjectId, OrganisationId),
    b: (SubjectId, OrganisationId),
    state: LinkState,
    at: Timestamp,
) -> Model {
    row(&Link { a: a.0, b: b.0, owners: (a.1, b.1), state, basis: LinkBasis::VerifiedNhsNumber }, at)
}

/// A link from its row.
pub(crate) fn read(row: &Model) -> Result<Link, StoreError> {
    let states = [LinkState::Waiting, LinkState::Confirmed, LinkState::Undone];
    let bases = [LinkBasis::Review, LinkBasis::VerifiedNhsNumber];
    let found = states.into_iter().find(|one| state(*one) == row.state);
    let on = bases.into_iter().find(|one| basis(*one) == row.basis);
    Ok(Link {
        a: SubjectId(row.a),
        b: SubjectId(row.b),
        owners: (stored::code(&row.owner_a, "owner_a")?, stored::code(&row.owner_b, "owner_b")?),
        state: found.ok_or(StoreError::Unsound("person_link.state"))?,
        basis: on.ok_or(StoreError::Unsound("person_link.basis"))?,
    })
}

const fn state(state: LinkState) -> &'static str {
    match state {
        LinkState::Waiting => "WAITING",
        LinkState::Confirmed => "CONFIRMED",
        LinkState::Undone => "UNDONE",
    }
}

const fn basis(basis: LinkBasis) -> &'static str {
    match basis {
        LinkBasis::Review => "REVIEW",
        LinkBasis::VerifiedNhsNumber => "VERIFIED_NHS_NUMBER",
    }
}
