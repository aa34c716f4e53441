use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use accord_consent::{Disclosed, FieldSet};
use dataloader::BatchFn;
use dataloader::cached::Loader;
use jiff::Timestamp;
use uuid::Uuid;

use super::{LATECOMERS, Shared};
use crate::Fault;
use crate::gather::{Asked, gather};

/// A record, and the fields that are wanted of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) id: Uuid,
    pub(crate) wanted: FieldSet,
}

// dataloader wants it for its errors; a handle never reaches one.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

/// What became of one key.
pub(crate) struct Slot<R> {
    pub(crate) disclosed: Option<Arc<Disclosed<R>>>,
    pub(crate) fault: Option<Fault>,
    pub(crate) as_of: Option<Timestamp>,
}

/// The contents of records.
pub(crate) struct Contents<R> {
    shared: Arc<Shared>,
    record: std::marker::PhantomData<fn() -> R>,
}

/// A session's loader of one record type.
pub(crate) type RecordLoader<R> = Loader<Key, Arc<Slot<R>>, Contents<R>>;

pub(crate) fn record_loader<R: Asked>(shared: &Arc<Shared>) -> RecordLoader<R> {
    let contents = Contents { shared: Arc::clone(shared), record: std::marker::PhantomData };
    Loader::new(contents).with_max_batch_size(usize::MAX).with_yield_count(LATECOMERS)
}

impl<R: Asked> BatchFn<Key, Arc<Slot<R>>> for Contents<R> {
    async fn load(&mut self, keys: &[Key]) -> HashMap<Key, Arc<Slot<R>>> {
        let (shared, asked) = (Arc::clone(&self.shared), keys.to_vec());
        // A task of its own: a caller that goes away, or a connector that panics, takes no neighbour with it.
        let task = self.shared.spawn(async move { fetch::<R>(&shared, &asked).await });
        let mut slots = task.await.unwrap_or_default();
        let broken = Arc::new(Slot { disclosed: None, fault: Some(Fault::Broken), as_of: None });
        keys.iter().map(|key| (*key, slots.remove(key).unwrap_or_else(|| Arc::clone(&broken)))).collect()
    }
}

/// Permit, gather, disclose: steps 1 to 3 of a question, for all siblings at once.
async fn fetch<R: Asked>(shared: &Shared, keys: &[Key]) -> HashMap<Key, Arc<Slot<R>>> {
    let mut wanted: HashMap<Uuid, FieldSet> = HashMap::new();
    for key in keys {
        let all = wanted.entry(key.id).or_default();
        *all = all.or(key.wanted);
    }
    let rows = {
        let found = shared.found.lock();
        wanted.iter().filter_map(|(id, fields)| Some((found.get(id)?.clone(), *fields))).collect::<Vec<_>>()
    };
    let partners: HashMap<Uuid, _> = rows.iter().map(|(c, _)| (c.id, c.at.partner)).collect();
    let permit = shared.house.desk.permit::<R>(&shared.viewer, rows, &shared.trail);
    let mut answers = gather(&shared.house, &permit, &shared.silence, &shared.trail, shared.until).await;
    let mut disclosed = HashMap::new();
    let mut notes = HashMap::new();
    for (partner, gathered) in &mut answers {
        notes.insert(*partner, (gathered.fault, gathered.as_of));
        let sealed = std::mem::take(&mut gathered.records);
        let opened = shared.house.desk.disclose(&shared.viewer, &permit, sealed, &shared.trail);
        disclosed.extend(opened.into_iter().map(|(id, record)| (id, Arc::new(record))));
    }
    let slot = |key: &Key| {
        let (fault, as_of) = partners.get(&key.id).and_then(|p| notes.get(p)).copied().unwrap_or_default();
        Arc::new(Slot { disclosed: disclosed.get(&key.id).cloned(), fault, as_of })
    };
    keys.iter().map(|key| (*key, slot(key))).collect()
}

/// Loads these keys together with whatever siblings ask for.
pub(crate) async fn load<R: Asked>(
    shared: &Shared,
    loader: &RecordLoader<R>,
    keys: Vec<Key>,
) -> HashMap<Key, Arc<Slot<R>>> {
    if keys.is_empty() {
        return HashMap::new();
    }
    shared.settle().await;
    // A sibling that drove the batch may have been dropped with it: ask once more, as a driver.
    match loader.try_load_many(keys.clone()).await {
        Ok(slots) => slots,
        Err(_) => loader.try_load_many(keys).await.unwrap_or_default(),
    }
}
