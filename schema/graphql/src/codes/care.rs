use async_graphql::Enum;

/// What a fact of care is (HL7 FHIR R4).
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::HealthRecordKind")]
pub(crate) enum HealthRecordKind {
    /// A contact with a service: an attendance, an admission, an appointment.
    Encounter,
    /// A problem or a diagnosis.
    Condition,
    /// A warning on the record.
    Flag,
}

/// Where a referral stands (HL7 FHIR R4 `Task.status`).
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::ReferralStatus")]
pub(crate) enum ReferralStatus {
    /// Written, not sent.
    Draft,
    /// Sent, not answered.
    Requested,
    /// The recipient has taken it on.
    Accepted,
    /// The recipient will not take it on.
    Rejected,
    /// Work is going on.
    InProgress,
    /// Paused.
    OnHold,
    /// Done.
    Completed,
    /// Taken back.
    Cancelled,
    /// Tried, and not done.
    Failed,
    /// Written by mistake.
    EnteredInError,
    /// Not said, or not in the map.
    Unknown,
}

/// Where care is given (Leicestershire care pathway).
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::CareSetting")]
pub(crate) enum CareSetting {
    /// Accident and emergency, ambulance, inpatient units.
    Acute,
    /// General practice, walk-in centre, pharmacist.
    Primary,
    /// District nurse, care home, charity.
    Community,
    /// Specialised mental health services.
    Specialised,
}

/// What care is for (Leicestershire care pathway).
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::Need")]
pub(crate) enum Need {
    /// Physical health.
    Physical,
    /// Mental health.
    Mental,
}

/// What a service does in the pathway (Leicestershire care pathway).
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::ServiceRole")]
pub(crate) enum ServiceRole {
    /// Keeps harm from happening.
    Prevention,
    /// Helps after harm.
    Support,
}
