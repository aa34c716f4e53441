use accord_sandbox::{FaultKind, NhsServer};
use serde_json::{Value, json};

use crate::client::{Outcome, text};
use crate::nhs_client::{NhsClient, ids, link, with_trust};

#[tokio::test]
async fn the_faults_every_server_has_speak_fhir() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    for (kind, status, issue) in [
        (FaultKind::Unauthorized, 401, "login"),
        (FaultKind::Throttled, 429, "throttled"),
        (FaultKind::ServerError, 500, "exception"),
    ] {
        server.fault(kind, "/fhir", Some(1));
        let struck = client.get("/Patient").send().await?;
        assert_eq!(struck.status(), status);
        assert_eq!(struck.json::<Value>().await?["issue"][0]["code"], issue);
    }
    server.fault(FaultKind::WrongTypes, "/fhir", Some(1));
    assert!(client.search("Patient", &[]).await?["resourceType"].is_number());
    server.fault(FaultKind::Truncated, "/fhir", Some(1));
    assert!(client.search("Patient", &[]).await.is_err());
    Ok(())
}

#[tokio::test]
async fn rows_that_nobody_asked_for() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    let one = ids(&client.search("Patient", &[("_count", "1")]).await?).concat();
    let ask = async || client.search("Patient", &[("_id", &one)]).await;
    assert_eq!(ids(&ask().await?), std::slice::from_ref(&one));
    server.fault(FaultKind::ForeignRow, "/fhir", Some(1));
    let foreign = ids(&ask().await?);
    assert!(foreign.len() == 2 && foreign[1] != one);
    server.fault(FaultKind::IgnoreParameters, "/fhir", Some(1));
    let everybody = ask().await?;
    assert!(everybody["total"].as_u64().is_some_and(|total| total > 40));
    server.fault(FaultKind::DuplicateEntries, "/fhir", Some(1));
    assert_eq!(ids(&ask().await?), [one.clone(), one.clone()]);
    server.fault(FaultKind::EntryWithoutResource, "/fhir", Some(1));
    assert!(ask().await?["entry"][0]["resource"].is_null());
    Ok(())
}

#[tokio::test]
async fn links_versions_and_forms_that_are_not_to_be_trusted() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    server.fault(FaultKind::NextElsewhere, "/fhir", Some(1));
    let away = client.search("Patient", &[("_count", "5")]).await?;
    assert!(link(&away, "next").is_some_and(|next| next.starts_with("http://elsewhere.example/")));
    let first = client.search("Patient", &[("_count", "5")]).await?;
    server.fault(FaultKind::PageLoop, "/fhir", None);
    let next = link(&first, "next").ok_or("one page")?;
    let second: Value = client.dressed(client.http.get(&next)).send().await?.json().await?;
    assert_eq!(link(&second, "next"), Some(next));
    server.fault(FaultKind::None, "", None);
    server.fault(FaultKind::WrongVersion, "/fhir/R4/metadata", Some(1));
    let metadata: Value = client.get("/metadata").send().await?.json().await?;
    assert_eq!(metadata["fhirVersion"], "3.0.2");
    server.fault(FaultKind::XmlBody, "/fhir", Some(1));
    let xml = client.get("/Patient").send().await?;
    assert_eq!(xml.headers()["content-type"], "application/fhir+xml");
    assert!(text(&json!(xml.text().await?)).starts_with("<Bundle"));
    Ok(())
}

#[tokio::test]
async fn the_journal_counts_searches_with_their_ids() -> Outcome {
    let server = NhsServer::start(&with_trust()).await?;
    let client = NhsClient::login(&server).await?;
    client.search("Patient", &[("_id", "pat-2,pat-1"), ("_elements", "name,birthDate")]).await?;
    client.search("Flag", &[("_lastUpdated", "ge2026-01-01"), ("_lastUpdated", "lt2026-02-01")]).await?;
    client.get("/Patient/pat-000001").send().await?;
    let journal = server.requests();
    assert_eq!((journal.len(), server.token_calls()), (4, 1));
    assert_eq!((journal[1].count, journal[1].ids.join(" ")), (2, "pat-1 pat-2".to_owned()));
    assert_eq!(journal[1].fields, ["birthDate", "name"]);
    assert_eq!(journal[2].query["_lastUpdated"], "ge2026-01-01,lt2026-02-01");
    assert_eq!(journal[3].ids, ["pat-000001"]);
    Ok(())
}
