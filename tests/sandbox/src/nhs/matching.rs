//! Whether a resource fits a search.

use serde_json::Value;

use super::query::{Filter, Query};
use super::store::{Resource, Store};

/// The ids of the resources that fit, in the order asked.
pub(crate) fn find(store: &Store, kind: &str, query: &Query) -> Vec<String> {
    let mut found: Vec<(&String, &Resource)> = store
        .all(kind)
        .filter(|(id, resource)| query.filters.iter().all(|filter| fits(store, id, resource, filter)))
        .collect();
    if query.by_update {
        found.sort_by(|(one, left), (other, right)| (left.updated, one).cmp(&(right.updated, other)));
    }
    found.into_iter().map(|(id, _)| id.clone()).collect()
}

fn fits(store: &Store, id: &str, resource: &Resource, filter: &Filter) -> bool {
    match filter {
        // Ids of old patients find the surviving one.
        Filter::Id(ids) => ids.iter().any(|wanted| store.surviving(wanted) == id),
        Filter::Updated(from, until) => {
            from.is_none_or(|from| resource.updated >= from) && until.is_none_or(|until| resource.updated < until)
        }
        Filter::Token(element, wanted) => {
            let said = tokens(&resource.body()[*element]);
            said.iter().any(|token| wanted.iter().any(|wanted| same_token(token, wanted)))
        }
        Filter::Reference(element, wanted) => references(&resource.body()[*element])
            .any(|said| wanted.iter().any(|wanted| store.surviving(last(wanted)) == store.surviving(last(said)))),
    }
}

/// The references of an element, one or a list.
pub(crate) fn references(element: &Value) -> impl Iterator<Item = &str> {
    let list = element.as_array().map_or_else(|| std::slice::from_ref(element), Vec::as_slice);
    list.iter().filter_map(|one| one["reference"].as_str())
}

/// `Patient/a` and `https://.../Patient/a` mean `a`.
pub(crate) fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

type Token<'a> = (Option<&'a str>, &'a str);

/// The codes, codings and identifiers of an element.
fn tokens(element: &Value) -> Vec<Token<'_>> {
    match element {
        Value::String(code) => vec![(None, code)],
        Value::Array(list) => list.iter().flat_map(tokens).collect(),
        Value::Object(fields) if fields.contains_key("coding") => tokens(&element["coding"]),
        Value::Object(_) => {
            let code = element["code"].as_str().or_else(|| element["value"].as_str());
            code.map(|code| (element["system"].as_str(), code)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// `code` in any system, `|code` without one, `system|code`, `system|` for any code of it.
fn same_token((system, code): &Token<'_>, wanted: &str) -> bool {
    match wanted.split_once('|') {
        None => *code == wanted,
        Some(("", wanted)) => system.is_none() && *code == wanted,
        Some((of, "")) => *system == Some(of),
        Some((of, wanted)) => *system == Some(of) && *code == wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{same_token, tokens};

    #[test]
    fn tokens_are_found_wherever_they_stand() {
        let element = json!([{"coding": [{"system": "s", "code": "a"}, {"code": "b"}]}, {"text": "c"}]);
        assert_eq!(tokens(&element), [(Some("s"), "a"), (None, "b")]);
        assert_eq!(tokens(&json!([{"system": "n", "value": "1"}])), [(Some("n"), "1")]);
        assert!(same_token(&(Some("s"), "a"), "s|a") && same_token(&(Some("s"), "a"), "a"));
        assert!(same_token(&(Some("s"), "a"), "s|") && !same_token(&(Some("s"), "a"), "|a"));
        assert!(!same_token(&(Some("s"), "a"), "t|a") && same_token(&(None, "a"), "|a"));
    }
}
