use serde_json::Value;

use super::query::Pick;

/// What earlier answers taught, for later questions.
#[derive(Clone, Default)]
pub(crate) struct Pool {
    pub(crate) victims: Vec<String>,
    pub(crate) incidents: Vec<String>,
    pub(crate) referrals: Vec<String>,
    pub(crate) cursors: Vec<String>,
    pub(crate) directives: Vec<String>,
    /// What was asked for of officers: emergencies, requests, corrections.
    pub(crate) asked: Vec<String>,
    /// What was written down and taken back, to be said once more.
    pub(crate) said: Vec<Pick>,
    /// Ids of another organisation's.
    pub(crate) foreign: Vec<String>,
    /// Its cursors.
    pub(crate) foreign_cursors: Vec<String>,
    /// When what is hidden happened.
    pub(crate) instants: Vec<String>,
    /// Ids of the viewer's own organisation for people, incidents and referrals that a colleague knows and the viewer does not.
    pub(crate) hidden: Vec<String>,
    /// Of the viewer's people, those whom a record joins to others that she may not know of: what is permitted there flows on in
    /// one world alone.
    pub(crate) bridged: Vec<String>,
    /// People of whom nothing differs: whatever is said of sharing may open anything.
    pub(crate) pristine: Vec<String>,
}

impl Pool {
    /// Learns from an answer.
    pub(crate) fn learn(&mut self, value: &Value) {
        self.walk(value, "");
    }

    fn walk(&mut self, value: &Value, of: &str) {
        let Value::Object(fields) = value else {
            for item in value.as_array().into_iter().flatten() {
                self.walk(item, of);
            }
            return;
        };
        for (name, value) in fields {
            let of = match name.as_str() {
                "nodes" | "node" | "edges" | "pageInfo" => of,
                other => other,
            };
            if let ("endCursor" | "cursor", Some(cursor)) = (name.as_str(), value.as_str()) {
                remember(&mut self.cursors, cursor);
            }
            if let Some(id) = value.get("id").and_then(Value::as_str) {
                self.keep(of, id);
            }
            for item in value.as_array().into_iter().flatten() {
                if let Some(id) = item.get("id").and_then(Value::as_str) {
                    self.keep(of, id);
                }
            }
            self.walk(value, of);
        }
    }

    fn keep(&mut self, of: &str, id: &str) {
        match of {
            "victim" | "victims" => remember(&mut self.victims, id),
            "incident" | "incidents" => remember(&mut self.incidents, id),
            "referral" | "referrals" => remember(&mut self.referrals, id),
            "directive" | "consentDirectives" => remember(&mut self.directives, id),
            "access" | "emergencyAccesses" | "request" | "informationRequests" | "correctionRequests" => {
                remember(&mut self.asked, id);
            }
            _ => {}
        }
    }
}

fn remember(list: &mut Vec<String>, word: &str) {
    if !list.iter().any(|known| known == word) {
        list.push(word.to_owned());
    }
}
