use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::Gateway;

/// A partner's frontend, as far as a suite needs one.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
    purpose: String,
}

/// What came back.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, byte for byte.
    pub bytes: Vec<u8>,
}

impl Client {
    /// Asks at this address with this token, for this purpose.
    pub fn new(url: &str, token: &str, purpose: &str) -> Self {
        Self { http: reqwest::Client::new(), url: url.to_owned(), token: token.to_owned(), purpose: purpose.to_owned() }
    }

    /// The same client for another purpose.
    #[must_use]
    pub fn purpose(&self, purpose: &str) -> Self {
        Self { purpose: purpose.to_owned(), ..self.clone() }
    }

    /// The same client at another gateway.
    #[must_use]
    pub fn at(&self, gateway: &Gateway) -> Self {
        Self { url: gateway.url.clone(), ..self.clone() }
    }

    /// Asks one question.
    ///
    /// # Panics
    /// Where the gateway does not answer at all.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        let Some(answer) = self.try_ask(query, variables).await else { panic!("the gateway does not answer") };
        answer
    }

    /// Asks one question of a gateway that may end at any moment; nothing where no whole answer came.
    pub async fn try_ask(&self, query: &str, variables: Value) -> Option<Answer> {
        let request = self
            .http
            .post(&self.url)
            .bearer_auth(&self.token)
            .header("Accord-Purpose", &self.purpose)
            .header("Accept", "application/graphql-response+json")
            .json(&json!({"query": query, "variables": variables}));
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.ok()?.to_vec();
        Some(Answer { status, headers, bytes })
    }

    /// Asks one question and takes its data.
    ///
    /// # Panics
    /// Where there is an error in the answer.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        let body = answer.body();
        assert!(answer.status == 200 && body.get("errors").is_none(), "{}: {body}", answer.status);
        body["data"].clone()
    }
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        self.body()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}
