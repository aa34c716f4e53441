//! Reading what a partner sends so that one bad field costs that field alone.

mod field;
mod notes;
mod values;

pub use field::{Field, List};
pub use notes::Notes;
pub use values::{instant, nhs_number, partial_date, postcode, span};
