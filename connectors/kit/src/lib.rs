#![doc = include_str!("../README.md")]

mod cache;
mod chunks;
mod client;
mod connect;
mod dial;
pub mod fhir_consent;
mod gather;
mod lenient;
mod login;
mod port;
mod terms;
mod vault;

pub use cache::RecordCache;
pub use chunks::{Chunked, in_chunks};
pub use client::{
    Address, Ask, Breaker, BreakerLimits, Client, Explain, Limits, Pace, Pass, Refusal, Submission, SubmitFault,
};
pub use connect::{Connect, ConnectError, Parts, Registry};
pub use dial::{Doors, Mailbox, Question, Reply, TooManyPollers};
pub use gather::{WireRecord, gather};
pub use lenient::{Field, List, Notes, Shallow, instant, nhs_number, partial_date, postcode, span};
pub use login::{Credentials, KeyFile, Login, PrivateKeys, SecretText, SigningAlgorithm};
pub use port::{Loaded, Spool, SpoolEntry, SpoolFault, SpoolRow, WireCache};
pub use terms::{Listed, Moved, Shown, Term, Terms, TermsDiff, TermsError, Vocabulary, VocabularyEntry, WordChange};
pub use vault::{SealFault, Secret, Vault};
