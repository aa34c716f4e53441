//! An `OpenAPI` description.

use std::collections::BTreeSet;

use jsonschema::Draft;
use serde_json::{Map, Value, json};

use super::Asked;
use crate::wire::Call;

/// Methods that a path may have.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];
/// Differences of one answer that are told, at most.
const MOST: usize = 10;

/// A description, its operations found.
pub(crate) struct OpenApi {
    document: Value,
    operations: Vec<Operation>,
    /// The paths of its servers.
    servers: Vec<String>,
}

struct Operation {
    method: String,
    template: String,
}

impl OpenApi {
    pub(super) fn of(mut document: Value) -> Self {
        if document.get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0")) {
            nullable(&mut document);
        }
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        let operations = paths.flat_map(|(template, item)| {
            let of = |method: &&str| item.get(*method).is_some();
            let methods: Vec<&str> = METHODS.iter().filter(|method| of(method)).copied().collect();
            methods.into_iter().map(|method| Operation { method: method.to_owned(), template: template.clone() })
        });
        let operations = operations.collect();
        let servers = document.get("servers").and_then(Value::as_array).into_iter().flatten();
        let servers = servers.filter_map(|server| path_of(server.get("url")?.as_str()?)).collect();
        Self { document, operations, servers }
    }

    /// The operation that answers a call: one without a variable before one with.
    fn operation(&self, call: &Call, base: &str) -> Option<&Operation> {
        let asked = Asked::of(call);
        let mut paths = vec![asked.below(base).to_owned(), asked.path.clone()];
        paths.extend(self.servers.iter().map(|server| asked.below(server).to_owned()));
        let method = call.method.to_lowercase();
        let fits = |one: &&Operation| one.method == method && paths.iter().any(|path| fits(&one.template, path));
        let mut found: Vec<&Operation> = self.operations.iter().filter(fits).collect();
        found.sort_by_key(|one| one.template.matches('{').count());
        found.first().copied()
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let pointer = value.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
        pointer.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(value)
    }

    fn at(&self, operation: &Operation) -> (&Value, &Value) {
        let item = self.document.get("paths").and_then(|paths| paths.get(&operation.template)).unwrap_or(&Value::Null);
        (item, item.get(&operation.method).unwrap_or(&Value::Null))
    }

    pub(super) fn undescribed(&self, call: &Call, base: &str) -> BTreeSet<String> {
        let Some(operation) = self.operation(call, base) else {
            // The path may hold an id: its last step is not told.
            let asked = Asked::of(call);
            let path = asked.path.rsplit_once('/').map_or("", |(before, _)| before);
            return BTreeSet::from([format!("{} {path}/...: no such operation", call.method)]);
        };
        let (item, itself) = self.at(operation);
        let parameters = [item, itself].into_iter().filter_map(|one| one.get("parameters")?.as_array()).flatten();
        let known: BTreeSet<&str> = parameters
            .map(|one| self.resolved(one))
            .filter(|one| one.get("in").and_then(Value::as_str) == Some("query"))
            .filter_map(|one| one.get("name")?.as_str())
            .collect();
        let unknown = Asked::of(call).names.into_iter().filter(|name| !known.contains(name.as_str()));
        let place = |name| format!("{} {}: no parameter `{name}`", call.method, operation.template);
        unknown.map(place).collect()
    }

    pub(super) fn unlike(&self, call: &Call, base: &str) -> Result<BTreeSet<String>, String> {
        let Some(operation) = self.operation(call, base) else { return Ok(BTreeSet::new()) };
        let place = format!("{} {} {}", call.method, operation.template, call.status);
        let responses = self.at(operation).1.get("responses").and_then(Value::as_object);
        let Some(response) = responses.and_then(|all| described(all, call.status)) else {
            return Ok(BTreeSet::from([format!("{place}: no such status")]));
        };
        let content = self.resolved(response).get("content").and_then(Value::as_object);
        let json = content.and_then(|all| all.iter().find(|(kind, _)| is_json(kind)));
        let Some(schema) = json.and_then(|(_, media)| media.get("schema")) else { return Ok(BTreeSet::new()) };
        let Ok(answer) = serde_json::from_slice(&call.reply) else {
            return Ok(BTreeSet::from([format!("{place}: no JSON")]));
        };
        // The schema where it stands: its references lead into the whole document.
        let mut whole = self.document.clone();
        if let Some(all) = whole.as_object_mut() {
            all.insert("x-accord-looked-at".to_owned(), schema.clone());
            all.insert("$ref".to_owned(), json!("#/x-accord-looked-at"));
        }
        let validator = jsonschema::options().with_draft(Draft::Draft202012).build(&whole);
        let validator = validator.map_err(|_| format!("{place}: the schema itself cannot be used"))?;
        let differences = validator.iter_errors(&answer).take(MOST);
        Ok(differences.map(|one| format!("{place}: {}", told(&one.schema_path().to_string()))).collect())
    }
}

