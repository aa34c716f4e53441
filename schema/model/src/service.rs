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

impl ServiceQuery {
    /// Whether a service is what is looked for. What a service does not say about need, setting or language, it is not
    /// found by; a service without strands is for all of them, and one without ages for everybody.
    pub fn fits(&self, service: &SupportService) -> bool {
        self.need.is_none_or(|need| service.needs.contains(&need))
            && self.setting.is_none_or(|setting| service.settings.contains(&setting))
            && self.strand.is_none_or(|strand| service.strands.is_empty() || service.strands.contains(&strand))
            && self.language.as_deref().is_none_or(|wanted| service.languages.iter().any(|known| speaks(known, wanted)))
            && self.age.is_none_or(|age| service.eligibility.admits(age))
            && self.within_metres.is_none_or(|most| service.nearest().is_none_or(|metres| metres <= most))
    }
}

/// Basic filtering of language ranges (RFC 4647, 3.3.1): `en` finds `en-GB`.
fn speaks(known: &str, wanted: &str) -> bool {
    let (mut known, mut wanted) = (known.split('-'), wanted.split('-'));
    wanted.all(|part| known.next().is_some_and(|one| one.eq_ignore_ascii_case(part)))
}

impl Eligibility {
    /// Whether somebody of this age may come.
    pub fn admits(&self, age: u8) -> bool {
        self.minimum_age.is_none_or(|least| least <= age) && self.maximum_age.is_none_or(|most| age <= most)
    }
}

impl SupportService {
    /// Metres to the nearest of its places, where the directory says so.
    pub fn nearest(&self) -> Option<u32> {
        self.locations.iter().filter_map(|location| location.distance_metres).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> SupportService {
        SupportService {
            partner: "directory".parse().unwrap(),
            local: LocalId::new("s-1"),
            name: "Listening Ear".to_owned(),
            description: None,
            organisation_name: None,
            organisation: None,
            phone: None,
            email: None,
            url: None,
            settings: vec![CareSetting::Community],
            needs: vec![Need::Mental],
            roles: Vec::new(),
            strands: vec![Strand::Disability],
            capacity: Capacity { status: CapacityStatus::Unknown, available: None, wait_days: None, updated: None },
            eligibility: Eligibility { text: None, minimum_age: Some(16), maximum_age: Some(25) },
            languages: vec!["en-GB".to_owned(), "bfi".to_owned()],
            hours: Vec::new(),
            locations: vec![ServiceLocation { distance_metres: Some(900), ..ServiceLocation::default() }],
            unmapped: Vec::new(),
            as_of: None,
        }
    }

    #[test]
    fn each_condition_decides_alone() {
        let fits = |query: ServiceQuery| query.fits(&service());
        let none = ServiceQuery::default;
        assert!(fits(none()));
        assert!(fits(ServiceQuery { need: Some(Need::Mental), ..none() }));
        assert!(!fits(ServiceQuery { need: Some(Need::Physical), ..none() }));
        assert!(!fits(ServiceQuery { setting: Some(CareSetting::Acute), ..none() }));
        assert!(fits(ServiceQuery { strand: Some(Strand::Disability), ..none() }));
        assert!(!fits(ServiceQuery { strand: Some(Strand::Transgender), ..none() }));
        for (age, may) in [(15, false), (16, true), (25, true), (26, false)] {
            assert_eq!(fits(ServiceQuery { age: Some(age), ..none() }), may, "{age}");
        }
        for (metres, near) in [(899, false), (900, true)] {
            assert_eq!(fits(ServiceQuery { within_metres: Some(metres), ..none() }), near, "{metres}");
        }
    }

    #[test]
    fn a_language_range_finds_its_kinds_and_no_other() {
        for (wanted, found) in
            [("en", true), ("EN-gb", true), ("en-US", false), ("e", false), ("bfi", true), ("pl", false)]
        {
            let query = ServiceQuery { language: Some(wanted.to_owned()), ..ServiceQuery::default() };
            assert_eq!(query.fits(&service()), found, "{wanted}");
        }
    }

    #[test]
    fn who_names_no_strand_helps_all() {
        let all = SupportService { strands: Vec::new(), ..service() };
        let query = ServiceQuery { strand: Some(Strand::Other), ..ServiceQuery::default() };
        assert!(query.fits(&all));
    }
}
