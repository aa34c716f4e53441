use accord_model::{OrganisationId, RecordType};
use uuid::Uuid;

use super::Desk;
use crate::{OpaqueId, Viewer};

impl Desk {
    /// The id of a record's handle, as the viewer's organisation sees it. The same handle gives the same id.
    pub fn id(&self, viewer: &Viewer, kind: RecordType, handle: Uuid) -> OpaqueId {
        let mut plain = vec![tag(kind)];
        plain.extend_from_slice(handle.as_bytes());
        OpaqueId(self.keys.wrap(viewer.organisation(), "id", &plain).unwrap_or_default())
    }

    /// The id of a directive.
    pub fn directive_id(&self, viewer: &Viewer, directive: Uuid) -> OpaqueId {
        OpaqueId(self.keys.wrap(viewer.organisation(), "directive", directive.as_bytes()).unwrap_or_default())
    }

    /// The id of an emergency or a request.
    pub fn access_name(&self, viewer: &Viewer, access: Uuid) -> OpaqueId {
        OpaqueId(self.keys.wrap(viewer.organisation(), "access", access.as_bytes()).unwrap_or_default())
    }

    /// The emergency or request behind an id.
    pub fn resolve_access(&self, viewer: &Viewer, id: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.keys.unwrap(viewer.organisation(), "access", id)?).ok()
    }

    /// The handle behind an id; nothing for another organisation's or a forged one.
    pub fn resolve(&self, viewer: &Viewer, id: &str) -> Option<(RecordType, Uuid)> {
        self.handle_behind(viewer.organisation(), id)
    }

    /// The handle behind an id of this organisation.
    pub(super) fn handle_behind(&self, organisation: OrganisationId, id: &str) -> Option<(RecordType, Uuid)> {
        let plain = self.keys.unwrap(organisation, "id", id)?;
        let (kind, handle) = plain.split_first()?;
        let kind =
            [RecordType::Victim, RecordType::Incident, RecordType::Referral].into_iter().find(|k| tag(*k) == *kind)?;
        Some((kind, Uuid::from_slice(handle).ok()?))
    }

    /// The directive behind an id.
    pub fn resolve_directive(&self, viewer: &Viewer, id: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.keys.unwrap(viewer.organisation(), "directive", id)?).ok()
    }

    /// A cursor: encrypted, so that no sort key can be read from it.
    pub fn cursor(&self, viewer: &Viewer, list: &str, place: &[u8]) -> String {
        self.keys.wrap(viewer.organisation(), &format!("cursor {list}"), place).unwrap_or_default()
    }

    /// The place behind a cursor; nothing for another organisation's or another list's.
    pub fn place(&self, viewer: &Viewer, list: &str, cursor: &str) -> Option<Vec<u8>> {
        self.keys.unwrap(viewer.organisation(), &format!("cursor {list}"), cursor)
    }
}

const fn tag(kind: RecordType) -> u8 {
    match kind {
        RecordType::Victim => 1,
        RecordType::Incident => 2,
        RecordType::Referral => 3,
    }
}
