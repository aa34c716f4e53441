use std::collections::BTreeSet;

use accord_sandbox::{Edit, NHS_KEY_ID, NhsOptions, NhsServer, Options, Target};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::client::{Outcome, small, text};
use crate::nhs_client::{NhsClient, ask_token, claims, ids, link, signed, with_trust};

#[tokio::test]
async fn an_assertion_is_checked_and_taken_once() -> Outcome {
    let server = NhsServer::start(&small()).await?;
    let pem = server.private_key().ok_or("no key")?.to_owned();
    let now = Timestamp::now().as_second();
    let good = signed(&pem, NHS_KEY_ID, &claims(&server, "one"))?;
    assert_eq!(ask_token(&server, &good).await?.status(), 200);
    let again = ask_token(&server, &good).await?;
    assert_eq!(again.status(), 400);
    let why: Value = again.json().await?;
    assert_eq!(why, json!({"error": "invalid_client", "error_description": "Non-unique 'jti' claim in JWT"}));
    let with = |field: &str, value: Value| {
        let mut claims = claims(&server, field);
        claims[field] = value;
        claims
    };
    for wrong in [
        with("aud", json!("https://elsewhere.example")),
        with("exp", json!(now - 5)),
        with("exp", json!(now + 400)),
        with("iss", json!("somebody")),
    ] {
        let refused = ask_token(&server, &signed(&pem, NHS_KEY_ID, &wrong)?).await?;
        assert_eq!(refused.status(), 400, "{wrong}");
    }
    let kid = ask_token(&server, &signed(&pem, "unknown", &claims(&server, "two"))?).await?;
    assert_eq!(kid.status(), 400);
    Ok(())
}

#[tokio::test]
async fn keys_rotate_without_a_gap() -> Outcome {
    let server = NhsServer::start(&small()).await?;
    let old = server.private_key().ok_or("no key")?.to_owned();
    let new = server.register_key("accord-2")?;
    for (pem, kid) in [(&old, NHS_KEY_ID), (&new, "accord-2")] {
        assert_eq!(ask_token(&server, &signed(pem, kid, &claims(&server, kid))?).await?.status(), 200);
    }
    assert!(server.retire_key(NHS_KEY_ID) && !server.retire_key(NHS_KEY_ID));
    assert_eq!(ask_token(&server, &signed(&old, NHS_KEY_ID, &claims(&server, "a"))?).await?.status(), 400);
    assert_eq!(ask_token(&server, &signed(&new, "accord-2", &claims(&server, "b"))?).await?.status(), 200);
    assert_eq!(ask_token(&server, &signed(&old, "accord-2", &claims(&server, "c"))?).await?.status(), 400);
    Ok(())
}

#[tokio::test]
async fn a_request_says_who_it_is() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    let bare = client.http.get(format!("{}/Patient", client.base)).bearer_auth(&client.token).send().await?;
    assert_eq!(bare.status(), 400);
    assert_eq!(bare.json::<Value>().await?["resourceType"], "OperationOutcome");
    let nobody = client.http.get(format!("{}/Patient", client.base)).header("x-request-id", "1").send().await?;
    assert_eq!(nobody.status(), 401);
    let answer = client.get("/Patient?_count=1").header("x-correlation-id", "abc").send().await?;
    assert_eq!(answer.headers()["x-correlation-id"], "abc");
    assert_eq!(answer.headers()["content-type"], "application/fhir+json; fhirVersion=4.0");
    let metadata: Value = client.http.get(format!("{}/metadata", client.base)).send().await?.json().await?;
    assert_eq!(metadata["fhirVersion"], "4.0.1");
    Ok(())
}

#[tokio::test]
async fn ids_changes_and_pages() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    let all = client.all("Patient", &[("_count", "7"), ("_sort", "_lastUpdated")]).await?;
    let found = ids(&json!(all));
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
    let times: Vec<String> = all.iter().map(|entry| text(&entry["resource"]["meta"]["lastUpdated"])).collect();
    assert!(times.is_sorted() && found.len() > 40);
    let wanted = found[..5].join(",");
    let some = client.search("Patient", &[("_id", &wanted)]).await?;
    assert_eq!(ids(&some).into_iter().collect::<BTreeSet<_>>(), found[..5].iter().cloned().collect());
    let too_many = vec!["pat-1"; 101].join(",");
    assert!(client.search("Patient", &[("_id", &too_many)]).await.is_err());
    // A window between two moments, each given once.
    let (from, until) = (format!("ge{}", times[10]), format!("lt{}", times[20]));
    let window =
        client.search("Patient", &[("_lastUpdated", &from), ("_lastUpdated", &until), ("_count", "100")]).await?;
    let expected = times.iter().filter(|time| **time >= times[10] && **time < times[20]).count();
    assert_eq!(ids(&window).len(), expected);
    let first = client.search("Patient", &[("_count", "7")]).await?;
    assert_eq!(first["total"], json!(found.len()));
    assert!(link(&first, "next").is_some_and(|next| next.starts_with(&format!("{}?_getpages=", client.base))));
    let gone = client.get("?_getpages=0000&_pageoffset=7").send().await?;
    assert_eq!(gone.status(), 410);
    Ok(())
}

