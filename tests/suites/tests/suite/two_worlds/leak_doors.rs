//! Leaks at the doors beside the case, one for each, as in `leak.rs`.

use serde_json::{Value, json};

use super::leak::{body, nodes, objects, roots};
use super::pair::Seen;

/// What somebody's emergency access opened, or whom it is about, is told by the word of refusal.
pub(crate) fn emergency(_: &str, seen: &mut Seen) -> bool {
    another_code(seen, &["breakGlass"])
}

/// A request is refused in other words where somebody has made one before.
pub(crate) fn request(_: &str, seen: &mut Seen) -> bool {
    another_code(seen, &["requestInformation"])
}

/// A record that is hidden is refused otherwise than one that is not there.
pub(crate) fn correction(_: &str, seen: &mut Seen) -> bool {
    another_code(seen, &["requestCorrection"])
}

/// What was asked in another organisation is refused otherwise than what nobody asked.
pub(crate) fn answer(_: &str, seen: &mut Seen) -> bool {
    another_code(seen, &["reviewEmergencyAccess", "answerInformationRequest", "answerCorrection"])
}

/// That there is a log, or that it is quiet.
pub(crate) fn quiet(_: &str, seen: &mut Seen) -> bool {
    another_code(seen, &["setQuietLog"])
}

/// Another organisation's emergency is among this one's.
pub(crate) fn emergencies(_: &str, seen: &mut Seen) -> bool {
    one_more(seen, "emergencyAccesses")
}

/// Another organisation's request is among this one's.
pub(crate) fn requests(_: &str, seen: &mut Seen) -> bool {
    one_more(seen, "informationRequests")
}

/// A request about a record that accuses its holder is among those to be answered, or one of a stranger's among a person's.
pub(crate) fn corrections(_: &str, seen: &mut Seen) -> bool {
    one_more(seen, "correctionRequests")
}

/// A row that an exemption keeps out; a log for who is not the person.
pub(crate) fn log(_: &str, seen: &mut Seen) -> bool {
    one_more(seen, "accessLog")
}

/// Who could see a record that is hidden; an explanation for who is not the person.
pub(crate) fn explanation(_: &str, seen: &mut Seen) -> bool {
    one_more(seen, "explain")
}

/// A receipt depends on what else is written down of the person.
pub(crate) fn receipt(_: &str, seen: &mut Seen) -> bool {
    objects(seen, |object| {
        let Some(receipt) = object.get("receipt").and_then(Value::as_str).map(|text| format!("{text}A")) else {
            return false;
        };
        object.insert("receipt".to_owned(), json!(receipt)).is_some()
    })
}

/// A conference to which the viewer was not called.
pub(crate) fn conference(_: &str, seen: &mut Seen) -> bool {
    let conferring = seen.purpose == "CASE_CONFERENCE";
    conferring
        && body(seen, |body| {
            let Some(data) = body["data"].as_object_mut() else { return false };
            data.values_mut().any(|root| match nodes(root) {
                Some(all) => {
                    all.push(json!({"id": "LE8SBuWGR320B1YKEAvEOHaDisGd7xIXuhKUqGxP2r8Y"}));
                    true
                }
                None => {
                    root.is_null() && {
                        *root = json!({"id": "LE8SBuWGR320B1YKEAvEOHaDisGd7xIXuhKUqGxP2r8Y"});
                        true
                    }
                }
            })
        })
}

/// Hidden rows fill what is looked through, and the last of the visible ones are not come to.
pub(crate) fn pushed_out(query: &str, seen: &mut Seen) -> bool {
    roots(query, seen, |_, list| {
        let last = list["pageInfo"]["hasNextPage"] == false;
        last && nodes(list).is_some_and(|all| all.pop().is_some())
    })
}

/// Another code where there is one, and one where there is none.
fn another_code(seen: &mut Seen, names: &[&str]) -> bool {
    body(seen, |body| {
        let Some(data) = body["data"].as_object_mut() else { return false };
        let Some(name) = names.iter().find(|name| data.contains_key(**name)) else { return false };
        data[*name]["userErrors"] = json!([{"code": "HIDDEN", "path": null, "message": "Hidden."}]);
        true
    })
}

/// One item more in the first list of that name; a list where there is none.
fn one_more(seen: &mut Seen, name: &str) -> bool {
    objects(seen, |object| match object.get_mut(name) {
        Some(Value::Array(all)) => {
            all.push(json!({}));
            true
        }
        Some(Value::Object(page)) => page.get_mut("nodes").and_then(Value::as_array_mut).is_some_and(|all| {
            all.push(json!({}));
            true
        }),
        Some(none @ Value::Null) => {
            *none = json!([]);
            true
        }
        _ => false,
    })
}
