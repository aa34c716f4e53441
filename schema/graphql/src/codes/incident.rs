use async_graphql::Enum;

/// What a partner's record is (Home Office counting rules; Care Act 2014; NHS).
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::RecordKind")]
pub(crate) enum RecordKind {
    /// A notifiable or other criminal offence.
    Crime,
    /// A hate incident that is no crime.
    NonCrime,
    /// Anti-social behaviour.
    #[graphql(name = "ASB")]
    AntiSocialBehaviour,
    /// A safeguarding concern.
    Safeguarding,
    /// An attendance or a diagnosis.
    HealthEvent,
}

/// How hate was recognised. Perception is enough; no evidence is asked for.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Recognition")]
pub(crate) enum Recognition {
    /// The agency flagged it.
    AgencyFlagged,
    /// The victim perceived it.
    VictimPerceived,
    /// Any other person perceived it.
    OtherPerceived,
    /// A rule on coded fields proposes it; out of lists and counts unless asked for.
    Candidate,
    /// Looked at, and not hate.
    Rejected,
}

/// How the report came in.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Channel")]
pub(crate) enum Channel {
    /// Telephone.
    Telephone,
    /// In person, at a desk or a reporting centre.
    InPerson,
    /// Online.
    Online,
    /// A letter or a form.
    Letter,
    /// From another organisation.
    Organisation,
    /// Not said, or not in the map.
    Unknown,
}

/// How the alleged perpetrator stands to the victim: hate is not only "stranger danger".
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::PerpetratorRelation")]
pub(crate) enum PerpetratorRelation {
    /// A stranger.
    Stranger,
    /// A neighbour.
    Neighbour,
    /// A relative or partner.
    Family,
    /// A paid or unpaid carer.
    Carer,
    /// A colleague or fellow pupil.
    Colleague,
    /// Known in another way.
    Acquaintance,
    /// Not known.
    Unknown,
}

/// A monitored strand: five national ones and Leicestershire's "Other".
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Strand")]
pub(crate) enum Strand {
    /// Disability.
    Disability,
    /// Race or ethnicity.
    RaceEthnicity,
    /// Religion or belief.
    ReligionBelief,
    /// Sexual orientation.
    SexualOrientation,
    /// Transgender.
    Transgender,
    /// Any other perceived difference: a Goth, body size, a member of the Armed Forces.
    Other,
}

/// Whether the person has the characteristic, or was taken to have it.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::StrandBasis")]
pub(crate) enum StrandBasis {
    /// The person has it.
    Actual,
    /// The person was taken to have it, or nobody has said.
    Perceived,
}
