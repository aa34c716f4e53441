use jiff::Timestamp;

use crate::axes::codes;
use crate::{
    Address, AreaCode, Category, CategorySet, CodedTerm, OrganisationId, Private, RecordRef, Reveals, SourceDirective,
    SourceTerm, StrandMark, TimeSpan,
};

codes!(
    /// What a partner's record is (Home Office counting rules; Care Act 2014; NHS).
    RecordKind {
        /// A notifiable or other criminal offence.
        Crime = "CRIME",
        /// A hate incident that is no crime.
        NonCrime = "NON_CRIME",
        /// Anti-social behaviour.
        AntiSocialBehaviour = "ASB",
        /// A safeguarding concern.
        Safeguarding = "SAFEGUARDING",
        /// An attendance or a diagnosis.
        HealthEvent = "HEALTH_EVENT",
    }
);

codes!(
    /// How hate was recognised. Perception is enough; no evidence is asked for.
    Recognition {
        /// The agency flagged it.
        AgencyFlagged = "AGENCY_FLAGGED",
        /// The victim perceived it.
        VictimPerceived = "VICTIM_PERCEIVED",
        /// Any other person perceived it.
        OtherPerceived = "OTHER_PERCEIVED",
        /// A rule on coded fields proposes it; out of lists and counts unless asked for.
        Candidate = "CANDIDATE",
        /// Looked at, and not hate.
        Rejected = "REJECTED",
    }
);

codes!(
    /// How the report came in.
    Channel {
        /// Telephone.
        Telephone = "TELEPHONE",
        /// In person, at a desk or a reporting centre.
        InPerson = "IN_PERSON",
        /// Online.
        Online = "ONLINE",
        /// A letter or a form.
        Letter = "LETTER",
        /// From another organisation.
        Organisation = "ORGANISATION",
        /// Not said, or not in the map.
        Unknown = "UNKNOWN",
    }
);

codes!(
    /// How the alleged perpetrator stands to the victim: hate is not only "stranger danger".
    PerpetratorRelation {
        /// A stranger.
        Stranger = "STRANGER",
        /// A neighbour.
        Neighbour = "NEIGHBOUR",
        /// A relative or partner.
        Family = "FAMILY",
        /// A paid or unpaid carer.
        Carer = "CARER",
        /// A colleague or fellow pupil.
        Colleague = "COLLEAGUE",
        /// Known in another way.
        Acquaintance = "ACQUAINTANCE",
        /// Not known.
        Unknown = "UNKNOWN",
    }
);

impl Recognition {
    /// Whether somebody recognised hate: an agency, the victim, or anybody else. What a rule proposes and what was rejected
    /// are not.
    pub const fn is_hate(self) -> bool {
        matches!(self, Self::AgencyFlagged | Self::VictimPerceived | Self::OtherPerceived)
    }
}

impl RecordKind {
    /// What naming the kind of a record reveals.
    pub const fn reveals(self) -> Reveals {
        Reveals::Known(CategorySet::of(&[match self {
            Self::HealthEvent => Category::Health,
            Self::Safeguarding => Category::Support,
            Self::Crime | Self::NonCrime | Self::AntiSocialBehaviour => Category::Offence,
        }]))
    }
}

/// A partner's own reference: it tells that this kind of organisation holds a record.
#[derive(Clone, PartialEq, Eq)]
pub struct PartnerReference(pub String);

/// Evidence stays with its owner; this says where.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where the owner keeps it.
    pub url: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: Option<String>,
    /// IANA media type.
    pub media_type: Option<String>,
}

/// Another partner's reference quoted in a record: links incidents, never persons.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct QuotedReference {
    /// Which system's reference it is.
    pub partner: crate::PartnerId,
    /// As quoted.
    pub reference: Private<String>,
}

impl std::hash::Hash for Private<String> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.reveal().hash(state);
    }
}

/// One partner's report of an incident. No `Debug`, no `Serialize`.
#[derive(Clone)]
pub struct Incident {
    /// Where it lies.
    pub at: RecordRef,
    /// When the partner last changed it, or the extract was made.
    pub as_of: Timestamp,
    /// The partner's own reference.
    pub reference: Option<Private<PartnerReference>>,
    /// Crime, non-crime, ...
    pub record_kind: Option<Private<RecordKind>>,
    /// How hate was recognised.
    pub recognition: Option<Private<Recognition>>,
    /// For a candidate: the published rule on coded fields that proposes it.
    pub candidate_rule: Option<Private<CodedTerm>>,
    /// When it happened.
    pub occurred: Option<Private<TimeSpan>>,
    /// When it was reported.
    pub reported: Option<Private<TimeSpan>>,
    /// Monitored strands.
    pub strands: Vec<Private<StrandMark>>,
    /// How the report came in.
    pub channel: Option<Private<Channel>>,
    /// What was done, in the unified vocabulary.
    pub offence: Option<Private<CodedTerm>>,
    /// District; never finer than a ward.
    pub area: Option<Private<AreaCode>>,
    /// Where it happened.
    pub place: Option<Private<Address>>,
    /// As told.
    pub narrative: Option<Private<String>>,
    /// The alleged perpetrator's relation to the victim.
    pub perpetrator_relation: Option<Private<PerpetratorRelation>>,
    /// What came of it.
    pub outcome: Option<Private<CodedTerm>>,
    /// Where evidence lies.
    pub evidence: Vec<Private<Evidence>>,
    /// The partner's own words.
    pub terms: Vec<Private<SourceTerm>>,
    /// The same partner's records of the people harmed; empty for anonymous and community reports. Index alone.
    pub victims: Vec<RecordRef>,
    /// Organisations named as the alleged perpetrator. Index alone.
    pub accused: Vec<OrganisationId>,
    /// Marked restricted by its source: location and contact stay shut. Index alone.
    pub restricted: bool,
    /// Other partners' references quoted. Index alone.
    pub quoted: Vec<QuotedReference>,
    /// What the record says of consent. Index alone.
    pub directives: Vec<SourceDirective>,
    /// What the record says of consent as it is read now; nothing where it was not looked at. Index and reading alone.
    pub said_today: Option<Vec<SourceDirective>>,
}

impl Incident {
    /// An empty record at this place: a connector fills in what its partner said.
    pub const fn at(at: RecordRef, as_of: Timestamp) -> Self {
        Self {
            at,
            as_of,
            reference: None,
            record_kind: None,
            recognition: None,
            candidate_rule: None,
            occurred: None,
            reported: None,
            strands: Vec::new(),
            channel: None,
            offence: None,
            area: None,
            place: None,
            narrative: None,
            perpetrator_relation: None,
            outcome: None,
            evidence: Vec::new(),
            terms: Vec::new(),
            victims: Vec::new(),
            accused: Vec::new(),
            restricted: false,
            quoted: Vec::new(),
            directives: Vec::new(),
            said_today: None,
        }
    }
}
