use jiff::Timestamp;

use crate::axes::codes;
use crate::{
    Category, CategorySet, CodedTerm, OrganisationId, PartnerReference, Private, RecordRef, Reveals, SourceDirective,
    SourceTerm, TimeSpan,
};

codes!(
    /// Where a referral stands (HL7 FHIR R4 `Task.status`; `BSeR` 2.0 business statuses folded in).
    ReferralStatus {
        /// Written, not sent.
        Draft = "DRAFT",
        /// Sent, not answered.
        Requested = "REQUESTED",
        /// The recipient has taken it on.
        Accepted = "ACCEPTED",
        /// The recipient will not take it on.
        Rejected = "REJECTED",
        /// Work is going on.
        InProgress = "IN_PROGRESS",
        /// Paused.
        OnHold = "ON_HOLD",
        /// Done.
        Completed = "COMPLETED",
        /// Taken back.
        Cancelled = "CANCELLED",
        /// Tried, and not done.
        Failed = "FAILED",
        /// Written by mistake.
        EnteredInError = "ENTERED_IN_ERROR",
        /// Not said, or not in the map.
        Unknown = "UNKNOWN",
    }
);

codes!(
    /// Where care is given (Leicestershire care pathway).
    CareSetting {
        /// Accident and emergency, ambulance, inpatient units.
        Acute = "ACUTE",
        /// General practice, walk-in centre, pharmacist.
        Primary = "PRIMARY",
        /// District nurse, care home, charity.
        Community = "COMMUNITY",
        /// Specialised mental health services.
        Specialised = "SPECIALISED",
    }
);

codes!(
    /// What care is for (Leicestershire care pathway).
    Need {
        /// Physical health.
        Physical = "PHYSICAL",
        /// Mental health.
        Mental = "MENTAL",
    }
);

codes!(
    /// What a service does in the pathway (Leicestershire care pathway).
    ServiceRole {
        /// Keeps harm from happening.
        Prevention = "PREVENTION",
        /// Helps after harm.
        Support = "SUPPORT",
    }
);

/// Who sent a referral, or to whom it went.
#[derive(Clone, PartialEq, Eq)]
pub struct ReferralParty {
    /// The member of the partnership, where the partner's code is mapped to one.
    pub organisation: Option<OrganisationId>,
    /// The party's name, as the partner gives it.
    pub name: String,
    /// What naming it tells of the person: a clinic's name says it all. `Unknown` where nobody has mapped it.
    pub reveals: Reveals,
}

/// One step in the life of a referral.
#[derive(Clone, PartialEq, Eq)]
pub struct ReferralEvent {
    /// When.
    pub at: Timestamp,
    /// What it became.
    pub status: ReferralStatus,
}

/// One partner's record that a person was referred to a service. No `Debug`, no `Serialize`.
#[derive(Clone)]
pub struct Referral {
    /// Where it lies.
    pub at: RecordRef,
    /// When the partner last changed it, or the extract was made.
    pub as_of: Timestamp,
    /// The partner's own reference.
    pub reference: Option<Private<PartnerReference>>,
    /// Where it stands.
    pub status: Option<Private<ReferralStatus>>,
    /// When it was sent.
    pub sent: Option<Private<TimeSpan>>,
    /// Who sent it.
    pub sender: Option<Private<ReferralParty>>,
    /// To whom it went.
    pub recipient: Option<Private<ReferralParty>>,
    /// The service asked for, as coded: its `reveals` says what the service tells of the person.
    pub service: Option<Private<CodedTerm>>,
    /// Where care is given.
    pub setting: Option<Private<CareSetting>>,
    /// What care is for.
    pub need: Option<Private<Need>>,
    /// What the service does.
    pub role: Option<Private<ServiceRole>>,
    /// Why, as coded.
    pub reason: Option<Private<CodedTerm>>,
    /// What became of it, oldest first.
    pub history: Vec<Private<ReferralEvent>>,
    /// The partner's own words.
    pub terms: Vec<Private<SourceTerm>>,
    /// The same partner's record of the person referred. Index alone.
    pub victims: Vec<RecordRef>,
    /// Organisations named as the alleged perpetrator. Index alone.
    pub accused: Vec<OrganisationId>,
    /// Marked restricted by its source. Index alone.
    pub restricted: bool,
    /// What the record says of consent as it is read now; nothing where it was not looked at. Index and reading alone.
    pub said_today: Option<Vec<SourceDirective>>,
}

impl Referral {
    /// An empty record at this place: a connector fills in what its partner said.
    pub const fn at(at: RecordRef, as_of: Timestamp) -> Self {
        Self {
            at,
            as_of,
            reference: None,
            status: None,
            sent: None,
            sender: None,
            recipient: None,
            service: None,
            setting: None,
            need: None,
            role: None,
            reason: None,
            history: Vec::new(),
            terms: Vec::new(),
            victims: Vec::new(),
            accused: Vec::new(),
            restricted: false,
            said_today: None,
        }
    }
}

impl ReferralParty {
    /// What showing the party reveals: that the person was referred, and what the party tells of her.
    pub fn reveals(&self) -> Reveals {
        match self.reveals {
            Reveals::Known(told) => Reveals::Known(told | CategorySet::of(&[Category::Support])),
            Reveals::Unknown => Reveals::Unknown,
        }
    }
}
