//! The trust's resources in memory, versioned; nothing goes without a version.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::control::{Edit, Op};

/// The first moment at which an edit can happen.
const EDITS_FROM: Timestamp = Timestamp::constant(1_795_219_200, 0);

/// The types this server holds.
pub(crate) const TYPES: &[&str] =
    &["Patient", "Encounter", "Condition", "Flag", "ServiceRequest", "Task", "Consent", "Organization"];

/// One resource.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// As served, but for `meta.versionId` and `meta.lastUpdated`.
    body: Value,
    pub(crate) updated: Timestamp,
    pub(crate) version: u64,
}

impl Resource {
    /// The whole resource as JSON.
    pub(crate) fn to_json(&self) -> Value {
        let mut all = self.body.clone();
        all["meta"]["versionId"] = json!(self.version.to_string());
        all["meta"]["lastUpdated"] = json!(self.updated.to_string());
        all
    }

    /// The resource without its version: for searches.
    pub(crate) const fn body(&self) -> &Value {
        &self.body
    }
}

/// All resources, by type and id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    resources: BTreeMap<String, BTreeMap<String, Resource>>,
    /// Patients that became another: old id, surviving id.
    superseded: BTreeMap<String, String>,
    edits: i64,
}

impl Store {
    /// Takes a resource in; `resourceType` and `id` say where.
    pub(crate) fn put(&mut self, body: Value, updated: Timestamp, version: u64) {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (kind, id) = (text("resourceType"), text("id"));
        self.resources.entry(kind).or_default().insert(id, Resource { body, updated, version });
    }

    /// Whoever asks for the old patient gets the surviving one.
    pub(crate) fn supersede(&mut self, old: &str, surviving: &str) {
        self.superseded.insert(old.to_owned(), surviving.to_owned());
    }

    /// A resource; for a superseded patient the surviving one.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<&Resource> {
        self.resources.get(kind)?.get(if kind == "Patient" { self.surviving(id) } else { id })
    }

    /// The id of whoever this patient has become.
    pub(crate) fn surviving<'a>(&'a self, id: &'a str) -> &'a str {
        self.superseded.get(id).map_or(id, String::as_str)
    }

    /// All resources of a type, by id.
    pub(crate) fn all(&self, kind: &str) -> impl Iterator<Item = (&String, &Resource)> {
        self.resources.get(kind).into_iter().flatten()
    }

    /// Every resource there is, as a `Bundle`.
    pub(crate) fn bundle(&self) -> Value {
        let each = TYPES.iter().flat_map(|kind| self.all(kind));
        let entries: Vec<Value> = each.map(|(_, resource)| json!({"resource": resource.to_json()})).collect();
        json!({"resourceType": "Bundle", "type": "collection", "entry": entries})
    }

    /// Applies an edit; `live` ones get a new version. False when there is no such resource or field.
    pub(crate) fn edit(&mut self, edit: &Edit, live: bool) -> bool {
        let Some((kind, id)) = edit.record.split_once('/').filter(|(kind, _)| TYPES.contains(kind)) else {
            return false;
        };
        if edit.op == Op::Erase {
            return self.resources.get_mut(kind).is_some_and(|all| all.remove(id).is_some());
        }
        let before = self.resources.get(kind).and_then(|all| all.get(id)).cloned();
        let superseded_by = (kind == "Patient" && edit.op == Op::Set && edit.field.as_deref() == Some("supersededBy"))
            .then(|| edit.value.as_ref().and_then(Value::as_str).map(str::to_owned));
        if let Some(Some(survivor)) = superseded_by {
            return before.is_some() && self.merge(id, &survivor);
        }
        let Some(Resource { mut body, mut updated, mut version }) =
            before.or_else(|| fresh(kind, id, edit).map(|body| Resource { body, updated: EDITS_FROM, version: 0 }))
        else {
            return false;
        };
        if !change(&mut body, kind, edit) {
            return false;
        }
        if live {
            updated = EDITS_FROM + jiff::SignedDuration::from_secs(self.edits);
            self.edits += 1;
        }
        version += u64::from(live || version == 0);
        self.put(body, updated, version);
        true
    }

    /// One patient becomes another, who says so.
    fn merge(&mut self, old: &str, survivor: &str) -> bool {
        let Some(patients) = self.resources.get_mut("Patient") else { return false };
        let Some(resource) = patients.get_mut(survivor) else { return false };
        resource.body["link"] = super::terms::replaces(old);
        resource.version += 1;
        resource.updated = EDITS_FROM + jiff::SignedDuration::from_secs(self.edits);
        self.edits += 1;
        patients.remove(old);
        self.supersede(old, survivor);
        true
    }
}

fn fresh(kind: &str, id: &str, edit: &Edit) -> Option<Value> {
    (edit.op == Op::Add).then(|| json!({"resourceType": kind, "id": id}))
}

fn change(body: &mut Value, kind: &str, edit: &Edit) -> bool {
    match (edit.op, edit.field.as_deref(), &edit.value) {
        (Op::Add, _, Some(Value::Object(whole))) => {
            let named = json!({"resourceType": body["resourceType"], "id": body["id"]});
            *body = Value::Object(whole.clone());
            body["resourceType"] = named["resourceType"].clone();
            body["id"] = named["id"].clone();
            true
        }
        (Op::Remove, _, said) => {
            remove(body, kind, said.as_ref().and_then(Value::as_str));
            true
        }
        (Op::Set, Some(path), Some(value)) if path.starts_with('/') => body.pointer_mut(path).is_some_and(|place| {
            *place = value.clone();
            true
        }),
        (Op::Set, Some(field), Some(value)) => {
            body[field] = value.clone();
            true
        }
        (Op::Unset, Some(field), _) => body.as_object_mut().is_some_and(|fields| fields.remove(field).is_some()),
        _ => false,
    }
}

/// What a record system does in place of deleting.
fn remove(body: &mut Value, kind: &str, said: Option<&str>) {
    let said = said.unwrap_or("entered-in-error");
    match kind {
        "Patient" | "Organization" => body["active"] = json!(false),
        "Condition" => {
            let system = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
            body["verificationStatus"] = json!({"coding": [{"system": system, "code": said}]});
        }
        _ => body["status"] = json!(said),
    }
}
