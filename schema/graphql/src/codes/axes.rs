use async_graphql::Enum;

/// Why somebody asks. Published map to HL7 v3-ActReason: docs/consent-semantics.md.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Purpose")]
pub(crate) enum Purpose {
    /// Practical and emotional support of a victim.
    Support,
    /// Direct care.
    Care,
    /// Care Act 2014 s.42.
    SafeguardAdult,
    /// Children Act 1989 s.47.
    SafeguardChild,
    /// Prevention, detection and investigation of crime.
    CrimeInvestigation,
    /// A multi-agency conference on one victim.
    CaseConference,
    /// Handing a person to a service.
    Referral,
    /// Looking into a complaint.
    Complaint,
    /// Released figures.
    Statistics,
    /// A person asks for her own records (UK GDPR Art 15).
    SubjectAccess,
    /// Emergency access.
    BreakGlass,
    /// Building the index; sync alone.
    RecordLinkage,
}

/// What is to be done with a record.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Action")]
pub(crate) enum Action {
    /// Read it.
    View,
    /// Hand it to a service.
    Refer,
    /// Call, write to or visit the person.
    Contact,
    /// Report the incident to the police.
    ReportToPolice,
    /// Bring it to a case conference.
    ShareWithConference,
}

/// The work somebody does, as the identity provider states it.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Role")]
pub(crate) enum Role {
    /// A charity's or council's victim support worker.
    SupportWorker,
    /// A police hate crime officer.
    HateCrimeOfficer,
    /// A council's community safety officer.
    CommunitySafetyOfficer,
    /// An NHS care coordinator.
    CareCoordinator,
    /// A media officer.
    MediaOfficer,
    /// The person herself.
    Victim,
    /// A data-protection officer.
    DataProtectionOfficer,
    /// A senior officer who approves what an investigator asks of other agencies.
    AuthorisingOfficer,
    /// Connects a partner's system.
    Integrator,
}

/// On which ground something is shown.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Basis")]
pub(crate) enum Basis {
    /// The organisation holds the record itself.
    OwnRecord,
    /// The person agreed (UK GDPR Art 6(1)(a), Art 9(2)(a)).
    Consent,
    /// A competent authority's task (DPA 2018 s.35(2)(b)).
    #[graphql(name = "LE_TASK")]
    LawEnforcementTask,
    /// A task in the public interest (Art 6(1)(e)).
    PublicTask,
    /// A legal obligation (Art 6(1)(c)).
    LegalObligation,
    /// To protect a life (Art 6(1)(d)).
    VitalInterests,
    /// Safeguarding (DPA 2018 Sch 1 para 18).
    Safeguarding,
    /// Recognised legitimate interests.
    RecognisedLegitimateInterests,
}

/// Which part of the Data Protection Act 2018 governs an agreement.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Regime")]
pub(crate) enum Regime {
    /// Part 2, general processing.
    General,
    /// Part 3, law enforcement processing.
    LawEnforcement,
}

/// A kind of personal data: the unit in which sharing is agreed, consented to and logged.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Category")]
pub(crate) enum Category {
    /// Name, date of birth, NHS number.
    Identity,
    /// Telephone, email.
    Contact,
    /// Home address, place of the incident.
    Location,
    /// Age band, sex, household.
    Demographic,
    /// Ethnicity (special category).
    Ethnicity,
    /// Religion or belief (special category).
    Religion,
    /// Sexual orientation (special category).
    Orientation,
    /// Gender identity.
    GenderIdentity,
    /// Former names and titles, gender history (Gender Recognition Act 2004 s.22).
    GenderHistory,
    /// Disability (special category).
    Disability,
    /// Health (special category).
    Health,
    /// Counselling and therapy notes (special category).
    Counselling,
    /// What happened, as coded.
    Offence,
    /// What happened, as told.
    Narrative,
    /// Support, needs, referrals.
    Support,
    /// Personal data of the alleged perpetrator.
    Subject,
}

/// What an organisation is.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::OrganisationKind")]
pub(crate) enum OrganisationKind {
    /// A police force.
    Police,
    /// A county, city, district or borough council.
    Council,
    /// A monitoring project that takes third-party reports.
    MonitoringProject,
    /// An NHS trust or board.
    Nhs,
    /// A charity or other support service.
    Charity,
    /// The public: people who sign in for themselves.
    Public,
}
