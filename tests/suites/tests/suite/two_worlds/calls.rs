//! The calls that are made to partners for a viewer's question.

use std::collections::BTreeSet;

use accord_sandbox::{Entry, FaultKind, Sandbox};

/// A partner's system that keeps a journal. The council's database keeps none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum System {
    Police,
    Trust,
    City,
}

const SYSTEMS: [System; 3] = [System::Police, System::Trust, System::City];

/// One call to a partner's system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    pub(crate) system: System,
    path: String,
    fields: Vec<String>,
    ids: Vec<String>,
    status: u16,
}

impl Call {
    /// The same call about another record.
    pub(crate) fn about(&self, record: &str) -> Self {
        Self { ids: vec![record.to_owned()], ..self.clone() }
    }
}

impl System {
    /// Where its records are asked for: beside it are tokens.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Police => "/v1/",
            Self::Trust => "/fhir/",
            Self::City => "/requests",
        }
    }

    fn journal(self, sandbox: &Sandbox) -> Vec<Entry> {
        match self {
            Self::Police => sandbox.police.requests(),
            Self::Trust => sandbox.nhs.as_ref().unwrap().requests(),
            Self::City => sandbox.reports.requests(),
        }
    }

    fn forget(self, sandbox: &Sandbox) {
        match self {
            Self::Police => sandbox.police.clear_requests(),
            Self::Trust => sandbox.nhs.as_ref().unwrap().clear_requests(),
            Self::City => sandbox.reports.clear_requests(),
        }
    }

    fn fault(self, sandbox: &Sandbox, kind: FaultKind) {
        match self {
            Self::Police => sandbox.police.fault(kind, self.prefix(), None),
            Self::Trust => sandbox.nhs.as_ref().unwrap().fault(kind, self.prefix(), None),
            Self::City => sandbox.reports.fault(kind, self.prefix(), None),
        }
    }
}

/// Fails as ordered, and nowhere else.
pub(crate) fn fail(sandbox: &Sandbox, order: Option<(System, FaultKind)>) {
    for system in SYSTEMS {
        system.fault(sandbox, FaultKind::None);
    }
    if let Some((system, kind)) = order {
        system.fault(sandbox, kind);
    }
}

/// Forgets what was asked before.
pub(crate) fn forget(sandbox: &Sandbox) {
    SYSTEMS.iter().for_each(|system| system.forget(sandbox));
}

/// What was asked since, sorted.
pub(crate) fn made(sandbox: &Sandbox) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for system in SYSTEMS {
        let journal = system.journal(sandbox).into_iter().filter(|entry| entry.path.starts_with(system.prefix()));
        calls.extend(journal.map(|entry| call(system, entry)));
    }
    calls.sort();
    calls
}

fn call(system: System, entry: Entry) -> Call {
    let Entry { path, query, ids, mut fields, status, .. } = entry;
    // What comes along with a FHIR search is asked for like a field; a further page is a call of its own.
    for (name, value) in query {
        match name.as_str() {
            "_include" | "_revinclude" | "code" => fields.extend(value.split(',').map(|one| format!("{name}={one}"))),
            "_pageoffset" => fields.push(format!("{name}={value}")),
            _ => {}
        }
    }
    Call { system, path, fields, ids, status }
}

/// Takes these into what was asked for so far, and gives all of it: each record and field once. Where answers are kept, which of
/// two questions comes to ask for a field depends on how the calls of an earlier one fell; that it was asked for does not.
pub(crate) fn so_far(all: &mut BTreeSet<Call>, calls: &[Call]) -> Vec<Call> {
    for (system, path, id, field, _) in asked(calls) {
        let some = |word: &str| if word.is_empty() { Vec::new() } else { vec![word.to_owned()] };
        all.insert(Call { system, path: path.to_owned(), fields: some(field), ids: some(id), status: 200 });
    }
    all.iter().cloned().collect()
}

/// System, path, record, field, status: each once. Siblings that do not meet ask twice where they might have asked once: that
/// a record was asked for with no field says nothing where it was asked for with some.
pub(crate) fn asked(calls: &[Call]) -> BTreeSet<(System, &str, &str, &str, u16)> {
    let mut all = BTreeSet::new();
    for call in calls {
        for id in or_none(&call.ids) {
            all.extend(
                or_none(&call.fields).into_iter().map(|field| (call.system, &*call.path, id, field, call.status)),
            );
        }
    }
    let with_fields: BTreeSet<_> = all
        .iter()
        .filter(|call| !call.3.is_empty())
        .map(|(system, path, id, _, status)| (*system, *path, *id, *status))
        .collect();
    all.retain(|(system, path, id, field, status)| {
        !field.is_empty() || !with_fields.contains(&(*system, *path, *id, *status))
    });
    all
}

/// A protocol that names no fields, and a call that names no record, count too.
fn or_none(words: &[String]) -> Vec<&str> {
    if words.is_empty() { vec![""] } else { words.iter().map(String::as_str).collect() }
}

#[test]
fn a_call_without_fields_or_records_is_one() {
    let call = |ids: &[&str], fields: &[&str]| Call {
        system: System::City,
        path: "/requests.json".to_owned(),
        fields: fields.iter().map(|word| (*word).to_owned()).collect(),
        ids: ids.iter().map(|word| (*word).to_owned()).collect(),
        status: 200,
    };
    assert_ne!(asked(&[call(&["1", "2"], &[])]), asked(&[call(&["1"], &[])]));
    assert_ne!(asked(&[call(&[], &[])]), asked(&[]));
    assert_eq!(asked(&[call(&["1", "2"], &[])]), asked(&[call(&["1"], &[]), call(&["2"], &[])]));
    assert_eq!(asked(&[call(&["1"], &["a"]), call(&["1"], &[])]), asked(&[call(&["1"], &["a"])]));
    assert_ne!(asked(&[call(&["1"], &["a"]), call(&["2"], &[])]), asked(&[call(&["1"], &["a"])]));
}
