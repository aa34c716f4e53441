//! Every official example gives a record or a diagnostic; none is lost without a word, and none panics.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use accord_connector_kit::Terms;
use accord_consent::FieldSet;
use accord_model::{LocalId, PartnerId, RecordRef, RecordType};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use super::map::{Mapper, Notes, Parties, prune};
use super::wire::{Bundle, Event, Patient, Resource, ServiceRequest, fault};

fn mapper() -> Mapper {
    Mapper {
        partner: partner(),
        terms: Terms::read(include_str!("terms.toml")).unwrap(),
        members: BTreeMap::new(),
        policies: BTreeMap::new(),
        base: "https://trust.example/fhir/R4".to_owned(),
    }
}

fn partner() -> PartnerId {
    "nhs".parse().unwrap()
}

fn all() -> FieldSet {
    FieldSet::names::<accord_model::Victim>(|_| true)
}

/// What one resource becomes: a kind of record, and the codes of its notes.
fn taken(mapper: &Mapper, number: usize, row: Resource) -> (Option<&'static str>, Vec<&'static str>) {
    let at = |kind| RecordRef { partner: partner(), kind, local: LocalId::new(row.id.as_str()) };
    let now = Timestamp::UNIX_EPOCH;
    let mut notes = Notes::on(&row.kind, number);
    let record = match row.kind.as_str() {
        "Patient" => {
            let patient: Patient = prune(row.clone(), all()).parse().unwrap();
            let at = at(RecordType::Victim);
            let victim = mapper.victim(at, now, &patient, Vec::new(), all(), &mut notes);
            assert!(!victim.restricted || victim.address.is_none() && victim.contact.is_none());
            Some("victim")
        }
        "ServiceRequest" => {
            let request: ServiceRequest = row.parse().unwrap();
            let may = FieldSet::names::<accord_model::Referral>(|_| true);
            let at = at(RecordType::Referral);
            let with = Parties::default();
            mapper.referral_for_index(at, now, &request, &with, may, &mut notes).map(|_| "referral")
        }
        "Encounter" | "Condition" => {
            let event: Event = row.parse().unwrap();
            let may = FieldSet::names::<accord_model::Incident>(|_| true);
            let at = at(RecordType::Incident);
            let incident = mapper.incident_for_index(at, now, &event, may, &mut notes).map(|_| "incident");
            incident.or_else(|| {
                notes.entry("NO_EVENT");
                None
            })
        }
        _ => {
            notes.entry("TYPE_NOT_READ");
            None
        }
    };
    (record, notes.into_notes().into_iter().map(|note| note.code).collect())
}

/// What a whole answer becomes, in one line.
fn read(mapper: &Mapper, bytes: &[u8]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows: Vec<Option<Resource>> = Vec::new();
    if let Ok(bundle) = serde_json::from_slice::<Bundle>(bytes) {
        *counts.entry("bundle").or_default() += 1;
        rows = bundle.entries;
    } else if let Some(said) = fault(bytes) {
        return format!("refusal: {}", said.code());
    } else {
        let value = serde_json::from_slice::<Value>(bytes).ok();
        rows.push(value.and_then(Resource::read));
    }
    for (number, row) in rows.into_iter().enumerate() {
        let (record, codes) = row.map_or((None, vec!["ENTRY_UNREADABLE"]), |row| taken(mapper, number, row));
        record.into_iter().chain(codes).for_each(|code| *counts.entry(code).or_default() += 1);
    }
    let all: Vec<String> = counts.iter().map(|(code, count)| format!("{code} {count}")).collect();
    all.join(", ")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_official_example_gives_a_record_or_a_diagnostic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/nhs");
    let mapper = mapper();
    let mut seen = String::new();
    let files = files(&folder);
    assert_eq!(files.len(), 120);
    for file in files {
        let line = read(&mapper, &std::fs::read(&file).unwrap());
        assert!(!line.is_empty(), "{}: nothing was said of it", file.display());
        writeln!(seen, "{}: {line}", file.strip_prefix(&folder).unwrap().display()).unwrap();
    }
    insta::assert_snapshot!(seen);
}

/// A patient that is whole.
fn patient(number: usize) -> Value {
    serde_json::json!({ "resource": {
        "resourceType": "Patient", "id": format!("pat-{number}"),
        "meta": {"lastUpdated": "2026-11-01T10:00:00Z", "versionId": "1"},
        "name": [{"use": "official", "family": "Osei", "given": ["Amara"]}], "birthDate": "1984-03",
    }})
}

/// Something in place of an entry, or of one of its elements.
fn wrong() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn an_entry_that_is_wrong_loses_itself_at_most(
        at in 0_usize..5,
        element in prop_oneof![
            Just(""), Just("resourceType"), Just("id"), Just("meta"), Just("name"), Just("birthDate"), Just("telecom"),
            Just("identifier"), Just("link"), Just("extension"), Just("communication"), Just("address"),
        ],
        value in wrong(),
    ) {
        let mut entries: Vec<Value> = (0..5).map(patient).collect();
        match element {
            "" => entries[at] = value,
            element => entries[at]["resource"][element] = value,
        }
        let bundle = serde_json::json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
        let bundle: Bundle = serde_json::from_value(bundle).unwrap();
        prop_assert_eq!(bundle.entries.len(), 5);
        let mapper = mapper();
        for (number, row) in bundle.entries.into_iter().enumerate().filter(|(number, _)| *number != at) {
            let row = row.unwrap();
            prop_assert_eq!(&row.id, &format!("pat-{number}"));
            prop_assert_eq!(taken(&mapper, number, row), (Some("victim"), vec![]));
        }
    }

    #[test]
    fn no_resource_makes_mapping_panic(kind in "Patient|Encounter|Condition|ServiceRequest|Flag", value in wrong(), element in "[a-zA-Z]{2,12}") {
        let row = serde_json::json!({"resourceType": kind, "id": "x", "subject": {"reference": "Patient/x"}, element: value});
        if let Some(row) = Resource::read(row) {
            taken(&mapper(), 0, row);
        }
    }
}
