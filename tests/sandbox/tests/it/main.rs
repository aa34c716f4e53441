//! The fake partners, asked as a connector would ask them.

mod client;
mod county;
mod edits;
mod faults;
mod idp;
mod nhs;
mod nhs_client;
mod nhs_data;
mod nhs_faults;
mod nhs_process;
mod police;
mod process;
mod truth;
