#![doc = include_str!("../README.md")]

mod agreement;
mod candidate;
mod decide;
mod desk;
mod directive;
mod disclosed;
mod explain;
mod field;
mod keys;
mod ledger;
mod organisations;
mod permitted;
mod policy;
mod receipt;
mod record;
mod released;
mod rights;
mod sealed;
mod signing;
mod standing;
mod table;
mod trail;
mod viewer;
mod word;

pub use accord_model::{Audience, RecordScope};
pub use agreement::{Agreed, Agreement, AgreementError, AgreementId, Agreements, Asker, Renewal, Versioned};
pub use candidate::{Candidate, Facts, IndexRow, UnmappedWord};
pub use decide::{Grants, Withheld, WithheldReason};
pub use desk::{
    ConsentDraft, Desk, DeskSetup, ExemptFault, Explanation, Indexed, ListedExemption, OwnLog, PolicyFault,
    ReplayFault, Replayed, Sought,
};
pub use directive::{Directive, Effect, Given, decide_by_directives};
pub use disclosed::Disclosed;
pub use explain::{Explained, WhyNot};
pub use field::{FieldRule, FieldSet, Rule};
pub use keys::{Fingerprint, Identifier, Keys, OpaqueId};
pub use ledger::{Ledger, LedgerFault, LogEntry, PastDisclosure, Request, Stamp};
pub use organisations::Organisations;
pub use permitted::Permitted;
pub use policy::{
    Directives, Link, LinkBasis, LinkState, PolicyChanges, PolicyWrite, Relation, RelationKind, StoreFault,
};
pub use receipt::{ConsentEvent, ConsentPurpose, EventState, Party, PiiInformation, Receipt, ReceiptFault};
pub use record::{Record, handle_of};
pub use released::{Refusal, Released};
pub use rights::{Access, AccessQuery, Exemption, ExemptionFault, Rights};
pub use sealed::Sealed;
pub use standing::{Features, Population, StandingOrder};
pub use trail::Trail;
pub use viewer::Viewer;