/// A place in the schema, without the way to it.
fn told(place: &str) -> String {
    place.replace("/$ref", "").replace("/x-accord-looked-at", "")
}

fn described(responses: &Map<String, Value>, status: u16) -> Option<&Value> {
    let class = format!("{}XX", status / 100);
    [status.to_string(), class, "default".to_owned()].iter().find_map(|key| responses.get(key))
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind == "application/json" || kind.ends_with("+json")
}

fn path_of(server: &str) -> Option<String> {
    let path = match server.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map(|(_, path)| format!("/{path}")).unwrap_or_default(),
        None => server.to_owned(),
    };
    let path = path.trim_end_matches('/').to_owned();
    (!path.is_empty()).then_some(path)
}

/// Whether a path is one of a template's: `/v1/persons/{id}`.
fn fits(template: &str, path: &str) -> bool {
    let (mut theirs, mut ours) = (template.trim_matches('/').split('/'), path.trim_matches('/').split('/'));
    loop {
        match (theirs.next(), ours.next()) {
            (None, None) => return true,
            (Some(step), Some(given)) if step_fits(step, given) => {}
            _ => return false,
        }
    }
}

fn step_fits(step: &str, given: &str) -> bool {
    let variable = step.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)));
    variable.map_or(step == given, |(before, after)| {
        given.len() > before.len() + after.len() && given.starts_with(before) && given.ends_with(after)
    })
}

/// `OpenAPI` 3.0 says `nullable: true` where JSON Schema says a second type.
fn nullable(schema: &mut Value) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(nullable),
        Value::Object(all) => {
            all.values_mut().for_each(nullable);
            if all.get("nullable") == Some(&Value::Bool(true)) {
                all.remove("nullable");
                let plain = Value::Object(std::mem::take(all));
                all.insert("anyOf".to_owned(), json!([plain, {"type": "null"}]));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::called;

    fn schema() -> OpenApi {
        OpenApi::of(json!({
            "openapi": "3.0.3",
            "servers": [{"url": "https://partner.example/api"}],
            "paths": {
                "/people/{id}": {"get": {"responses": {"200": {"content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Person"}}}}}}},
                "/people/all": {"get": {"parameters": [{"in": "query", "name": "page"}],
                    "responses": {"2XX": {"content": {"application/json": {
                        "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}}}}}}}},
            },
            "components": {"schemas": {"Person": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string"}, "faith": {"type": "string", "nullable": true}}}}},
        }))
    }

    #[test]
    fn an_operation_without_a_variable_is_meant_before_one_with() {
        let schema = schema();
        let found = schema.operation(&called("GET", "/api/people/all?page=2", "", "[]"), "");
        assert_eq!(found.unwrap().template, "/people/all");
        assert_eq!(schema.undescribed(&called("GET", "/api/people/all?page=2", "", "[]"), ""), BTreeSet::new());
        let odd = schema.undescribed(&called("GET", "/api/people/all?name=x", "", "[]"), "");
        assert_eq!(odd, BTreeSet::from(["GET /people/all: no parameter `name`".to_owned()]));
        let odd = schema.undescribed(&called("POST", "/api/people/Amara", "", "[]"), "");
        assert_eq!(odd, BTreeSet::from(["POST /api/people/...: no such operation".to_owned()]));
    }

    #[test]
    fn an_answer_that_has_drifted_is_told_by_the_schemas_own_words() {
        let schema = schema();
        let unlike = |target, reply| schema.unlike(&called("GET", target, "", reply), "/api").unwrap();
        assert_eq!(unlike("/api/people/7", r#"{"id": "7", "faith": null}"#), BTreeSet::new());
        let odd = unlike("/api/people/all", r#"[{"faith": "CANARY"}, {"id": 7}]"#);
        assert!(odd.iter().all(|place| !place.contains("CANARY")), "{odd:?}");
        assert!(odd.iter().any(|place| place.ends_with("/required")), "{odd:?}");
        assert!(odd.iter().any(|place| place.ends_with("/properties/id/type")), "{odd:?}");
        assert_eq!(unlike("/api/people/7", "<p>"), BTreeSet::from(["GET /people/{id} 200: no JSON".to_owned()]));
    }
}
