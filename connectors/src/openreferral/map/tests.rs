use accord_model::{CapacityStatus, CareSetting, DayOfWeek, Need, ServiceRole, Strand};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NOW: &str = "2026-11-21T12:00:00Z";

fn mapper() -> Mapper {
    let text = include_str!("../terms.toml");
    let terms = Terms::read(text).unwrap();
    check(text, &terms).unwrap();
    let organisations = BTreeMap::from([("safe haven llr".to_owned(), "safe-haven-llr".parse().unwrap())]);
    Mapper { partner: "directory".parse().unwrap(), terms, organisations }
}

fn mapped(entry: Value) -> Option<SupportService> {
    mapper().service(&serde_json::from_value(entry).unwrap(), Vec::new(), NOW.parse().unwrap())
}

fn whole() -> Value {
    serde_json::from_str(include_str!("../samples/service.json")).unwrap()
}

fn with(key: &str, value: Value) -> Value {
    let mut entry = whole();
    entry[key] = value;
    entry
}

#[test]
fn a_whole_entry_is_whole() {
    let service = mapped(whole()).unwrap();
    assert_eq!(service.name, "Listening Ear");
    assert_eq!(service.organisation, Some("safe-haven-llr".parse().unwrap()));
    assert_eq!((service.needs, service.settings), (vec![Need::Mental], vec![CareSetting::Community]));
    assert_eq!((service.roles, service.strands), (vec![ServiceRole::Support], vec![Strand::RaceEthnicity]));
    assert_eq!(service.languages, ["gu", "bfi", "nl"]);
    assert_eq!(service.unmapped, ["Befriending", "Cant"], "kept, and never guessed");
    assert_eq!((service.eligibility.minimum_age, service.eligibility.maximum_age), (Some(16), Some(25)));
    let hours = &service.hours[0];
    assert_eq!(hours.days, [DayOfWeek::Monday, DayOfWeek::Wednesday]);
    assert_eq!(hours.closes, Some("17:30".parse().unwrap()));
    assert_eq!(service.locations[0].postcode.as_deref(), Some("LE1 5AA"));
    assert_eq!(service.locations[0].accessibility, ["Step-free entrance"]);
    assert_eq!((service.capacity.status, service.capacity.available), (CapacityStatus::Limited, Some(3)));
}

#[test]
fn capacity_is_known_for_seven_days() {
    let status = |capacity: Value| mapped(with("capacities", json!([capacity]))).unwrap().capacity;
    let said = |at: &str| status(json!({"available": 3, "updated": at}));
    assert_eq!(said("2026-11-14T12:00:00Z").status, CapacityStatus::Open);
    let stale = said("2026-11-14T11:59:59Z");
    assert_eq!((stale.status, stale.available), (CapacityStatus::Unknown, None));
    assert!(stale.updated.is_some(), "when it was said is told");
    assert_eq!(status(json!({"available": 0, "updated": NOW})).status, CapacityStatus::Closed);
    assert_eq!(status(json!({"available": 3})).status, CapacityStatus::Unknown);
    assert_eq!(status(json!({"available": "many", "updated": NOW})).status, CapacityStatus::Unknown);
    let closed = mapped(with("status", json!("temporarily closed"))).unwrap();
    assert_eq!(closed.capacity.status, CapacityStatus::Closed);
}

#[test]
fn a_service_that_has_ended_or_has_no_name_is_none() {
    for (key, value) in [("status", "defunct"), ("status", "Inactive"), ("name", "  ")] {
        assert!(mapped(with(key, json!(value))).is_none(), "{key} {value}");
    }
    assert!(mapped(with("name", json!(17))).is_none());
}

#[test]
fn what_is_not_every_week_is_told_as_its_rule() {
    let hours = |schedule: Value| mapped(with("schedules", json!([schedule]))).unwrap().hours.remove(0);
    let second = hours(json!({"freq": "MONTHLY", "byday": "2MO"}));
    assert!(second.days.is_empty());
    assert_eq!(second.description.as_deref(), Some("RRULE:FREQ=MONTHLY;BYDAY=2MO"));
    let other = hours(json!({"freq": "WEEKLY", "interval": 2, "byday": "MO", "description": "Ring first."}));
    assert!(other.days.is_empty());
    assert_eq!(other.description.as_deref(), Some("Ring first. RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"));
}

#[test]
fn an_address_that_a_browser_would_run_is_none() {
    assert_eq!(mapped(with("url", json!("javascript://x%0aalert(1)"))).unwrap().url, None);
    assert_eq!(mapped(with("email", json!("a b"))).unwrap().email, None);
}

#[test]
fn a_map_with_a_code_that_is_not_published_is_refused() {
    for text in [
        "version = '1'\n[list.need.terms]\nx = { code = 'SPIRITUAL' }",
        "version = '1'\n[list.needs.terms]\nx = { code = 'MENTAL' }",
    ] {
        assert!(check(text, &Terms::read(text).unwrap()).is_err(), "{text}");
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,12}", inner, 0..4).prop_map(|m| m.into_iter().collect()),
        ]
    })
}

const PARTS: &[&str] = &[
    "attributes",
    "languages",
    "schedules",
    "capacities",
    "phones",
    "url",
    "minimum_age",
    "service_at_locations",
    "organization",
    "last_modified",
];

proptest! {
    /// Whatever one part holds, the rest of the entry is as before.
    #[test]
    fn a_part_costs_itself_alone(key in prop::sample::select(PARTS), value in anything()) {
        let service = mapped(with(key, value)).unwrap();
        prop_assert_eq!(service.name, "Listening Ear");
        prop_assert_eq!(service.email.as_deref(), Some("a@ear.example"));
        prop_assert_eq!(service.eligibility.maximum_age, Some(25));
    }
}
