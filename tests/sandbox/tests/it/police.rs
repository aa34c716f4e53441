use std::collections::BTreeSet;
use std::time::Duration;

use accord_sandbox::{Options, PoliceServer};
use serde_json::{Value, json};

use crate::client::{Client, Outcome, small, text};

#[tokio::test]
async fn tokens_are_asked_checked_and_expire() -> Outcome {
    let options = Options { token_lifetime: Duration::from_millis(300), ..small() };
    let police = PoliceServer::start(&options).await?;
    let client = Client::login(&police).await?;
    assert_eq!(client.get("/v1/occurrences").send().await?.status(), 200);
    tokio::time::sleep(Duration::from_millis(350)).await;
    let late = client.get("/v1/occurrences").send().await?;
    assert_eq!(late.status(), 401);
    assert_eq!(late.headers()["content-type"], "application/problem+json");
    let wrong = client.http.post(format!("{}/oauth2/token", police.url()));
    let form = [("grant_type", "client_credentials"), ("client_id", "accord"), ("client_secret", "no")];
    assert_eq!(wrong.form(&form).send().await?.status(), 401);
    assert_eq!(police.token_calls(), 2);
    Ok(())
}

#[tokio::test]
async fn the_feed_is_complete_ordered_and_resumable() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    let (all, end) = client.feed("limit=200").await?;
    let (by_seven, _) = client.feed("limit=7").await?;
    assert_eq!(all, by_seven);
    let places: Vec<_> = all.iter().map(|item| (text(&item["modified"]), text(&item["id"]))).collect();
    assert!(places.is_sorted());
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert!(all.iter().any(|item| item["tombstone"].is_string()));
    let (nothing, again) = client.feed(&format!("limit=200{end}")).await?;
    assert_eq!((nothing.len(), again), (0, end));
    let middle = places[places.len() / 2].0.clone();
    let (rest, _) = client.feed(&format!("modifiedSince={middle}")).await?;
    assert_eq!(rest.len(), places.iter().filter(|(modified, _)| *modified >= middle).count());
    Ok(())
}

