//! Partners that dial in: a question goes to its own partner alone, and its answer comes back once.

use std::sync::Arc;

use accord_connector_kit::{Ask, Client, Doors, Limits, Pace, SecretText};
use reqwest::Response;
use serde_json::{Value, json};

use crate::start::{Gateway, Wanted};

const SECRET: &str = "the secret of the hospice, long enough";

struct House {
    gateway: Gateway,
    client: Arc<Client>,
    http: reqwest::Client,
}

impl House {
    async fn start() -> Self {
        let doors = Doors::default();
        let hospice = "hospice".parse().unwrap();
        let mailbox = doors.open(hospice, &SecretText::new(SECRET), 2_000);
        doors.open("shelter".parse().unwrap(), &SecretText::new("the secret of the shelter, long enough"), 2_000);
        let limits = Limits { patience_ms: 20_000, attempt_timeout_ms: 20_000, ..Limits::default() };
        let client = Arc::new(Client::dialled(hospice, mailbox, limits));
        let gateway = Gateway::start(Wanted { doors, ..Wanted::default() }).await;
        Self { gateway, client, http: reqwest::Client::new() }
    }

    fn ask(&self) -> tokio::task::JoinHandle<Result<Value, accord_federation::Fault>> {
        let client = Arc::clone(&self.client);
        tokio::spawn(async move {
            client.read(&Ask::post("/victims:batchGet", &json!({"ids": ["p-1"]})), Pace::Viewer).await
        })
    }

    async fn post(&self, path: &str, token: &str, body: String) -> Response {
        let url = format!("{}/connectors/{path}", self.gateway.base);
        self.http.post(url).bearer_auth(token).body(body).send().await.unwrap()
    }
}

async fn refused(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (status, body["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned())
}

fn outcome(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn a_question_is_fetched_by_its_partner_and_answered_once() {
    let house = House::start().await;
    let asked = house.ask();
    let question: Value = house.post("hospice/next", SECRET, String::new()).await.json().await.unwrap();
    assert_eq!((&question["method"], &question["path"]), (&json!("POST"), &json!("/victims:batchGet")));
    assert_eq!(question["body"], json!({"ids": ["p-1"]}));
    let place = format!("hospice/answers/{}", question["id"].as_str().unwrap());
    let answer = json!({"status": 200, "body": {"records": []}, "newer": true}).to_string();

    // Another partner, with its own secret or under this one's name, answers nothing.
    let shelter = "the secret of the shelter, long enough";
    assert_eq!(refused(house.post(&place, shelter, answer.clone()).await).await, outcome(401, "UNAUTHENTICATED"));
    let elsewhere = place.replace("hospice", "shelter");
    assert_eq!(refused(house.post(&elsewhere, shelter, answer.clone()).await).await, outcome(404, "ANSWER_UNKNOWN"));
    let large = json!({"status": 200, "body": "x".repeat(4_000)}).to_string();
    assert_eq!(refused(house.post(&place, SECRET, large).await).await, outcome(413, "BODY_TOO_LARGE"));
    for body in ["", "{", "[]", "{\"status\": \"fine\"}", "{\"body\": {}}"] {
        let said = refused(house.post(&place, SECRET, body.to_owned()).await).await;
        assert_eq!(said, outcome(400, "BODY_INVALID"), "{body}");
    }

    assert_eq!(house.post(&place, SECRET, answer.clone()).await.status(), 204);
    assert_eq!(asked.await.unwrap(), Ok(json!({"records": []})));
    assert_eq!(refused(house.post(&place, SECRET, answer).await).await, outcome(404, "ANSWER_UNKNOWN"));
}

#[tokio::test]
async fn a_question_that_was_given_up_is_refused_its_answer() {
    let house = House::start().await;
    let asked = house.ask();
    let question: Value = house.post("hospice/next", SECRET, String::new()).await.json().await.unwrap();
    asked.abort();
    assert!(asked.await.is_err());
    let place = format!("hospice/answers/{}", question["id"].as_str().unwrap());
    let answer = json!({"status": 200, "body": {}}).to_string();
    assert_eq!(refused(house.post(&place, SECRET, answer).await).await, outcome(404, "ANSWER_UNKNOWN"));
}

#[tokio::test]
async fn two_secrets_in_one_call_are_none() {
    let house = House::start().await;
    let url = format!("{}/connectors/hospice/next", house.gateway.base);
    let twice = house.http.post(&url).bearer_auth("another").header("authorization", format!("Bearer {SECRET}"));
    assert_eq!(refused(twice.send().await.unwrap()).await, outcome(401, "UNAUTHENTICATED"));
    let basic = house.http.post(&url).header("authorization", format!("Basic {SECRET}"));
    assert_eq!(refused(basic.send().await.unwrap()).await, outcome(401, "UNAUTHENTICATED"));
}
