#![doc = include_str!("../README.md")]

mod access;
mod answer;
mod connector;
mod corrections;
mod fault;
mod find;
mod gather;
mod house;
mod index;
mod load;
mod merge;
mod own;
mod page;
mod report;
mod services;
mod session;
mod views;

pub use access::{Emergency, Endangered};
pub use answer::{Answer, Entry, Gap};
pub use connector::{Change, ChangeCursor, ChangePage, Connector, Gathered, Listed, Note};
pub use corrections::{CorrectionFault, CorrectionView};
pub use fault::Fault;
pub use find::{FindFault, Finding, IncidentFilter, ReferralFilter};
pub use house::{Finds, House, Reached, System};
pub use index::{Index, IndexFault, OwnedQuery, SyncStatus, Synced};
pub use merge::{differs, first, union};
pub use own::Explained;
pub use page::{Page, PageArgs, PageFault};
pub use report::{AnswerFlaw, Given, Receipt, ReportFault, ReportToken};
pub use services::{Services, SilentDirectory};
pub use session::Session;
pub use views::{Case, Member, Passage, Person};
