use async_graphql::Enum;

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
