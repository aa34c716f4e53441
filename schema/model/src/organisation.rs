use crate::axes::codes;
use crate::{AreaCode, Category, CategorySet, OrganisationId};

codes!(
    /// What an organisation is.
    OrganisationKind {
        /// A police force.
        Police = "POLICE",
        /// A county, city, district or borough council.
        Council = "COUNCIL",
        /// A monitoring project that takes third-party reports.
        MonitoringProject = "MONITORING_PROJECT",
        /// An NHS trust or board.
        Nhs = "NHS",
        /// A charity or other support service.
        Charity = "CHARITY",
        /// The public: people who sign in for themselves.
        Public = "PUBLIC",
    }
);

impl OrganisationKind {
    /// What it tells about a person that an organisation of this kind holds a record of her.
    pub const fn reveals(self) -> CategorySet {
        match self {
            Self::Police | Self::Council | Self::MonitoringProject => CategorySet::of(&[Category::Offence]),
            Self::Nhs => CategorySet::of(&[Category::Health]),
            Self::Charity | Self::Public => CategorySet::of(&[Category::Support]),
        }
    }
}

/// A place that an organisation serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its code.
    pub code: AreaCode,
    /// What people call it.
    pub name: String,
}

/// A way to reach an organisation. Public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPoint {
    /// What it is for: "Report a hate incident".
    pub purpose: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Web page.
    pub url: Option<String>,
    /// When it is answered.
    pub hours: Option<String>,
}

/// A member of the partnership. Public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its short name.
    pub id: OrganisationId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// The organisation it is part of.
    pub parent: Option<OrganisationId>,
    /// Code of the NHS Organisation Data Service.
    pub ods_code: Option<String>,
    /// Where it works.
    pub areas: Vec<Area>,
    /// How to reach it.
    pub contacts: Vec<ContactPoint>,
}
