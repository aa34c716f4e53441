//! A request, read to its end.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// One request.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    /// The query in the order sent: a parameter may stand there twice.
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Ask {
    /// Reads a request of poem's to its end.
    pub(crate) async fn read(mut request: poem::Request) -> Result<Self, std::io::Error> {
        let headers = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = request.take_body().into_vec().await.map_err(std::io::Error::other)?;
        Ok(Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: form(request.uri().query().unwrap_or_default()),
            pairs: pairs(request.uri().query().unwrap_or_default()),
            headers,
            body,
        })
    }

    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The bearer token.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as a form.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        form(&String::from_utf8_lossy(&self.body))
    }

    /// The body as a form, in the order sent.
    pub(crate) fn form_pairs(&self) -> Vec<(String, String)> {
        pairs(&String::from_utf8_lossy(&self.body))
    }

    /// The client's id and secret, by basic authentication or in the form.
    pub(crate) fn client(&self) -> Option<(String, String)> {
        if let Some(basic) = self.header("authorization").and_then(|value| value.strip_prefix("Basic ")) {
            let pair = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
            let (id, secret) = pair.split_once(':')?;
            return Some((decode(id), decode(secret)));
        }
        let mut form = self.form();
        Some((form.remove("client_id")?, form.remove("client_secret")?))
    }
}

/// Parses `application/x-www-form-urlencoded`.
fn form(text: &str) -> BTreeMap<String, String> {
    pairs(text).into_iter().collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// Undoes percent encoding.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (rest.next().and_then(hex), rest.next().and_then(hex)) {
                (Some(high), Some(low)) => high * 16 + low,
                _ => b'%',
            },
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::form;

    #[test]
    fn forms_are_decoded() {
        let form = form("cursor=a%2Bb&modifiedSince=2026-01-01T00%3A00%3A00Z&x=a+b");
        assert_eq!(form["cursor"], "a+b");
        assert_eq!(form["modifiedSince"], "2026-01-01T00:00:00Z");
        assert_eq!(form["x"], "a b");
    }
}
