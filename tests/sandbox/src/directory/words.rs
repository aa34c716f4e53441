//! The directory's taxonomy: its own words for what a service does, where, and for whom.

use serde_json::{Value, json};

/// One term: id, code, name.
pub(super) const TERMS: &[(&str, &str, &str)] = &[
    ("t-01", "mental-health", "Mental health"),
    ("t-02", "physical-health", "Physical health"),
    ("t-03", "acute-care", "Acute care"),
    ("t-04", "primary-care", "Primary care"),
    ("t-05", "community-care", "Community care"),
    ("t-06", "specialist-care", "Specialist care"),
    ("t-07", "prevention", "Prevention and awareness"),
    ("t-08", "support", "Support after harm"),
    ("t-09", "hate-disability", "Disability hate crime support"),
    ("t-10", "hate-race", "Race hate crime support"),
    ("t-11", "hate-religion", "Faith hate crime support"),
    ("t-12", "hate-orientation", "Homophobic and biphobic hate crime support"),
    ("t-13", "hate-transgender", "Transphobic hate crime support"),
    ("t-14", "hate-other", "Support after attacks on alternative subcultures"),
    // No map of ours has these two.
    ("t-15", "befriending", "Befriending"),
    ("t-16", "warm-hub", "Warm hub"),
];

/// The taxonomy that they belong to.
pub(super) fn taxonomy() -> Value {
    json!({"id": "x-01", "name": "County service types", "description": "What a service does, where, and for whom", "version": "3"})
}

/// A term as the directory gives it.
pub(super) fn term(code: &str) -> Option<Value> {
    let (id, code, name) = TERMS.iter().find(|(_, known, _)| *known == code)?;
    Some(json!({"id": id, "code": code, "name": name, "taxonomy_detail": taxonomy()}))
}
