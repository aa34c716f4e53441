//! How people type things. Pure functions: what cannot be read without guessing is `None`.

mod date;
mod name;
mod phone;
mod postcode;
mod quoted;
mod time_of_day;
mod yes;

pub(crate) use date::{Dated, Order, date};
pub(crate) use name::{NOBODY, name};
pub(crate) use phone::{Phone, phone};
pub(crate) use postcode::{Postcode, postcode};
pub(crate) use quoted::fits;
pub(crate) use time_of_day::{TimeOfDay, time_of_day};
pub(crate) use yes::{Answer, answer};
