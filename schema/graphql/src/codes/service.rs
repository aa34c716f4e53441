use async_graphql::Enum;

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

/// Whether a service takes people on.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::CapacityStatus")]
pub(crate) enum CapacityStatus {
    /// Takes people on now.
    Open,
    /// Takes some on.
    Limited,
    /// Puts people on a list.
    WaitingList,
    /// Takes nobody on.
    Closed,
    /// Not said, or said more than seven days ago.
    Unknown,
}

/// A day of the week.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_model::DayOfWeek")]
pub(crate) enum DayOfWeek {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}
