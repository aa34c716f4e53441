use serde_json::{Value, json};

use crate::reader::Reader;
use crate::row::{Case, table};
use crate::wire::serve;

/// As the police's system answers.
fn answer(records: &[Value], path: &str, body: &str) -> Value {
    if path.starts_with("/token") {
        return json!({"access_token": "t", "token_type": "Bearer", "expires_in": 600});
    }
    if path.starts_with("/v1/occurrences:batchGet") {
        let asked = records.iter().filter(|one| body.contains(one["id"].as_str().unwrap()));
        return json!({"items": asked.collect::<Vec<_>>()});
    }
    if path.starts_with("/v1/occurrences") {
        // Everything under either flag: what the connector takes of it is its own decision.
        return json!({"items": records, "nextCursor": "end", "more": false});
    }
    json!({"items": []})
}

/// A record of contact with an offence, flags and the marker.
fn occurrence(number: usize, code: &str, flags: &[&str], marker: bool) -> Value {
    json!({
        "id": format!("occ-{number:03}"), "layer": "INCIDENT", "offence": {"code": code, "text": "as coded"},
        "flags": flags, "disabilityMarker": marker, "persons": [], "restricted": false, "otherReferences": [],
        "narrative": "disabled, and told so", "modified": "2026-03-02T10:14:09Z", "version": 1,
    })
}

#[tokio::test]
async fn the_police_rows_of_the_table() {
    let said: [(&'static str, &str, &[&str], bool); 17] = [
        ("flag Hate-Race, offence 8N", "8N", &["Hate-Race"], false),
        ("flag Hate-Faith, offence 9A", "9A", &["Hate-Faith"], false),
        ("flag Hate-Disability, offence 8L", "8L", &["Hate-Disability"], false),
        ("flag Hate-SexOr, offence 58A", "58A", &["Hate-SexOr"], false),
        ("flag Hate-Trans, offence NC-HATE", "NC-HATE", &["Hate-Trans"], false),
        ("8P", "8P", &[], false),
        ("105B", "105B", &[], false),
        ("8M", "8M", &[], false),
        ("9B", "9B", &[], false),
        ("58J", "58J", &[], false),
        ("ASB personal, no flag, disability marker", "ASB-P", &[], true),
        ("ASB personal, flag Hate-Disability, disability marker", "ASB-P", &["Hate-Disability"], true),
        ("ASB personal, no flag, no marker, a narrative that says it", "ASB-P", &[], false),
        ("ASB nuisance, no flag, disability marker", "ASB-N", &[], true),
        ("8N without a flag", "8N", &[], true),
        ("flag Hate-AltSub, which no map has", "8L", &["Hate-AltSub"], false),
        ("an offence that no map has", "ZZ9", &[], false),
    ];
    let records =
        said.iter().enumerate().map(|(number, (_, code, flags, marker))| occurrence(number, code, flags, *marker));
    let url = serve(records.collect(), answer).await;
    let settings = format!(
        "{{ base_url = '{url}', token_url = '{url}/token', client_id = 'accord', client_secret = 'x', \
         limits = {{ patience_ms = 60000, attempt_timeout_ms = 60000, sync_patience_ms = 60000 }} }}"
    );
    let shown = Reader::over("police", &settings, |_| {}).await.shown().await;
    let cases: Vec<Case> = said.iter().enumerate().map(|(n, (term, ..))| (*term, format!("occ-{n:03}"))).collect();
    insta::assert_snapshot!("police", table("police", &cases, &shown));
}
