#![doc = include_str!("../README.md")]

mod access;
mod agreement;
mod candidate;
mod decide;
mod desk;
mod directive;
mod disclosed;
mod ends;
mod explain;
mod field;
mod keys;
mod ledger;
mod organisations;
mod permitted;
mod policy;
mod receipt;
mod record;
mod relation;
mod released;
mod rights;
mod sealed;
mod signing;
mod standing;
mod table;
mod trail;
mod viewer;
mod word;

pub use access::{AccessKind, AccessState, Accesses, AskedAccess, EMERGENCIES_A_DAY, NoAccesses, Opened};
pub use accord_model::{Audience, RecordScope};
pub use agreement::{Agreed, Agreement, AgreementError, AgreementId, Agreements, Asker, Renewal, Versioned};
pub use candidate::{Candidate, Facts, IndexRow, UnmappedWord};
pub use decide::{Grants, Withheld, WithheldReason};
pub use desk::{
    Conference, ConsentDraft, Desk, DeskSetup, ExemptFault, Explanation, Indexed, ListedExemption, NamedIn, OwnLog,
    PolicyFault, ReplayFault, Replayed, RequestDraft, RequestWords, Sought,
};
pub use directive::{Directive, Effect, Given, decide_by_directives};
pub use disclosed::Disclosed;
pub use ends::{Ends, NoEnds};
pub use explain::{Explained, WhyNot};
pub use field::{FieldRule, FieldSet, Rule};
pub use keys::{Fingerprint, Identifier, Keys, OpaqueId};
pub use ledger::{Ledger, LedgerFault, LogEntry, PastDisclosure, Request, Stamp};
pub use organisations::Organisations;
pub use permitted::Permitted;
pub use policy::{Directives, Link, LinkBasis, LinkState, PolicyChanges, PolicyWrite, StoreFault};
pub use receipt::{ConsentEvent, ConsentPurpose, EventState, Party, PiiInformation, Receipt, ReceiptFault};
pub use record::{Record, handle_of};
pub use relation::{Exclusion, Relation, RelationKind};
pub use released::{Refusal, Released};
pub use rights::{
    Access, AccessQuery, Correction, CorrectionAnswer, CorrectionOutcome, Exemption, ExemptionFault, Rights,
};
pub use sealed::Sealed;
pub use standing::{Features, Population, StandingOrder};
pub use trail::Trail;
pub use viewer::Viewer;
