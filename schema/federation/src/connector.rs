use accord_consent::{FieldSet, Permitted, Sealed, StandingOrder};
use accord_model::{
    Incident, LocalId, PartnerId, PlaceReport, RecordRef, Referral, ServiceQuery, SupportService, Victim,
};
use async_trait::async_trait;
use jiff::Timestamp;

use crate::{Fault, Receipt, ReportFault, ReportToken};

/// What the core needs of a partner's system. `partner` and `changes` are enough for the index; `victims` and
/// `incidents` answer questions. What a partner cannot do stays at its default, `NotSupported`.
///
/// A connector has no search: it is asked for records by reference, for the fields that the permit names, and for
/// nothing else. It never sees a viewer.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Which system it speaks to.
    fn partner(&self) -> PartnerId;

    /// The kind of connector, as in the configuration: `police`, `table`.
    fn kind(&self) -> &'static str;

    /// The fields of a person record that this system can hold at all.
    fn victim_fields(&self) -> FieldSet;

    /// The fields of an incident record that this system can hold at all.
    fn incident_fields(&self) -> FieldSet;

    /// The fields of a referral that this system can hold at all; none where it holds no referrals.
    fn referral_fields(&self) -> FieldSet {
        FieldSet::NONE
    }

    /// The permitted records of this partner: one call for each chunk of each group of `permit.by_fields(partner)`.
    /// A record that the partner no longer has is left out.
    async fn victims(&self, _permit: &Permitted<Victim>) -> Gathered<Victim> {
        Gathered::failed(Fault::NotSupported)
    }

    /// As [`Connector::victims`], for incidents.
    async fn incidents(&self, _permit: &Permitted<Incident>) -> Gathered<Incident> {
        Gathered::failed(Fault::NotSupported)
    }

    /// As [`Connector::victims`], for referrals.
    async fn referrals(&self, _permit: &Permitted<Referral>) -> Gathered<Referral> {
        Gathered::failed(Fault::NotSupported)
    }

    /// Services of a directory, at least those that fit. A directory holds nothing about a person who was harmed, so no
    /// permit is needed; and the question names nobody. Whoever asks keeps what fits: a connector need not tell the
    /// directory why somebody looks for help, and the place alone is asked for.
    async fn services(&self, _query: &ServiceQuery) -> Listed {
        Listed::failed(Fault::NotSupported)
    }

    /// Sends a report about a place and about nobody. It is sent once: nothing here sends it again, and where it was sent
    /// and no usable answer came, the fault says so.
    async fn report(&self, _report: &PlaceReport) -> Result<Receipt, ReportFault> {
        Err(ReportFault::NotTaken(Fault::NotSupported))
    }

    /// The reference of a report that was given a token; nothing as long as the partner has given none.
    async fn reported(&self, _token: &ReportToken) -> Result<Option<LocalId>, Fault> {
        Err(Fault::NotSupported)
    }

    /// Whether it has changes to read: nothing about a person is in a directory, so there is nothing to sync.
    fn has_changes(&self) -> bool {
        true
    }

    /// What of the connector's configuration the partner does not have (a column, a table), by code and place; nothing where
    /// all of it is there, or where there is nothing to compare. No record is asked for.
    async fn missing(&self) -> Result<Vec<Note>, Fault> {
        Ok(Vec::new())
    }

    /// The next page of changes since `since`; from the beginning where there is none. The same cursor gives the same
    /// page or a later state of it; a page may repeat what an earlier one held.
    async fn changes(&self, _order: &StandingOrder, _since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        Err(Fault::NotSupported)
    }
}

/// What a partner gave, and what went wrong on the way: one failed chunk does not lose the others.
pub struct Gathered<R> {
    /// Records, sealed.
    pub records: Vec<Sealed<R>>,
    /// The first thing that went wrong.
    pub fault: Option<Fault>,
    /// How old the records are, where the partner cannot be asked live: the extract's time.
    pub as_of: Option<Timestamp>,
}

impl<R> Gathered<R> {
    /// Nothing but a fault.
    pub const fn failed(fault: Fault) -> Self {
        Self { records: Vec::new(), fault: Some(fault), as_of: None }
    }

    /// Everything that was asked for.
    pub const fn whole(records: Vec<Sealed<R>>) -> Self {
        Self { records, fault: None, as_of: None }
    }
}

/// What a directory gave, and what went wrong on the way: one service that cannot be read does not lose the others.
pub struct Listed {
    /// Services, in the directory's order.
    pub services: Vec<SupportService>,
    /// The first thing that went wrong.
    pub fault: Option<Fault>,
}

impl Listed {
    /// Nothing but a fault.
    pub const fn failed(fault: Fault) -> Self {
        Self { services: Vec::new(), fault: Some(fault) }
    }
}

/// Where a change feed was left. Opaque to everyone but its connector; it holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeCursor(pub String);

/// One thing that changed at a partner.
pub enum Change {
    /// A person record, new or changed.
    Victim(Sealed<Victim>),
    /// An incident record, new or changed.
    Incident(Sealed<Incident>),
    /// A referral, new or changed.
    Referral(Sealed<Referral>),
    /// A record that is gone: cancelled, transferred, missing from a full snapshot.
    Gone(RecordRef),
}

/// One page of a change feed.
pub struct ChangePage {
    /// What changed, in the partner's order.
    pub changes: Vec<Change>,
    /// Where to go on from; written together with the changes.
    pub next: ChangeCursor,
    /// Whether there is more at this moment.
    pub more: bool,
    /// How many records there will be in all, where the partner says so: for the progress bar.
    pub expected: Option<u64>,
    /// What was not taken in, and why: codes and places, never values.
    pub notes: Vec<Note>,
}

/// Something that was not taken in as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// A published code: `DATE_UNREADABLE`, `ROW_DUPLICATE`.
    pub code: &'static str,
    /// Where: a sheet and row, a field. Never a value.
    pub place: String,
}
