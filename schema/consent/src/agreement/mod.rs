//! Information-sharing agreements: a finite table in TOML.

mod file;
mod renewal;
mod table;

use std::fmt;

use accord_model::{Action, Basis, Category, CategorySet, OrganisationId, Purpose, Regime, Role};
use arrayvec::ArrayString;
use jiff::Timestamp;

pub use file::AgreementError;
pub use renewal::{Renewal, Versioned};
pub(crate) use table::Cell;
pub use table::{Agreed, Agreements, Asker};

/// An agreement's short id, as on the signed paper: `llr-isa-2026-01`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgreementId(ArrayString<48>);

impl AgreementId {
    /// At most 48 bytes.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| ArrayString::from(text).ok().map(Self)).flatten()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for AgreementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One information-sharing agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Its version.
    pub version: u32,
    /// What people call it.
    pub title: String,
    /// Part 2 or Part 3 of the Data Protection Act 2018: never both.
    pub regime: Regime,
    /// From this instant on.
    pub valid_from: Timestamp,
    /// Until before this instant.
    pub valid_until: Timestamp,
    /// What it permits.
    pub permits: Vec<Permit>,
}

/// One block of an agreement: every combination of its lists is a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// Who may see.
    pub organisations: Vec<OrganisationId>,
    /// Whose records; none means every partner's.
    pub sources: Vec<OrganisationId>,
    /// In which roles. Empty for sync alone.
    pub roles: Vec<Role>,
    /// For which purposes.
    pub purposes: Vec<Purpose>,
    /// To do what.
    pub actions: Vec<Action>,
    /// Which kinds of data.
    pub categories: CategorySet,
    /// On which ground.
    pub basis: Basis,
    /// Only to whoever has made a victim information request about the person (Victims and Prisoners Act 2024 s.28).
    pub on_request: bool,
    /// For `RECORD_LINKAGE`: what the coded strand of an incident may reveal to the index. Nothing else of these
    /// categories is read.
    pub strands: CategorySet,
    /// The condition of Schedule 1 for special categories.
    pub condition: Option<String>,
}

impl Permit {
    /// Special categories need their condition, unless the person agreed or the organisation holds the record itself.
    fn lacks_condition(&self) -> Option<Category> {
        let needs = !matches!(self.basis, Basis::Consent | Basis::OwnRecord) && self.condition.is_none();
        needs.then(|| ((self.categories | self.strands) & Category::SPECIAL).iter().next()).flatten()
    }
}
