//! Leaks, one for each row: an answer as a gateway with that defect would give it. Each says whether the question was one that
//! shows it.

use serde_json::{Map, Value, json};

use super::pair::Seen;

/// Changes what was seen of the answer to this question as the defect would. False where this question does not show it.
pub(crate) type Tamper = fn(&str, &mut Seen) -> bool;

/// What the filter leaves out is decided by what is hidden.
pub(crate) fn filter(query: &str, seen: &mut Seen) -> bool {
    const CONDITIONS: [&str; 8] =
        ["strands:", "areas:", "recordKinds:", "channels:", "recognition:", "statuses:", "From:", "Until:"];
    roots(query, seen, |arguments, list| {
        CONDITIONS.iter().any(|condition| arguments.contains(condition))
            && nodes(list).is_some_and(|all| all.pop().is_some())
    })
}

/// What has no instant for the viewer stands where its own would put it.
pub(crate) fn order(query: &str, seen: &mut Seen) -> bool {
    roots(query, seen, |_, list| {
        let Some(all) = nodes(list).filter(|all| all.len() > 1) else { return false };
        let last = all.len() - 1;
        all.swap(last - 1, last);
        true
    })
}

/// Hidden rows count.
pub(crate) fn count(_: &str, seen: &mut Seen) -> bool {
    objects(seen, |object| {
        let Some(more) = object.get("hasNextPage").and_then(Value::as_bool) else { return false };
        object.insert("hasNextPage".to_owned(), json!(!more));
        true
    })
}

/// A page is cut before what is hidden is taken out of it.
pub(crate) fn short_page(query: &str, seen: &mut Seen) -> bool {
    roots(query, seen, |_, list| {
        let more = list["pageInfo"]["hasNextPage"] == true;
        more && nodes(list).is_some_and(|all| all.len() > 1 && all.pop().is_some())
    })
}

/// A cursor holds the instant that its item is sorted by.
pub(crate) fn cursor(_: &str, seen: &mut Seen) -> bool {
    objects(seen, |object| {
        let name = ["endCursor", "cursor"].into_iter().find(|name| object.get(*name).is_some_and(Value::is_string));
        let Some(name) = name else { return false };
        object.insert(name.to_owned(), json!("MjAyNC0wMi0wM1QwNDowNTowNlo"));
        true
    })
}

/// There is no marker where there is no value.
pub(crate) fn marker(_: &str, seen: &mut Seen) -> bool {
    list_named(seen, "withheld", |all| all.pop().is_some())
}

/// What is hidden is answered otherwise than what is not there.
pub(crate) fn hidden_id(query: &str, seen: &mut Seen) -> bool {
    body(seen, |body| {
        let named = ["node(id", "victim(id", "incident(id", "referral(id"].iter().any(|root| query.contains(root));
        let missing = body["data"].as_object().and_then(|data| data.iter().find(|(_, value)| value.is_null()));
        let Some(path) = missing.filter(|_| named).map(|(name, _)| name.clone()) else { return false };
        body["errors"] = json!([{"message": "Hidden.", "path": [path], "extensions": {"code": "HIDDEN"}}]);
        true
    })
}

/// Errors come in the order in which they happened; a source that was never to be asked fails.
pub(crate) fn error(_: &str, seen: &mut Seen) -> bool {
    let swapped = body(seen, |body| {
        let Some(all) = body["errors"].as_array_mut().filter(|all| all.len() > 1) else { return false };
        all.swap(0, 1);
        true
    });
    swapped || list_named(seen, "gaps", |gaps| told_gap(gaps, "SILENT"))
}

/// A record that the viewer may not know of is joined.
pub(crate) fn link(_: &str, seen: &mut Seen) -> bool {
    let id = |all: &mut Vec<Value>| {
        all.push(json!("LE8SBuWGR320B1YKEAvEOHaDisGd7xIXuhKUqGxP2r8Y"));
        true
    };
    list_named(seen, "formerIds", id)
        || list_named(seen, "records", |all| {
            all.push(json!({}));
            true
        })
}

/// The beginning of a text that is withheld.
pub(crate) fn text(_: &str, seen: &mut Seen) -> bool {
    null_named(seen, &["narrative", "note"], "It was told")
}

/// What is hidden is in the way of what is written.
pub(crate) fn conflict(query: &str, seen: &mut Seen) -> bool {
    query.starts_with("mutation")
        && objects(seen, |object| {
            let hidden = object.get("code").is_some_and(|code| code == "NOT_FOUND");
            hidden && object.insert("code".to_owned(), json!("ALREADY_RECORDED")).is_some()
        })
}

