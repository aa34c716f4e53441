//! What an Open311 server says, in JSON or XML, as rows. Nothing here has `Debug`.

mod body;
mod entry;
mod xml;

pub(super) use body::{Row, Rows, alive, any, json, xml};
pub(super) use entry::{Entry, Field};
