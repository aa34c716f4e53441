//! The directory of support services (Open Referral UK 3.0). Nothing here is about a person who was harmed.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::axes::codes;
use crate::{CareSetting, LocalId, Need, OrganisationId, PartnerId, ServiceRole, Strand};

codes!(
    /// Whether a service takes people on.
    CapacityStatus {
        /// Takes people on now.
        Open = "OPEN",
        /// Takes some on.
        Limited = "LIMITED",
        /// Puts people on a list.
        WaitingList = "WAITING_LIST",
        /// Takes nobody on.
        Closed = "CLOSED",
        /// Not said, or said more than seven days ago.
        Unknown = "UNKNOWN",
    }
);

codes!(
    /// A day of the week, as in iCalendar (RFC 5545).
    DayOfWeek {
        /// Monday.
        Monday = "MO",
        /// Tuesday.
        Tuesday = "TU",
        /// Wednesday.
        Wednesday = "WE",
        /// Thursday.
        Thursday = "TH",
        /// Friday.
        Friday = "FR",
        /// Saturday.
        Saturday = "SA",
        /// Sunday.
        Sunday = "SU",
    }
);

/// How much a service can take on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// In one word.
    pub status: CapacityStatus,
    /// Places free, where the service counts them.
    pub available: Option<u32>,
    /// Days one waits for the first contact.
    pub wait_days: Option<u32>,
    /// When the service said so.
    pub updated: Option<Timestamp>,
}

/// Who may come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Eligibility {
    /// In the service's words.
    pub text: Option<String>,
    /// Youngest age, in years.
    pub minimum_age: Option<u8>,
    /// Oldest age, in years.
    pub maximum_age: Option<u8>,
}

/// When a service is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// On these days; empty: not said.
    pub days: Vec<DayOfWeek>,
    /// From.
    pub opens: Option<Time>,
    /// Until.
    pub closes: Option<Time>,
    /// From this date on.
    pub valid_from: Option<Date>,
    /// Until this date.
    pub valid_to: Option<Date>,
    /// Anything that days and hours do not say.
    pub description: Option<String>,
}

/// Where a service is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceLocation {
    /// The place's name.
    pub name: Option<String>,
    /// Street lines, town.
    pub lines: Vec<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// How the place can be entered and used.
    pub accessibility: Vec<String>,
    /// Metres from the postcode that was asked for.
    pub distance_metres: Option<u32>,
}

/// A service that helps.
#[derive(Clone, PartialEq, Eq)]
pub struct SupportService {
    /// The directory that lists it.
    pub partner: PartnerId,
    /// The directory's identifier.
    pub local: LocalId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// Who gives it, in the directory's words.
    pub organisation_name: Option<String>,
    /// Who gives it, where that is a member of the partnership.
    pub organisation: Option<OrganisationId>,
    /// How to reach it: telephone, mail, web page.
    pub phone: Option<String>,
    /// Mail.
    pub email: Option<String>,
    /// Web page.
    pub url: Option<String>,
    /// Cells of the care pathway that it fills.
    pub settings: Vec<CareSetting>,
    /// What it is for.
    pub needs: Vec<Need>,
    /// What it does in the pathway.
    pub roles: Vec<ServiceRole>,
    /// Strands that it specialises in; empty: all.
    pub strands: Vec<Strand>,
    /// How much it can take on.
    pub capacity: Capacity,
    /// Who may come.
    pub eligibility: Eligibility,
    /// Languages spoken (BCP 47).
    pub languages: Vec<String>,
    /// When it is open.
    pub hours: Vec<OpeningHours>,
    /// Where.
    pub locations: Vec<ServiceLocation>,
    /// Words of the directory's taxonomy that no map has: kept, and reported.
    pub unmapped: Vec<String>,
    /// When the directory last changed it.
    pub as_of: Option<Timestamp>,
}

/// What is looked for in a directory. Nothing of it is about a named person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceQuery {
    /// Near this postcode.
    pub postcode: Option<String>,
    /// Within so many metres of it.
    pub within_metres: Option<u32>,
    /// For this need.
    pub need: Option<Need>,
    /// In this setting.
    pub setting: Option<CareSetting>,
    /// For people attacked for this.
    pub strand: Option<Strand>,
    /// Spoken there (BCP 47).
    pub language: Option<String>,
    /// Of somebody of this age, in years.
    pub age: Option<u8>,
    /// At most so many services, nearest first.
    pub limit: u16,
}
