use std::collections::HashMap;

use accord_model::{AreaCode, Organisation, OrganisationId, OrganisationKind};

/// The members of the partnership and how they hang together. Public knowledge.
#[derive(Clone, Default)]
pub struct Organisations {
    by_id: HashMap<OrganisationId, Organisation>,
    order: Vec<OrganisationId>,
}

impl Organisations {
    /// Takes the configured members, in their order.
    pub fn new(members: Vec<Organisation>) -> Self {
        let order = members.iter().map(|o| o.id).collect();
        Self {
            by_id: members.into_iter().map(|o| (o.id, o)).collect(),
            order,
        }
    }

    /// One member.
    pub fn get(&self, id: OrganisationId) -> Option<&Organisation> {
        self.by_id.get(&id)
    }

    /// All members, in the configured order.
    pub fn iter(&self) -> impl Iterator<Item = &Organisation> {
        self.order.iter().filter_map(|id| self.by_id.get(id))
    }

    /// What kind of organisation it is; one that is not configured has none.
    pub fn kind(&self, id: OrganisationId) -> Option<OrganisationKind> {
        self.get(id).map(|o| o.kind)
    }

    /// Whether `part` is `whole` or lies below it.
    pub fn within(&self, part: OrganisationId, whole: OrganisationId) -> bool {
        let mut at = Some(part);
        // As many steps as there are members: a circle in the configuration ends too.
        for _ in 0..=self.order.len() {
            match at {
                Some(id) if id == whole => return true,
                Some(id) => at = self.get(id).and_then(|o| o.parent),
                None => return false,
            }
        }
        false
    }

    /// Whether the organisation works in this area.
    pub fn serves(&self, id: OrganisationId, area: AreaCode) -> bool {
        self.get(id)
            .is_some_and(|o| o.areas.iter().any(|a| a.code == area))
    }
}
