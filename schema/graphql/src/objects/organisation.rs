use std::sync::Arc;

use accord_federation::{House, Services};
use accord_model::{Organisation, OrganisationId, OrganisationKind as Kind};
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::SupportServices;
use crate::codes::{Category, OrganisationKind, Purpose, Regime, Role};
use crate::errors::unavailable;

/// Services of one member that are shown at most.
const MOST_SERVICES: usize = 100;

/// A member of the partnership. Public.
#[derive(Clone)]
pub(crate) struct PartnerOrganisation(Arc<Organisation>);

impl PartnerOrganisation {
    /// The configured member of that name; a bare name where the configuration has lost it.
    pub(crate) fn of(house: &House, id: OrganisationId) -> Self {
        let bare = || Organisation {
            id,
            name: id.to_string(),
            kind: Kind::Public,
            parent: None,
            ods_code: None,
            areas: Vec::new(),
            contacts: Vec::new(),
        };
        Self(Arc::new(house.desk.organisations().get(id).cloned().unwrap_or_else(bare)))
    }
}

/// A place.
#[derive(SimpleObject)]
pub(crate) struct Area {
    /// Its code.
    code: String,
    /// What people call it.
    name: String,
}

/// A way to reach an organisation.
#[derive(SimpleObject)]
pub(crate) struct ContactPoint {
    /// What it is for.
    purpose: String,
    /// Telephone.
    phone: Option<String>,
    /// Web page.
    url: Option<String>,
    /// When it is answered.
    hours: Option<String>,
}

/// What an organisation may see under an information-sharing agreement.
#[derive(SimpleObject)]
pub(crate) struct SharingAgreement {
    /// As on the signed paper.
    id: String,
    /// Its version.
    version: u32,
    /// What people call it.
    title: String,
    /// Part of the Data Protection Act 2018.
    regime: Regime,
    /// From this instant on, RFC 3339.
    valid_from: String,
    /// Until before this instant, RFC 3339.
    valid_until: String,
    /// The roles it names for this organisation.
    roles: Vec<Role>,
    /// The purposes it names for this organisation.
    purposes: Vec<Purpose>,
    /// The categories it names for this organisation, on whatever ground.
    categories: Vec<Category>,
}

/// A member of the partnership. Public.
#[Object]
impl PartnerOrganisation {
    /// Its short name: public, and the same for everybody.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is.
    async fn kind(&self) -> OrganisationKind {
        self.0.kind.into()
    }

    /// Code of the NHS Organisation Data Service.
    async fn ods_code(&self) -> Option<&str> {
        self.0.ods_code.as_deref()
    }

    /// Where it works.
    async fn areas(&self) -> Vec<Area> {
        self.0.areas.iter().map(|a| Area { code: a.code.to_string(), name: a.name.clone() }).collect()
    }

    /// How to reach it.
    async fn contacts(&self) -> Vec<ContactPoint> {
        let all = self.0.contacts.iter().cloned();
        all.map(|c| ContactPoint { purpose: c.purpose, phone: c.phone, url: c.url, hours: c.hours }).collect()
    }

    /// The services of directories that it gives, for whoever is signed in.
    #[graphql(complexity = "1 + 20 * child_complexity")]
    async fn services(&self, context: &Context<'_>) -> Result<SupportServices> {
        let session = crate::errors::session(context)?;
        let all = session.catalogue().await;
        let own = all.services.iter().filter(|service| service.organisation == Some(self.0.id));
        let own = Services { services: own.take(MOST_SERVICES).cloned().collect(), silent: all.silent.clone() };
        Ok(SupportServices::of(session, own))
    }

    /// The agreements that name it.
    async fn agreements(&self, context: &Context<'_>) -> Result<Vec<SharingAgreement>> {
        let house = context.data::<Arc<House>>().map_err(|_| unavailable())?;
        let all = house.desk.agreements();
        Ok(all.iter().filter_map(|agreement| agreement_for(agreement, self.0.id)).collect())
    }
}

fn agreement_for(agreement: &accord_consent::Agreement, id: OrganisationId) -> Option<SharingAgreement> {
    let mine: Vec<_> = agreement.permits.iter().filter(|p| p.organisations.contains(&id)).collect();
    if mine.is_empty() {
        return None;
    }
    let (mut roles, mut purposes) = (Vec::new(), Vec::new());
    let mut categories = accord_model::CategorySet::NONE;
    for permit in mine {
        roles.extend(permit.roles.iter().copied());
        purposes.extend(permit.purposes.iter().copied());
        categories |= permit.categories;
    }
    roles.sort_unstable();
    roles.dedup();
    purposes.sort_unstable();
    purposes.dedup();
    Some(SharingAgreement {
        id: agreement.id.as_str().to_owned(),
        version: agreement.version,
        title: agreement.title.clone(),
        regime: agreement.regime.into(),
        valid_from: agreement.valid_from.to_string(),
        valid_until: agreement.valid_until.to_string(),
        roles: roles.into_iter().map(Role::from).collect(),
        purposes: purposes.into_iter().map(Purpose::from).collect(),
        categories: categories.iter().map(Category::from).collect(),
    })
}

impl Area {
    /// The area of that code, by the name that a member gives it.
    pub(crate) fn of(house: &House, code: accord_model::AreaCode) -> Self {
        let named = house.desk.organisations().iter().flat_map(|o| &o.areas).find(|a| a.code == code);
        Self { code: code.to_string(), name: named.map_or_else(|| code.to_string(), |a| a.name.clone()) }
    }
}
