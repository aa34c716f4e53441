//! Reading what a partner sends so that one bad field costs that field alone.

mod field;
mod notes;
mod shallow;
mod values;

pub use field::{Field, List};
pub use notes::Notes;
pub use shallow::Shallow;
pub use values::{instant, nhs_number, partial_date, postcode, span};
