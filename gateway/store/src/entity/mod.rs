//! One file for each table. What the columns hold is said in the migrations.

/// `Model` must have `Debug`; it says nothing of the row.
macro_rules! silent {
    ($model:ident) => {
        impl std::fmt::Debug for $model {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("row")
            }
        }
    };
}
use silent;

pub mod access;
pub mod correction_request;
pub mod directive;
pub mod exclusion;
pub mod fingerprint;
pub mod incident_link;
pub mod indexed_record;
pub mod ledger_head;
pub mod ledger_row;
pub mod log_exemption;
pub mod partner_note;
pub mod partner_state;
pub mod person_feature;
pub mod person_link;
pub mod person_link_change;
pub mod policy_state;
pub mod pseudonym;
pub mod quiet_log;
pub mod quoted_reference;
pub mod record_subject;
pub mod relation;
pub mod spool_load;
pub mod spool_row;
pub mod staff_fact;
pub mod store_lock;
pub mod unmapped_word;
