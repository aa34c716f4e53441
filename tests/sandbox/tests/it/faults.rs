use std::time::{Duration, Instant};

use accord_sandbox::{FaultKind, Options, PoliceServer};
use serde_json::{Value, json};

use crate::client::{Client, Outcome, small, text};

#[tokio::test]
async fn every_fault_strikes_as_often_as_told() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    for (kind, status) in [
        (FaultKind::Unauthorized, 401),
        (FaultKind::Throttled, 429),
        (FaultKind::ServerError, 500),
        (FaultKind::Garbage, 200),
    ] {
        police.fault(kind, "/v1/occ", Some(1));
        let struck = client.get("/v1/occurrences").send().await?;
        assert_eq!(struck.status(), status);
        assert_eq!(struck.headers().contains_key("retry-after"), kind == FaultKind::Throttled);
        assert!(struck.json::<Value>().await.is_err() || status != 200);
        assert!(client.json("/v1/occurrences").await?["items"].is_array());
    }
    Ok(())
}

#[tokio::test]
async fn bodies_break_twist_and_pages_loop() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    police.fault(FaultKind::Truncated, "", Some(1));
    assert!(client.get("/v1/occurrences").send().await?.bytes().await.is_err());
    police.fault(FaultKind::WrongTypes, "", Some(1));
    let twisted = client.json("/v1/occurrences").await?;
    assert!(twisted["items"].is_object() && twisted["nextCursor"].is_number());
    police.fault(FaultKind::PageLoop, "", None);
    let first = client.json("/v1/occurrences?limit=2").await?;
    let cursor = text(&first["nextCursor"]);
    let second = client.json(&format!("/v1/occurrences?limit=2&cursor={cursor}")).await?;
    assert_eq!((text(&second["nextCursor"]), &second["more"]), (cursor, &json!(true)));
    Ok(())
}

#[tokio::test]
async fn slow_is_late_and_hang_never_ends() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    let order = json!({"kind": "slow", "path_prefix": "/v1/codes", "times": 1, "delay_ms": 300});
    client.post("/_sandbox/fault", order).await?.error_for_status()?;
    let began = Instant::now();
    client.json("/v1/codes/flags").await?;
    assert!(began.elapsed() >= Duration::from_millis(300));
    police.fault(FaultKind::Hang, "/v1/codes", None);
    let request = client.get("/v1/codes/flags").timeout(Duration::from_millis(200));
    assert!(request.send().await.is_err_and(|error| error.is_timeout()));
    police.fault(FaultKind::None, "", None);
    client.json("/v1/codes/flags").await?;
    assert!(client.post("/_sandbox/fault", json!({"kind": "nonsense"})).await?.status() == 400);
    Ok(())
}

#[tokio::test]
async fn the_nightly_window_shuts_everything() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    client.post("/_sandbox/nightly", json!({"on": true})).await?;
    let shut = client.get("/v1/occurrences").send().await?;
    assert_eq!((shut.status().as_u16(), &shut.headers()["retry-after"]), (503, &"1800".parse()?));
    police.nightly(false);
    assert_eq!(client.get("/v1/occurrences").send().await?.status(), 200);
    Ok(())
}

#[tokio::test]
async fn the_journal_keeps_order_and_is_cleared() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    client.post("/v1/persons:batchGet", json!({"ids": ["per-2", "per-1"], "fields": ["names", "email"]})).await?;
    let journal = client.json("/_sandbox/requests").await?;
    assert_eq!(journal["tokenCalls"], 1);
    assert_eq!(journal["requests"][1]["ids"], json!(["per-1", "per-2"]));
    assert_eq!(journal["requests"][1]["fields"], json!(["email", "names"]));
    client.http.delete(format!("{}/_sandbox/requests", client.base)).send().await?;
    assert!(police.requests().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_server_stops_while_it_hangs_and_comes_back_on_its_port() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    let port: u16 = client.base.rsplit(':').next().unwrap_or_default().parse()?;
    police.fault(FaultKind::Hang, "/v1", None);
    let hanging = tokio::spawn(client.get("/v1/occurrences").send());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    police.stop().await;
    assert!(began.elapsed() < Duration::from_secs(3));
    assert!(hanging.await?.is_err());
    assert!(client.get("/v1/occurrences").send().await.is_err());
    let again = PoliceServer::start(&Options { police_port: port, ..small() }).await?;
    let client = Client::login(&again).await?;
    again.slow(Duration::from_millis(150), "/v1", Some(1));
    let began = Instant::now();
    client.json("/v1/occurrences?limit=1").await?;
    assert!(began.elapsed() >= Duration::from_millis(150));
    Ok(())
}