/// A partner is asked for a record that is hidden.
pub(crate) fn call(_: &str, seen: &mut Seen) -> bool {
    let Some(call) = seen.calls.last().map(|call| call.about("per-999999")) else { return false };
    seen.calls.push(call);
    true
}

/// What is asked for together is asked for in two calls.
pub(crate) fn batch(_: &str, seen: &mut Seen) -> bool {
    let Some(call) = seen.calls.last().cloned() else { return false };
    seen.calls.push(call);
    true
}

/// Somebody read of the person what the viewer may not know of.
pub(crate) fn receipt(_: &str, seen: &mut Seen) -> bool {
    list_named(seen, "alreadyDisclosed", |all| {
        all.push(json!({"organisation": {"id": "leicestershire-police"}, "role": "HATE_CRIME_OFFICER",
            "purpose": "CRIME_INVESTIGATION", "categories": ["OFFENCE"]}));
        true
    })
}

/// The schema depends on what lies at the partners.
pub(crate) fn schema(_: &str, seen: &mut Seen) -> bool {
    objects(seen, |object| {
        let Some(sdl) = object.get("sdl").and_then(Value::as_str).map(|sdl| sdl.replacen("ASB", "", 1)) else {
            return false;
        };
        object.insert("sdl".to_owned(), json!(sdl)).is_some()
    })
}

/// What is worked out of something withheld is shown.
pub(crate) fn derived(_: &str, seen: &mut Seen) -> bool {
    null_named(seen, &["setting", "need", "role", "recordKind", "leadAgency"], "SPECIALISED")
        || list_named(seen, "strands", |all| {
            all.push(json!({"strand": "TRANSGENDER"}));
            true
        })
}

/// A record with a value that nobody can read is not taken in.
pub(crate) fn gap(_: &str, seen: &mut Seen) -> bool {
    list_named(seen, "gaps", |gaps| told_gap(gaps, "STALE"))
}

/// The first id of the answer is this one.
pub(crate) fn id(id: &str, seen: &mut Seen) -> bool {
    objects(seen, |object| {
        let own = object.get("id").and_then(Value::as_str).is_some_and(|id| id.len() == 44);
        own && object.insert("id".to_owned(), json!(id)).is_some()
    })
}

fn told_gap(gaps: &mut Vec<Value>, cause: &str) -> bool {
    gaps.push(json!({"partner": null, "fields": ["religion"], "cause": cause, "asOf": null}));
    true
}

pub(super) fn nodes(list: &mut Value) -> Option<&mut Vec<Value>> {
    list.get_mut("nodes")?.as_array_mut()
}

/// Changes a body; false, and nothing, where it stays the same.
pub(super) fn body(seen: &mut Seen, change: impl FnOnce(&mut Value) -> bool) -> bool {
    let Ok(before) = serde_json::from_str::<Value>(&seen.body) else { return false };
    let mut after = before.clone();
    let changed = change(&mut after) && after != before;
    if changed {
        seen.body = after.to_string();
    }
    changed
}

/// Changes the first list at the root that lets itself be changed; it is given with its arguments.
pub(super) fn roots(query: &str, seen: &mut Seen, change: impl Fn(&str, &mut Value) -> bool) -> bool {
    body(seen, |body| {
        let Some(data) = body["data"].as_object_mut() else { return false };
        data.iter_mut().any(|(name, value)| {
            let aliased = query.split_once(&format!("{name}: ")).map(|(_, rest)| rest);
            let plain = query.split_once(&format!("{name}(")).map(|(_, rest)| rest);
            let arguments = aliased.or(plain).and_then(|rest| rest.split(')').next()).unwrap_or_default();
            let before = value.clone();
            change(arguments, value) && *value != before
        })
    })
}

/// Changes the first object that lets itself be changed.
pub(super) fn objects(seen: &mut Seen, change: impl Fn(&mut Map<String, Value>) -> bool) -> bool {
    body(seen, |body| walk(body, &change))
}

fn walk(value: &mut Value, change: &impl Fn(&mut Map<String, Value>) -> bool) -> bool {
    match value {
        Value::Object(object) => change(object) || object.values_mut().any(|value| walk(value, change)),
        Value::Array(all) => all.iter_mut().any(|value| walk(value, change)),
        _ => false,
    }
}

fn list_named(seen: &mut Seen, name: &str, change: impl Fn(&mut Vec<Value>) -> bool) -> bool {
    objects(seen, |object| object.get_mut(name).and_then(Value::as_array_mut).is_some_and(&change))
}

fn null_named(seen: &mut Seen, names: &[&str], value: &str) -> bool {
    objects(seen, |object| {
        let Some(name) = names.iter().find(|name| object.get(**name).is_some_and(Value::is_null)) else { return false };
        object.insert((*name).to_owned(), json!(value)).is_some()
    })
}
