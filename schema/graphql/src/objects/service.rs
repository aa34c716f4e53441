use std::sync::Arc;

use accord_federation::{Services, Session};
use accord_model as model;
use async_graphql::{ID, Object, SimpleObject};

use super::{Gap, PartnerOrganisation};
use crate::codes::{CapacityStatus, CareSetting, DayOfWeek, Need, ServiceRole, Strand};
use crate::directives::open;

/// Why every field of a service is shown.
const PUBLIC: &str = "a public directory, about nobody who was harmed";

/// Services, and the directories that gave nothing or not all.
#[derive(SimpleObject)]
pub(crate) struct SupportServices {
    /// What fits, nearest first; where a directory names no distance, its own order, after those.
    nodes: Vec<SupportService>,
    /// The directories that gave nothing, or not all: there may be more help than is shown.
    gaps: Vec<Gap>,
}

impl SupportServices {
    pub(crate) fn of(session: &Arc<Session>, services: Services) -> Self {
        let gaps = services.silent.iter().map(|silent| Gap::of_directory(session.house(), silent)).collect();
        let nodes = services.services.into_iter().map(|service| SupportService::of(session, service)).collect();
        Self { nodes, gaps }
    }
}

/// A service that helps, as a directory lists it. Public.
pub(crate) struct SupportService {
    session: Arc<Session>,
    service: model::SupportService,
}

impl SupportService {
    pub(crate) fn of(session: &Arc<Session>, service: model::SupportService) -> Self {
        Self { session: Arc::clone(session), service }
    }
}

/// How much a service can take on.
#[derive(SimpleObject)]
pub(crate) struct ServiceCapacity {
    /// In one word; `UNKNOWN` where it was not said within the last seven days.
    status: CapacityStatus,
    /// Places free, where the service counts them.
    available: Option<u32>,
    /// Days one waits for the first contact.
    wait_days: Option<u32>,
    /// When the service said so, RFC 3339.
    updated_at: Option<String>,
}

/// Who may come.
#[derive(SimpleObject)]
pub(crate) struct ServiceEligibility {
    /// In the service's words.
    text: Option<String>,
    /// Youngest age, in years.
    minimum_age: Option<u8>,
    /// Oldest age, in years.
    maximum_age: Option<u8>,
}

/// When a service is open.
#[derive(SimpleObject)]
pub(crate) struct OpeningHours {
    /// On these days of every week; empty: see `description`.
    days: Vec<DayOfWeek>,
    /// From this local time, `09:00:00`.
    opens: Option<String>,
    /// Until this local time.
    closes: Option<String>,
    /// From this date on, ISO 8601.
    valid_from: Option<String>,
    /// Until this date.
    valid_to: Option<String>,
    /// What days and hours do not say; a rule of iCalendar begins with `RRULE:`.
    description: Option<String>,
}

/// Where a service is given.
#[derive(SimpleObject)]
pub(crate) struct ServiceLocation {
    /// The place's name.
    name: Option<String>,
    /// Street lines, town.
    lines: Vec<String>,
    /// Postcode.
    postcode: Option<String>,
    /// How the place can be entered and used, in the directory's words.
    accessibility: Vec<String>,
    /// Metres from the postcode that was asked for, where the directory says so.
    distance_metres: Option<u32>,
}

/// A service that helps, as a directory lists it. Public.
#[Object]
impl SupportService {
    /// The same for everybody: the directory's name here and its own identifier.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn id(&self) -> ID {
        ID(format!("{}/{}", self.service.partner, self.service.local.as_str()))
    }

    /// Whose directory lists it.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn listed_by(&self) -> Option<PartnerOrganisation> {
        let house = self.session.house();
        house.system(self.service.partner).map(|system| PartnerOrganisation::of(house, system.owner))
    }

    /// Its name.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn name(&self) -> &str {
        &self.service.name
    }

    /// What it does.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn description(&self) -> Option<&str> {
        self.service.description.as_deref()
    }

    /// Who gives it, in the directory's words.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn organisation_name(&self) -> Option<&str> {
        self.service.organisation_name.as_deref()
    }

    /// Who gives it, where that is a member of the partnership.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn organisation(&self) -> Option<PartnerOrganisation> {
        self.service.organisation.map(|id| PartnerOrganisation::of(self.session.house(), id))
    }

    /// Telephone.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn phone(&self) -> Option<&str> {
        self.service.phone.as_deref()
    }

    /// Mail.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn email(&self) -> Option<&str> {
        self.service.email.as_deref()
    }

    /// Web page, http or https.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn url(&self) -> Option<&str> {
        self.service.url.as_deref()
    }

    /// Settings of the care pathway in which it is given.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn settings(&self) -> Vec<CareSetting> {
        self.service.settings.iter().copied().map(Into::into).collect()
    }

    /// What it is for.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn needs(&self) -> Vec<Need> {
        self.service.needs.iter().copied().map(Into::into).collect()
    }

    /// What it does in the pathway.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn roles(&self) -> Vec<ServiceRole> {
        self.service.roles.iter().copied().map(Into::into).collect()
    }

    /// Strands that it specialises in; empty: all.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn strands(&self) -> Vec<Strand> {
        self.service.strands.iter().copied().map(Into::into).collect()
    }

    /// How much it can take on.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn capacity(&self) -> ServiceCapacity {
        let model::Capacity { status, available, wait_days, updated } = &self.service.capacity;
        let updated_at = updated.map(|at| at.to_string());
        ServiceCapacity { status: (*status).into(), available: *available, wait_days: *wait_days, updated_at }
    }

    /// Who may come.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn eligibility(&self) -> ServiceEligibility {
        let model::Eligibility { text, minimum_age, maximum_age } = self.service.eligibility.clone();
        ServiceEligibility { text, minimum_age, maximum_age }
    }

    /// Languages spoken (BCP 47).
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn languages(&self) -> &[String] {
        &self.service.languages
    }

    /// When it is open.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn hours(&self) -> Vec<OpeningHours> {
        self.service.hours.iter().map(OpeningHours::from).collect()
    }

    /// Where.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn locations(&self) -> Vec<ServiceLocation> {
        self.service.locations.iter().cloned().map(ServiceLocation::from).collect()
    }

    /// The directory's words that no map has, as they came.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn unmapped(&self) -> &[String] {
        &self.service.unmapped
    }

    /// When the directory last changed it, RFC 3339.
    #[graphql(directive = open::apply(PUBLIC.to_owned()))]
    async fn as_of(&self) -> Option<String> {
        self.service.as_of.map(|at| at.to_string())
    }
}

impl From<&model::OpeningHours> for OpeningHours {
    fn from(hours: &model::OpeningHours) -> Self {
        Self {
            days: hours.days.iter().copied().map(Into::into).collect(),
            opens: hours.opens.map(|time| time.to_string()),
            closes: hours.closes.map(|time| time.to_string()),
            valid_from: hours.valid_from.map(|date| date.to_string()),
            valid_to: hours.valid_to.map(|date| date.to_string()),
            description: hours.description.clone(),
        }
    }
}

impl From<model::ServiceLocation> for ServiceLocation {
    fn from(location: model::ServiceLocation) -> Self {
        let model::ServiceLocation { name, lines, postcode, accessibility, distance_metres } = location;
        Self { name, lines, postcode, accessibility, distance_metres }
    }
}
