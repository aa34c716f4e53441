use std::collections::HashMap;

use accord_federation::Fault;
use accord_model::{LocalId, RecordRef};

use crate::{Chunked, RecordCache, in_chunks};

/// One record as its partner sent it: where it lies, and its bytes.
pub type WireRecord = (RecordRef, Vec<u8>);

/// Gathers records of one projection: from the cache, where one is given, else by calls of at most `cap` ids each. `fetch` makes one call
/// and gives back what the partner sent under each id; what nobody asked for is dropped here, and so is a second row
/// of one id. `projection` names the fields in a fixed order: it is part of the cache's key.
pub async fn gather<F>(
    cache: Option<&RecordCache>,
    asked: Vec<RecordRef>,
    projection: &str,
    cap: usize,
    fetch: impl Fn(Vec<LocalId>) -> F,
) -> Chunked<WireRecord>
where
    F: Future<Output = Result<Vec<(LocalId, Vec<u8>)>, Fault>>,
{
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for at in asked {
        let kept = match cache {
            Some(cache) => cache.get(&at, projection).await,
            None => None,
        };
        match kept {
            Some(bytes) => found.push((at, bytes.to_vec())),
            None => missing.push(at),
        }
    }
    let fetched = in_chunks(missing, cap, |chunk: Vec<RecordRef>| {
        let ids = chunk.iter().map(|at| at.local.clone()).collect();
        let answer = fetch(ids);
        async move { Ok(only_asked(chunk, answer.await?)) }
    })
    .await;
    if let Some(cache) = cache {
        for (at, bytes) in &fetched.found {
            cache.put(at, projection, bytes).await;
        }
    }
    found.extend(fetched.found);
    Chunked { found, fault: fetched.fault }
}

/// A server that does not understand a question may answer with everybody.
fn only_asked(asked: Vec<RecordRef>, rows: Vec<(LocalId, Vec<u8>)>) -> Vec<WireRecord> {
    let mut asked: HashMap<LocalId, RecordRef> = asked.into_iter().map(|at| (at.local.clone(), at)).collect();
    rows.into_iter().filter_map(|(id, bytes)| Some((asked.remove(&id)?, bytes))).collect()
}
