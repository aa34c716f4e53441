use accord_federation::Fault;
use futures_util::future::join_all;

/// What the chunks of one question gave: one failed chunk does not lose the others.
pub struct Chunked<R> {
    /// What was found, in the order asked.
    pub found: Vec<R>,
    /// The first fault, in the order asked.
    pub fault: Option<Fault>,
}

/// Asks for `items` in chunks of at most `cap`, at once as far as the client's bulkhead allows.
pub async fn in_chunks<T, R, F>(items: Vec<T>, cap: usize, ask: impl Fn(Vec<T>) -> F) -> Chunked<R>
where
    F: Future<Output = Result<Vec<R>, Fault>>,
{
    let mut items = items.into_iter().peekable();
    let mut questions = Vec::new();
    while items.peek().is_some() {
        questions.push(ask(items.by_ref().take(cap.max(1)).collect()));
    }
    let mut whole = Chunked { found: Vec::new(), fault: None };
    for answer in join_all(questions).await {
        match answer {
            Ok(found) => whole.found.extend(found),
            Err(fault) => whole.fault = whole.fault.or(Some(fault)),
        }
    }
    whole
}
