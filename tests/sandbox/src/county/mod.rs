//! The County Hate Incident Monitoring Project: spreadsheets in a drop folder.

mod canaries;
mod cell;
mod csv_file;
mod dates;
mod deliver;
mod fields;
mod layout;
mod manifest;
mod nights;
mod office;
mod row;
mod words;
mod xlsx_file;

pub use deliver::Delivery;
pub use manifest::{DataRow, FileManifest, Manifest, NoiseRow, TableManifest};
pub(crate) use office::Office;
pub use row::COLUMNS;
