//! Changes to the city's requests.

use jiff::Timestamp;
use serde_json::Value;

use super::register::{Register, Report};
use crate::control::{Edit, Op};

impl Register {
    /// Applies an edit. False when there is no such request or field, and for a value that does not fit it. A whole new
    /// request is an object of the same fields. What an edit changes keeps its time of change, unless that is what it
    /// sets.
    pub(crate) fn edit(&mut self, edit: &Edit) -> bool {
        let changed = match (edit.op, edit.field.as_deref(), &edit.value) {
            (Op::Remove | Op::Erase, ..) => return self.remove(&edit.record).is_some(),
            (Op::Set, Some(field), Some(value)) => {
                self.get(&edit.record).and_then(|now| with(now.clone(), field, value))
            }
            (Op::Unset, Some(field), _) => {
                self.get(&edit.record).and_then(|now| with(now.clone(), field, &Value::Null))
            }
            (Op::Add, _, Some(Value::Object(fields))) => {
                let new = Report::new(edit.record.as_str(), "", Timestamp::UNIX_EPOCH);
                fields.iter().try_fold(new, |report, (field, value)| with(report, field, value))
            }
            _ => None,
        };
        changed.map(|report| self.put(report)).is_some()
    }
}

/// The request with another value in a field, by the protocol's name of it.
fn with(mut report: Report, field: &str, value: &Value) -> Option<Report> {
    let text = || value.as_str().map(str::to_owned);
    let time = || value.as_str()?.parse::<Timestamp>().ok();
    match field {
        "service_code" => report.service = text()?,
        "status" => report.status = text()?,
        "description" => report.description = text().unwrap_or_default(),
        "address" => report.address = text(),
        "zipcode" => report.zipcode = text(),
        "requested_datetime" => report.requested = time()?,
        "updated_datetime" => report.updated = time()?,
        "non_public" => report.hidden = value.as_bool()?,
        _ => return None,
    }
    Some(report)
}