#[tokio::test]
async fn flags_filter_and_hostile_parameters_are_refused() -> Outcome {
    let police = PoliceServer::start(&Options::default()).await?;
    let client = Client::login(&police).await?;
    let (candidates, _) = client.feed("flag=CANDIDATE&limit=200").await?;
    let live: Vec<&Value> = candidates.iter().filter(|item| item["tombstone"].is_null()).collect();
    assert!(live.len() > 10);
    assert!(live.iter().all(|item| item["offence"]["code"] == "ASB-P" && item["disabilityMarker"] == true));
    let (hate, _) = client.feed("flag=HATE&limit=200&fields=flags,offence").await?;
    assert!(hate.len() > 1_500);
    assert!(hate.iter().all(|item| item["narrative"].is_null()));
    for query in ["limit=201", "limit=0", "limit=x", "flag=ALL", "cursor=x", "modifiedSince=now", "fields=secret"] {
        let answer = client.get(&format!("/v1/occurrences?{query}")).send().await?;
        assert_eq!(answer.status(), 400, "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn batches_project_and_are_capped() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    let (all, _) = client.feed("limit=200").await?;
    let dead = all.iter().find(|item| item["tombstone"].is_string()).map(|item| text(&item["id"]));
    let dead = dead.unwrap_or_default();
    let live: Vec<String> =
        all.iter().filter(|item| item["tombstone"].is_null()).map(|item| text(&item["id"])).take(3).collect();
    let ids = json!([live[1], dead, "occ-999999", live[0], live[0]]);
    let asked = client.post("/v1/occurrences:batchGet", json!({"ids": ids, "fields": ["flags"]})).await?;
    let answer: Value = asked.json().await?;
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    let found: Vec<String> = items.iter().map(|item| text(&item["id"])).collect();
    assert_eq!(found, [live[1].clone(), live[0].clone()]);
    let names: Vec<String> = items[0].as_object().map(|item| item.keys().cloned().collect()).unwrap_or_default();
    assert_eq!(
        names.into_iter().collect::<BTreeSet<_>>(),
        BTreeSet::from(["flags", "id", "modified", "version"].map(str::to_owned))
    );
    let gone = client.get(&format!("/v1/occurrences/{dead}")).send().await?;
    assert_eq!(gone.status(), 410);
    let last = police.requests().into_iter().rev().nth(1);
    let asked = last.map(|entry| (entry.count, entry.fields, entry.status));
    assert_eq!(asked, Some((5, vec!["flags".to_owned()], 200)));
    Ok(())
}

#[tokio::test]
async fn batches_over_the_cap_are_refused() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    for (count, status) in [(100, 200), (101, 400)] {
        let ids: Vec<String> = (0..count).map(|n| format!("per-{n:06}")).collect();
        assert_eq!(client.post("/v1/persons:batchGet", json!({"ids": ids})).await?.status(), status);
    }
    for body in [json!({}), json!({"ids": "per-000001"}), json!({"ids": [], "fields": [1]})] {
        let answer = client.post("/v1/persons:batchGet", body).await?;
        assert_eq!(answer.status(), 400);
    }
    Ok(())
}

#[tokio::test]
async fn single_records_have_tags_links_and_codes_have_days() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    let (all, _) = client.feed("limit=200").await?;
    let quoting = all.iter().find(|item| item["otherReferences"][0].is_object()).cloned().unwrap_or_default();
    let id = text(&quoting["id"]);
    let one = client.get(&format!("/v1/occurrences/{id}")).send().await?;
    let tag = one.headers()["etag"].clone();
    let again = client.get(&format!("/v1/occurrences/{id}")).header("if-none-match", tag).send().await?;
    assert_eq!(again.status(), 304);
    let links = client.json(&format!("/v1/links?occurrenceId={id}")).await?;
    assert!(links["links"].as_array().is_some_and(|links| links.iter().any(|link| link["kind"] == "REFERENCE")));
    let codes = |list: Value| list["codes"].to_string();
    let spring = codes(client.json("/v1/codes/offences?asAt=2026-03-01").await?);
    let autumn = codes(client.json("/v1/codes/offences").await?);
    assert!(spring.contains("NC-HATE") && !spring.contains("\"8X\""));
    assert!(!autumn.contains("NC-HATE") && autumn.contains("\"8X\""));
    assert_eq!(client.get("/v1/codes/nothing").send().await?.status(), 404);
    Ok(())
}

#[tokio::test]
async fn some_fields_are_withheld_and_some_words_are_in_no_list() -> Outcome {
    let police = PoliceServer::start(&Options::default()).await?;
    let client = Client::login(&police).await?;
    let (all, _) = client.feed("limit=200").await?;
    let withheld = all.iter().filter(|item| item["narrative"]["withheld"]["reason"].is_string()).count();
    assert!(withheld > 10);
    let with = |field: &str, code: &str| all.iter().filter(|item| item[field]["code"] == code).count();
    let flagged = |flag: &str| all.iter().filter(|item| item["flags"][0] == flag).count();
    assert_eq!((flagged("Hate-AltSub"), flagged("Hate-Mil")), (7, 1));
    assert_eq!((with("offence", "ASB-MOB"), with("offence", "ZZ41")), (6, 1));
    assert_eq!((with("outcome", "31"), with("perpetratorRelation", "MATE")), (8, 1));
    Ok(())
}

#[tokio::test]
async fn referrals_are_taken_once() -> Outcome {
    let police = PoliceServer::start(&small()).await?;
    let client = Client::login(&police).await?;
    let send = |key: &'static str| {
        let request = client.http.post(format!("{}/v1/referrals", client.base)).bearer_auth(&client.token);
        request.header("idempotency-key", key).json(&json!({"subject": "per-000001"})).send()
    };
    let receipt = |answer: Value| text(&answer["receipt"]);
    let first = receipt(send("a").await?.json().await?);
    assert_eq!(receipt(send("a").await?.json().await?), first);
    assert_ne!(receipt(send("b").await?.json().await?), first);
    assert_eq!(client.post("/v1/referrals", json!({})).await?.status(), 400);
    let list = client.json("/_sandbox/referrals").await?;
    assert_eq!(list["referrals"].as_array().map(Vec::len), Some(2));
    Ok(())
}
