use accord_federation as federation;
use async_graphql::{Enum, InputObject, Result};
use jiff::Timestamp;

use crate::codes::{Channel, Recognition, RecordKind, ReferralStatus, Strand};
use crate::errors::failed;

/// In which order incidents come. What you may not see sorts as nothing: last.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum IncidentOrder {
    /// The latest first.
    OccurredDesc,
    /// The earliest first.
    OccurredAsc,
}

/// Which incidents are wanted. A condition on a category that is not granted for an incident never matches it.
#[derive(InputObject)]
pub(crate) struct IncidentFilter {
    /// One of these strands.
    strands: Option<Vec<Strand>>,
    /// One of these kinds of record.
    record_kinds: Option<Vec<RecordKind>>,
    /// One of these channels.
    channels: Option<Vec<Channel>>,
    /// In one of these districts, by short name.
    areas: Option<Vec<String>>,
    /// Occurred at or after this instant, RFC 3339.
    occurred_from: Option<String>,
    /// Occurred before this instant, RFC 3339.
    occurred_until: Option<String>,
    /// Recognised so. Without it, what somebody recognised as hate: what a rule proposes and what was rejected are out.
    recognition: Option<Vec<Recognition>>,
    /// Also what a rule proposes and nobody has recognised as hate.
    #[graphql(default)]
    include_candidates: bool,
}

impl IncidentFilter {
    /// The filter in the core's words.
    ///
    /// # Errors
    /// `INVALID_INPUT` for an instant or an area that cannot be read.
    pub(crate) fn into_model(self) -> Result<federation::IncidentFilter> {
        let areas = self.areas.map(|all| all.iter().map(|area| area.parse()).collect::<Result<Vec<_>, _>>());
        Ok(federation::IncidentFilter {
            strands: self.strands.map(|all| all.into_iter().map(Into::into).collect()),
            kinds: self.record_kinds.map(|all| all.into_iter().map(Into::into).collect()),
            channels: self.channels.map(|all| all.into_iter().map(Into::into).collect()),
            areas: areas.transpose().map_err(|_| failed("INVALID_INPUT", "`areas` are short names of districts."))?,
            occurred_from: self.occurred_from.as_deref().map(instant).transpose()?,
            occurred_until: self.occurred_until.as_deref().map(instant).transpose()?,
            recognition: self.recognition.map(|all| all.into_iter().map(Into::into).collect()),
            candidates: self.include_candidates,
        })
    }
}

/// Which referrals are wanted.
#[derive(InputObject)]
pub(crate) struct ReferralFilter {
    /// Standing so, as the partner said when its changes were read last.
    statuses: Option<Vec<ReferralStatus>>,
    /// Sent at or after this instant, RFC 3339.
    sent_from: Option<String>,
    /// Sent before this instant, RFC 3339.
    sent_until: Option<String>,
}

impl ReferralFilter {
    /// The filter in the core's words.
    ///
    /// # Errors
    /// `INVALID_INPUT` for an instant that cannot be read.
    pub(crate) fn into_model(self) -> Result<federation::ReferralFilter> {
        Ok(federation::ReferralFilter {
            statuses: self.statuses.map(|all| all.into_iter().map(Into::into).collect()),
            sent_from: self.sent_from.as_deref().map(instant).transpose()?,
            sent_until: self.sent_until.as_deref().map(instant).transpose()?,
        })
    }
}

pub(super) fn instant(text: &str) -> Result<Timestamp> {
    text.parse().map_err(|_| failed("INVALID_INPUT", "An instant is RFC 3339: 2026-11-21T09:30:00Z."))
}
