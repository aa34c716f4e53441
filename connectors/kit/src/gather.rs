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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use accord_model::{PartnerId, RecordType};
    use async_trait::async_trait;
    use parking_lot::Mutex;

    use super::*;
    use crate::{Secret, Vault, WireCache};

    #[derive(Default)]
    struct Kept(Mutex<HashMap<String, Vec<u8>>>);

    #[async_trait]
    impl WireCache for Kept {
        async fn get(&self, name: &str) -> Option<Vec<u8>> {
            self.0.lock().get(name).cloned()
        }

        async fn put(&self, name: &str, sealed: Vec<u8>, _ttl_ms: u64) {
            self.0.lock().insert(name.to_owned(), sealed);
        }
    }

    fn police() -> PartnerId {
        "police".parse().unwrap()
    }

    fn refs(ids: &[&str]) -> Vec<RecordRef> {
        let at = |id: &&str| RecordRef { partner: police(), kind: RecordType::Victim, local: LocalId::new(*id) };
        ids.iter().map(at).collect()
    }

    fn ids(found: &[WireRecord]) -> Vec<&str> {
        found.iter().map(|(at, _)| at.local.as_str()).collect()
    }

    async fn everybody(_: Vec<LocalId>) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let all = ["per-1", "per-2", "per-2", "per-666"];
        Ok(all.map(|id| (LocalId::new(id), b"Kowalczyk".to_vec())).to_vec())
    }

    #[tokio::test]
    async fn a_server_that_answers_with_everybody_gives_what_was_asked_for_once() {
        let answer = gather(None, refs(&["per-1", "per-2", "per-3"]), "names", 100, everybody).await;
        assert_eq!(ids(&answer.found), ["per-1", "per-2"]);
        // In chunks too: what another chunk asked for counts for that chunk alone.
        let answer = gather(None, refs(&["per-1", "per-2"]), "names", 1, everybody).await;
        assert_eq!(ids(&answer.found), ["per-1", "per-2"]);
    }

    #[tokio::test]
    async fn the_cache_holds_neither_ids_nor_contents_and_no_failure() {
        let kept = Arc::new(Kept::default());
        let store: Arc<dyn WireCache> = Arc::clone(&kept) as Arc<dyn WireCache>;
        let cache = RecordCache::over(store, Vault::new(&Secret::new([7; 32]), "cache", police()), 1_000);
        let fail = |_| async { Err(Fault::Silent) };
        let failed = gather(Some(&cache), refs(&["per-1"]), "names", 100, fail).await;
        assert!(failed.fault == Some(Fault::Silent) && kept.0.lock().is_empty());

        gather(Some(&cache), refs(&["per-1"]), "names", 100, everybody).await;
        let again = gather(Some(&cache), refs(&["per-1"]), "names", 100, fail).await;
        assert!(again.fault.is_none() && again.found[0].1 == b"Kowalczyk");
        let other = gather(Some(&cache), refs(&["per-1"]), "names,phones", 100, fail).await;
        assert_eq!(other.fault, Some(Fault::Silent), "another projection is another piece");
        for (name, sealed) in kept.0.lock().iter() {
            let whole = [name.as_bytes(), sealed].concat();
            let holds = |text: &[u8]| whole.windows(text.len()).any(|part| part == text);
            assert!(!holds(b"per-1") && !holds(b"Kowalczyk") && !holds(b"names"));
        }
    }

    #[tokio::test]
    async fn a_failed_chunk_leaves_the_others() {
        let some = |chunk: Vec<LocalId>| async move {
            if chunk.iter().any(|id| id.as_str() == "per-2") {
                return Err(Fault::Broken);
            }
            Ok(chunk.into_iter().map(|id| (id, Vec::new())).collect())
        };
        let answer = gather(None, refs(&["per-1", "per-2", "per-3", "per-4", "per-5"]), "names", 2, some).await;
        assert_eq!(ids(&answer.found), ["per-3", "per-4", "per-5"]);
        assert_eq!(answer.fault, Some(Fault::Broken));
    }
}
