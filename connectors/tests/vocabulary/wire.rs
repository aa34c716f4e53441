//! A partner's server that says what it is told to say.

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request: its path with the query, and its body.
pub(crate) type Answer = fn(&[Value], &str, &str) -> Value;

/// Serves these records on this machine until the test ends, and gives the address.
pub(crate) async fn serve(records: Vec<Value>, answer: Answer) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            one(stream, &records, answer).await;
        }
    });
    url
}

/// One request, one answer, and the connection is closed.
async fn one(mut stream: TcpStream, records: &[Value], answer: Answer) {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    let (path, body) = loop {
        let read = stream.read(&mut part).await.unwrap_or(0);
        if read == 0 {
            return;
        }
        request.extend_from_slice(&part[..read]);
        if let Some(whole) = whole(&String::from_utf8_lossy(&request)) {
            break whole;
        }
    };
    let body = answer(records, &path, &body).to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", body.len());
    let whole = format!("{head}connection: close\r\n\r\n{body}");
    stream.write_all(whole.as_bytes()).await.unwrap();
}

/// Path and body, once all of the body is there.
fn whole(request: &str) -> Option<(String, String)> {
    let (head, body) = request.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let path = head.split_whitespace().nth(1)?.to_owned();
    (body.len() >= length.unwrap_or(0)).then(|| (path, body.to_owned()))
}
