//! The fake partners, asked as a connector would ask them.

mod client;
mod county;
mod edits;
mod faults;
mod idp;
mod police;
mod process;
mod truth;
