//! What an Open311 server says, in JSON or XML. Nothing here has `Debug`.

mod body;
mod entry;
mod sent;
mod service;
mod xml;

pub(super) use body::{Row, Rows, Said, alive, any, json, xml};
pub(super) use entry::{Entry, Field};
pub(super) use sent::{Sent, error_code};
pub(super) use service::{Definition, Kind, Question, Services};
