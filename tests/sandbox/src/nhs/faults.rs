//! Failing as FHIR servers fail.

use serde_json::{Value, json};

use super::outcome::{refuse, throttled};
use crate::control::FaultKind;
use crate::http::{Ask, Reply};

/// The answer of a fault that needs no real one, in the trust's own form.
pub(crate) fn before(kind: FaultKind) -> Option<Reply> {
    Some(match kind {
        FaultKind::Unauthorized => refuse(401, "login", "UNAUTHORIZED", "Access Token not valid")
            .with("www-authenticate", "Bearer error=\"invalid_token\""),
        FaultKind::Throttled => throttled(),
        FaultKind::ServerError => refuse(500, "exception", "REC_SERVER_ERROR", "Something broke"),
        FaultKind::XmlBody => Reply::of(
            200,
            "application/fhir+xml",
            br#"<Bundle xmlns="http://hl7.org/fhir"><type value="searchset"/><total value="0"/></Bundle>"#.to_vec(),
        ),
        other => return other.before(),
    })
}

/// The real answer, spoilt. `foreign` is a resource that nobody asked for.
pub(crate) fn spoil(kind: FaultKind, ask: &Ask, reply: Reply, foreign: impl FnOnce() -> Option<Value>) -> Reply {
    let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) else { return kind.spoil(ask, reply) };
    let bundle = body["resourceType"] == "Bundle";
    match kind {
        FaultKind::ForeignRow if bundle => {
            let Some(foreign) = foreign() else { return reply };
            push(&mut body, foreign);
        }
        FaultKind::WrongVersion if body["resourceType"] == "CapabilityStatement" => {
            body["fhirVersion"] = json!("3.0.2")
        }
        FaultKind::DuplicateEntries if bundle => {
            let entries = body["entry"].as_array().cloned().unwrap_or_default();
            for entry in entries {
                push(&mut body, entry);
            }
        }
        FaultKind::EntryWithoutResource if bundle => {
            if let Some(first) = body.pointer_mut("/entry/0").and_then(Value::as_object_mut) {
                first.remove("resource");
            }
        }
        FaultKind::NextElsewhere if bundle => {
            next(&mut body, "http://elsewhere.example/fhir/R4?_getpages=stolen&_pageoffset=50".to_owned());
        }
        FaultKind::PageLoop if bundle => {
            let again = next_link(&body).unwrap_or_else(|| format!("{}?{}", ask.path, "_getpages=again"));
            let asked = ask.query.get("_getpages").map(|_| {
                let pairs: Vec<String> = ask.pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
                let host = ask.header("host").unwrap_or_default();
                format!("http://{host}{}?{}", ask.path, pairs.join("&"))
            });
            next(&mut body, asked.unwrap_or(again));
        }
        _ => return kind.spoil(ask, reply),
    }
    Reply { body: body.to_string().into_bytes(), ..reply }
}

fn push(bundle: &mut Value, entry: Value) {
    match bundle["entry"].as_array_mut() {
        Some(entries) => entries.push(entry),
        None => bundle["entry"] = json!([entry]),
    }
}

fn next_link(bundle: &Value) -> Option<String> {
    let links = bundle["link"].as_array()?;
    links.iter().find(|link| link["relation"] == "next").and_then(|link| link["url"].as_str()).map(str::to_owned)
}

fn next(bundle: &mut Value, url: String) {
    if let Some(links) = bundle["link"].as_array_mut() {
        links.retain(|link| link["relation"] != "next");
        links.push(json!({"relation": "next", "url": url}));
    }
}
