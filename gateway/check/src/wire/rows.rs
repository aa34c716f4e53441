//! Finds the records in an answer whose protocol it does not know: the first list, from the outside in, whose entries
//! hold an id that the run knows.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;

/// How deep in an entry its own id may lie: `id`, or `resource.id`.
const DEPTH: usize = 2;

/// The entries of an answer, if it has any.
pub(crate) fn rows<'a>(answer: &'a mut Value, ids: &BTreeSet<String>) -> Option<&'a mut Vec<Value>> {
    let path = path(answer, ids)?;
    answer.pointer_mut(&path)?.as_array_mut()
}

fn path(answer: &Value, ids: &BTreeSet<String>) -> Option<String> {
    let mut open = VecDeque::from([(String::new(), answer)]);
    while let Some((path, value)) = open.pop_front() {
        match value {
            Value::Array(all) if all.iter().any(|one| one.is_object() && id_of(one, ids).is_some()) => {
                return Some(path);
            }
            Value::Array(all) => open.extend(all.iter().enumerate().map(|(n, one)| (format!("{path}/{n}"), one))),
            Value::Object(all) => open.extend(all.iter().map(|(key, one)| {
                let key = key.replace('~', "~0").replace('/', "~1");
                (format!("{path}/{key}"), one)
            })),
            _ => {}
        }
    }
    None
}

/// The known id that an entry holds: under `id` before any other key.
pub(crate) fn id_of(row: &Value, ids: &BTreeSet<String>) -> Option<String> {
    let known = |value: &Value| value.as_str().filter(|text| ids.contains(*text)).map(str::to_owned);
    let mut level = vec![row];
    for _ in 0..DEPTH {
        if let Some(id) = level.iter().filter_map(|one| one.get("id")).find_map(known) {
            return Some(id);
        }
        let inner: Vec<&Value> = level.iter().filter_map(|one| one.as_object()).flat_map(|all| all.values()).collect();
        if let Some(id) = inner.iter().find_map(|one| known(one)) {
            return Some(id);
        }
        level = inner;
    }
    None
}

/// The keys of an answer's entries.
pub(crate) fn keys(answer: &[u8], ids: &BTreeSet<String>) -> BTreeSet<String> {
    let mut answer = serde_json::from_slice(answer).unwrap_or_default();
    let rows = rows(&mut answer, ids).into_iter().flatten();
    rows.filter_map(|row| row.as_object()).flat_map(|row| row.keys().cloned()).collect()
}

/// Gives an entry another id, wherever it names its own.
pub(crate) fn rename(row: &mut Value, from: &str, to: &str) {
    match row {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(all) => all.iter_mut().for_each(|one| rename(one, from, to)),
        Value::Object(all) => all.values_mut().for_each(|one| rename(one, from, to)),
        _ => {}
    }
}

/// All texts of an entry, with the keys under which they lie.
pub(crate) fn texts<'a>(key: &'a str, value: &'a Value, into: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::String(text) => into.push((key, text)),
        Value::Array(all) => all.iter().for_each(|one| texts(key, one, into)),
        Value::Object(all) => all.iter().for_each(|(key, one)| texts(key, one, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn entries_are_found_from_the_outside_in() {
        let ids: BTreeSet<String> = ["a".to_owned(), "b".to_owned()].into();
        let mut answer = json!({"next": "a", "entry": [{"resource": {"id": "b", "of": [{"id": "a"}]}}]});
        let found = rows(&mut answer, &ids).unwrap();
        assert_eq!(id_of(&found[0], &ids).as_deref(), Some("b"));
        rename(&mut found[0], "b", "c");
        assert_eq!(answer["entry"][0]["resource"]["id"], "c");
        assert!(rows(&mut json!({"error": "b"}), &ids).is_none());
    }
}
