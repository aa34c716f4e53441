//! One request's loaders: what siblings ask for is asked of the partners together.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use accord_consent::{Candidate, Disclosed, FieldSet, Trail, Viewer};
use accord_model::SubjectId;
use dataloader::BatchFn;
use dataloader::cached::Loader;
use jiff::Timestamp;
use parking_lot::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use crate::gather::{Asked, Silence, gather};
use crate::{Fault, House};

/// What the loaders of one request share.
pub(crate) struct Shared {
    pub(crate) house: Arc<House>,
    pub(crate) viewer: Viewer,
    pub(crate) trail: Arc<Trail>,
    pub(crate) until: Instant,
    silence: Silence,
    found: Mutex<HashMap<Uuid, Candidate>>,
    arrivals: AtomicUsize,
}

impl Shared {
    pub(crate) fn new(house: Arc<House>, viewer: Viewer, trail: Arc<Trail>) -> Self {
        let until = Instant::now() + house.deadline;
        let (silence, found, arrivals) = (Silence::default(), Mutex::default(), AtomicUsize::new(0));
        Self { house, viewer, trail, until, silence, found, arrivals }
    }

    /// Remembers a candidate, so that its contents can be asked for by its handle.
    pub(crate) fn remember(&self, candidate: &Candidate) {
        self.found.lock().insert(candidate.id, candidate.clone());
    }

    /// The barrier between two levels of a query: waits until no sibling has arrived for a whole round. Siblings wake
    /// one after another out of the level above; without the barrier the early ones would start a batch of their own.
    async fn settle(&self) {
        let mut seen = self.arrivals.fetch_add(1, Ordering::Relaxed) + 1;
        loop {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            let now = self.arrivals.load(Ordering::Relaxed);
            if now == seen {
                return;
            }
            seen = now;
        }
    }
}

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
    Loader::new(contents).with_max_batch_size(usize::MAX).with_yield_count(1)
}

impl<R: Asked> BatchFn<Key, Arc<Slot<R>>> for Contents<R> {
    async fn load(&mut self, keys: &[Key]) -> HashMap<Key, Arc<Slot<R>>> {
        let (shared, asked) = (Arc::clone(&self.shared), keys.to_vec());
        // A task of its own: a caller that goes away, or a connector that panics, takes no neighbour with it.
        let task = tokio::spawn(async move { fetch::<R>(&shared, &asked).await });
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

/// The incidents of people.
pub(crate) struct IncidentsOf {
    shared: Arc<Shared>,
}

/// The candidates of one person's incidents with everything linked to them, or nothing where the index failed.
pub(crate) type Linked = Option<Arc<crate::find::LinkedIncidents>>;

/// A session's loader of people's incidents.
pub(crate) type IncidentFinder = Loader<SubjectId, Linked, IncidentsOf>;

pub(crate) fn incident_finder(shared: &Arc<Shared>) -> IncidentFinder {
    Loader::new(IncidentsOf { shared: Arc::clone(shared) }).with_max_batch_size(usize::MAX).with_yield_count(1)
}

impl BatchFn<SubjectId, Linked> for IncidentsOf {
    async fn load(&mut self, keys: &[SubjectId]) -> HashMap<SubjectId, Linked> {
        let (shared, subjects) = (Arc::clone(&self.shared), keys.to_vec());
        let task = tokio::spawn(async move { crate::find::linked_incidents(&shared.house, &subjects).await });
        let found = task.await.ok().and_then(Result::ok).map(Arc::new);
        keys.iter().map(|key| (*key, found.clone())).collect()
    }
}

/// Finds the incidents of these handles together with whatever siblings ask for.
pub(crate) async fn find_incidents(shared: &Shared, finder: &IncidentFinder, subjects: &[SubjectId]) -> Linked {
    shared.settle().await;
    let found = match finder.try_load_many(subjects.to_vec()).await {
        Ok(found) => found,
        Err(_) => finder.try_load_many(subjects.to_vec()).await.unwrap_or_default(),
    };
    subjects.iter().find_map(|subject| found.get(subject).cloned().flatten())
}
