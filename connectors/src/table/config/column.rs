use accord_model::{PartnerId, Recognition};
use serde::Deserialize;

use super::codes::{Coded, Named};
use crate::table::parse::Order;

macro_rules! targets {
    ($($(#[$doc:meta])* $name:ident => $victim:expr, $incident:expr;)+) => {
        /// What a column is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum Target { $($(#[$doc])* $name),+ }

        impl Target {
            /// The field of a person record that it fills, as the schema names it.
            pub(crate) const fn victim_field(self) -> Option<&'static str> {
                match self { $(Self::$name => $victim),+ }
            }

            /// The field of an incident record that it fills, as the schema names it.
            pub(crate) const fn incident_field(self) -> Option<&'static str> {
                match self { $(Self::$name => $incident),+ }
            }
        }
    };
}

targets!(
    /// The row's own reference. Exactly one column.
    Reference => Some("reference"), Some("reference");
    /// When it happened.
    Occurred => None, Some("occurred");
    /// At what time of that day.
    OccurredTime => None, None;
    /// When it was reported.
    Reported => None, Some("reported");
    /// Where: a street, a shop.
    Place => None, Some("place");
    /// The postcode of the place.
    Postcode => None, Some("place");
    /// District, by `[areas]`.
    District => None, Some("area");
    /// As told.
    Narrative => None, Some("narrative");
    /// Monitored strands.
    Strands => None, Some("strands");
    /// What was done.
    Offence => None, Some("offence");
    /// What came of it.
    Outcome => None, Some("outcome");
    /// How the report came in.
    Channel => None, Some("channel");
    /// How hate was recognised: who says so.
    Recognition => None, Some("recognition");
    /// Crime, non-crime, ...
    Kind => None, Some("recordKind");
    /// The alleged perpetrator's relation to the victim, or an organisation of `[accused]`.
    Perpetrator => None, Some("perpetratorRelation");
    /// Another partner's reference.
    Quoted => None, None;
    /// Whom the victim lets know, by `[consent]`.
    Consent => None, None;
    /// Yes where the source wants location and contact shut.
    Restricted => None, None;
    /// A word about the incident, kept as it is.
    Word => None, Some("terms");
    /// The victim's whole name.
    VictimName => Some("name"), None;
    /// The victim's given names.
    VictimGiven => Some("name"), None;
    /// The victim's family name.
    VictimFamily => Some("name"), None;
    /// A former name (Gender Recognition Act 2004 s.22).
    VictimFormerName => Some("formerNames"), None;
    /// Date of birth, as far as known; an age band is none.
    VictimBirth => Some("dateOfBirth"), None;
    /// Telephone.
    VictimPhone => Some("contact"), None;
    /// Email.
    VictimEmail => Some("contact"), None;
    /// The victim's own address.
    VictimAddress => Some("address"), None;
    /// The postcode of the victim's own address.
    VictimPostcode => Some("address"), None;
    /// NHS number; never taken for verified.
    VictimNhsNumber => Some("nhsNumber"), None;
    /// Ethnicity.
    VictimEthnicity => Some("ethnicity"), None;
    /// Religion or belief.
    VictimReligion => Some("religion"), None;
    /// Sexual orientation.
    VictimOrientation => Some("sexualOrientation"), None;
    /// Gender identity.
    VictimGender => Some("genderIdentity"), None;
    /// Disabilities.
    VictimDisability => Some("disabilities"), None;
    /// Interpreter, step-free access.
    VictimNeed => Some("accessNeeds"), None;
    /// How to reach the person without harm, in words.
    VictimSafeContact => Some("safeContact"), None;
    /// A word about the victim, kept as it is.
    VictimWord => Some("terms"), None;
    /// To whom the person was referred.
    ReferredTo => None, None;
    /// When.
    ReferredOn => None, None;
    /// The service that was asked for.
    ReferralService => None, None;
    /// Where the referral stands.
    ReferralStatus => None, None;
    /// Known, and not read.
    Ignored => None, None;
);

impl Target {
    /// Whether it holds what can hide a row.
    pub(crate) const fn hides(self) -> bool {
        matches!(self, Self::Consent | Self::Restricted | Self::Perpetrator)
    }

    /// Whether its words are looked up in a list of terms.
    pub(crate) const fn has_list(self) -> bool {
        matches!(
            self,
            Self::Strands
                | Self::Offence
                | Self::Outcome
                | Self::Channel
                | Self::Recognition
                | Self::Kind
                | Self::Perpetrator
                | Self::Word
        ) || self.is_victim_term()
            || self.is_referral_term()
    }

    /// Whether its words are about an incident.
    pub(crate) const fn is_incident_term(self) -> bool {
        self.has_list() && !self.is_victim_term() && !self.is_referral_term()
    }

    /// Whether it is a word about a referral.
    pub(crate) const fn is_referral_term(self) -> bool {
        matches!(self, Self::ReferredTo | Self::ReferralService | Self::ReferralStatus)
    }

    /// Whether it is a word about the victim.
    pub(crate) const fn is_victim_term(self) -> bool {
        matches!(
            self,
            Self::VictimEthnicity
                | Self::VictimReligion
                | Self::VictimOrientation
                | Self::VictimGender
                | Self::VictimDisability
                | Self::VictimNeed
                | Self::VictimWord
        )
    }
}

/// One column, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnEntry {
    pub(super) header: toml::Spanned<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) is: toml::Spanned<Target>,
    pub(super) list: Option<toml::Spanned<String>>,
    pub(super) refers: Option<toml::Spanned<String>>,
    #[serde(default)]
    pub(super) split: Vec<char>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) identifies: bool,
    pub(super) dates: Option<Order>,
    pub(super) partner: Option<Named<PartnerId>>,
    #[serde(default)]
    pub(super) shapes: Vec<String>,
    pub(super) label: Option<String>,
    pub(super) otherwise: Option<Coded<Recognition>>,
}

/// One column, checked.
pub(crate) struct Column {
    /// Its header, as written in the configuration: the key under which its cells are kept.
    pub(crate) header: String,
    /// Every header it may have, folded.
    pub(crate) headers: Vec<String>,
    pub(crate) is: Target,
    /// The list of terms; empty where its target has none.
    pub(crate) list: String,
    /// The list of terms whose words in it say whom the row was referred to.
    pub(crate) refers: Option<String>,
    /// What stands between two words of one cell.
    pub(crate) split: Vec<char>,
    /// A row is a header only if it holds this one.
    pub(crate) required: bool,
    /// Two rows of one reference are copies of one incident only if they agree here.
    pub(crate) identifies: bool,
    pub(crate) dates: Option<Order>,
    pub(crate) partner: Option<PartnerId>,
    pub(crate) shapes: Vec<String>,
    pub(crate) label: Option<String>,
    pub(crate) otherwise: Option<Recognition>,
}

impl Column {
    /// The list that knows whom its words refer to.
    pub(crate) fn list_of_recipients(&self) -> Option<&str> {
        match (&self.refers, self.is) {
            (Some(list), _) => Some(list),
            (None, Target::ReferredTo) => Some(&self.list),
            (None, _) => None,
        }
    }
}