#[tokio::test]
async fn what_is_not_understood_brings_everybody_unless_strict() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    let everybody = client.search("Patient", &[("_count", "0")]).await?["total"].clone();
    let lenient: Value = client.get("/Patient?shoe-size=9").send().await?.json().await?;
    assert_eq!(lenient["total"], everybody);
    assert!(!link(&lenient, "self").unwrap_or_default().contains("shoe-size"));
    let strict = client.get("/Patient?shoe-size=9").header("prefer", "handling=strict").send().await?;
    assert_eq!(strict.status(), 400);
    assert_eq!(strict.json::<Value>().await?["issue"][0]["code"], "not-supported");
    Ok(())
}

#[tokio::test]
async fn elements_and_what_comes_along() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    let code = "https://fhir.leicspart.example/CodeSystem/flag|hate-incident";
    let flags = client
        .all("Flag", &[("code", code), ("status", "active"), ("_include", "Flag:subject"), ("_elements", "subject")])
        .await?;
    let (matches, along): (Vec<&Value>, Vec<&Value>) =
        flags.iter().partition(|entry| entry["search"]["mode"] == "match");
    assert!(matches.iter().all(|entry| {
        let flag = &entry["resource"];
        flag["subject"].is_object() && flag["code"].is_null() && flag["meta"]["tag"][0]["code"] == "SUBSETTED"
    }));
    assert!(along.iter().all(|entry| entry["resource"]["resourceType"] == "Patient"));
    assert_eq!(along.len(), matches.len());
    let category = "https://fhir.leicspart.example/CodeSystem/referral|hate-crime-support";
    let form = [("category", category), ("_revinclude", "Task:focus"), ("_include", "ServiceRequest:performer")];
    let referrals = client.all("ServiceRequest", &form).await?;
    let kinds: BTreeSet<String> = referrals.iter().map(|entry| text(&entry["resource"]["resourceType"])).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["Organization", "ServiceRequest", "Task"]);
    let patient = text(&referrals[0]["resource"]["subject"]["reference"]);
    let own = client.search("ServiceRequest", &[("subject", &patient)]).await?;
    assert!(ids(&own).contains(&text(&referrals[0]["resource"]["id"])));
    Ok(())
}

#[tokio::test]
async fn single_reads_carry_a_version() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    let one = ids(&client.search("Patient", &[("_count", "1")]).await?).concat();
    let answer = client.get(&format!("/Patient/{one}")).send().await?;
    let tag = answer.headers()["etag"].to_str()?.to_owned();
    let body: Value = answer.json().await?;
    assert_eq!(tag, format!("W/\"{}\"", text(&body["meta"]["versionId"])));
    let same = client.get(&format!("/Patient/{one}")).header("if-none-match", &tag).send().await?;
    assert_eq!(same.status(), 304);
    let unknown = client.get("/Patient/pat-999999").send().await?;
    assert_eq!((unknown.status().as_u16(), &unknown.headers()["content-type"]), (500, &"text/plain".parse()?));
    Ok(())
}

#[tokio::test]
async fn edits_give_a_new_version_until_reset() -> Outcome {
    let sandbox = accord_sandbox::Sandbox::start(with_trust()).await?;
    let server = sandbox.nhs.as_ref().ok_or("no trust")?;
    let client = NhsClient::login(server).await?;
    let now = [("_lastUpdated", "ge2026-11-21")];
    assert_eq!(client.all("Flag", &now).await?.len(), 0);
    let code = "https://fhir.leicspart.example/CodeSystem/flag|hate-incident";
    let flag = ids(&client.search("Flag", &[("code", code), ("status", "active")]).await?).swap_remove(0);
    assert!(sandbox.edit(&Edit::remove(Target::Nhs, &format!("Flag/{flag}"))));
    let changed = client.all("Flag", &now).await?;
    assert_eq!((ids(&json!(changed)), &changed[0]["resource"]["status"]), (vec![flag], &json!("entered-in-error")));
    let patients = ids(&client.search("Patient", &[("_count", "2")]).await?);
    let (one, two) = (format!("Patient/{}", patients[0]), &patients[1]);
    assert!(sandbox.edit(&Edit::set(Target::Nhs, &one, "/identifier/0/value", "9990000018")));
    let number = client.search("Patient", &[("identifier", "9990000018")]).await?;
    assert!(ids(&number).contains(&patients[0]));
    assert!(sandbox.edit(&Edit::set(Target::Nhs, &one, "supersededBy", two.as_str())));
    let merged = client.search("Patient", &[("_id", &patients[0])]).await?;
    assert_eq!(ids(&merged), std::slice::from_ref(two));
    assert_eq!(merged["entry"][0]["resource"]["link"][0]["other"]["reference"], one);
    assert!(!sandbox.edit(&Edit::set(Target::Nhs, "Patient/pat-999999", "active", false)));
    server.reset();
    let client = NhsClient::login(server).await?;
    assert_eq!(client.all("Flag", &now).await?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn too_many_requests_are_throttled() -> Outcome {
    let nhs = NhsOptions { requests_per_second: Some(2), ..NhsOptions::default() };
    let server = NhsServer::start(&Options { nhs: Some(nhs), ..small() }).await?;
    let client = NhsClient::login(&server).await?;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let answer = client.get("/Organization?_count=1").send().await?;
        if answer.status() == 429 {
            assert!(answer.headers().contains_key("retry-after"));
        }
        statuses.push(answer.status().as_u16());
    }
    assert!(statuses.contains(&429) && statuses[0] == 200, "{statuses:?}");
    server.limit(None);
    assert_eq!(client.get("/Organization?_count=1").send().await?.status(), 200);
    Ok(())
}
