use accord_model::{AreaCode, Organisation, OrganisationId, OrganisationKind};

use crate::table::Table;

/// The members of the partnership and how they hang together. Public knowledge.
#[derive(Clone, Default)]
pub struct Organisations {
    by_id: Table<OrganisationId, Organisation>,
    order: Vec<OrganisationId>,
    /// Found out once: each decision asks.
    standings: Table<OrganisationId, Standing>,
}

/// What a member is to whoever decides.
#[derive(Clone)]
pub(crate) struct Standing {
    pub(crate) kind: OrganisationKind,
    /// The organisation itself, what it is part of, and so on.
    pub(crate) line: Vec<OrganisationId>,
}

impl Organisations {
    /// Takes the configured members, in their order.
    pub fn new(members: Vec<Organisation>) -> Self {
        let mut all = Self::default();
        for member in members {
            if !all.by_id.contains_key(&member.id) {
                all.order.push(member.id);
            }
            all.by_id.insert(member.id, member);
        }
        let standing = |one: &Organisation| Standing { kind: one.kind, line: all.line(one.id).collect() };
        all.standings = all.by_id.iter().map(|(id, one)| (*id, standing(one))).collect();
        all
    }

    /// What this member is to whoever decides; nothing for one that is not configured.
    pub(crate) fn standing(&self, id: OrganisationId) -> Option<&Standing> {
        self.standings.get(&id)
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
        self.line(part).any(|id| id == whole)
    }

    /// The organisation, what it is part of, what that is part of, and so on.
    pub fn line(&self, of: OrganisationId) -> impl Iterator<Item = OrganisationId> {
        let up = move |id: &OrganisationId| self.get(*id).and_then(|o| o.parent);
        // As many steps as there are members: a circle in the configuration ends too.
        std::iter::successors(Some(of), up).take(self.order.len().max(1))
    }

    /// Whether the organisation works in this area.
    pub fn serves(&self, id: OrganisationId, area: AreaCode) -> bool {
        self.get(id).is_some_and(|o| o.areas.iter().any(|a| a.code == area))
    }
}
