use std::collections::HashMap;
use std::sync::Arc;

use accord_model::SubjectId;
use dataloader::BatchFn;
use dataloader::cached::Loader;

use super::{LATECOMERS, Shared};
use crate::find::persons;
use crate::{IndexFault, Person};

/// The people behind handles.
pub(crate) struct People {
    shared: Arc<Shared>,
}

type Found = Result<Option<Arc<Person>>, IndexFault>;

/// A session's loader of people.
pub(crate) type PersonFinder = Loader<SubjectId, Found, People>;

pub(crate) fn person_finder(shared: &Arc<Shared>) -> PersonFinder {
    Loader::new(People { shared: Arc::clone(shared) }).with_max_batch_size(usize::MAX).with_yield_count(LATECOMERS)
}

impl BatchFn<SubjectId, Found> for People {
    async fn load(&mut self, keys: &[SubjectId]) -> HashMap<SubjectId, Found> {
        let (shared, handles) = (Arc::clone(&self.shared), keys.to_vec());
        let task = self.shared.spawn(async move { persons(&shared, &handles).await });
        match task.await.unwrap_or(Err(IndexFault)) {
            Ok(mut found) => keys.iter().map(|key| (*key, Ok(found.remove(key).map(Arc::new)))).collect(),
            Err(fault) => keys.iter().map(|key| (*key, Err(fault))).collect(),
        }
    }
}

/// The persons of these handles, each once, looked up together with whatever siblings ask for.
pub(crate) async fn find_people(
    shared: &Shared,
    finder: &PersonFinder,
    handles: &[SubjectId],
) -> Result<Vec<Person>, IndexFault> {
    if handles.is_empty() {
        return Ok(Vec::new());
    }
    shared.settle().await;
    let found = match finder.try_load_many(handles.to_vec()).await {
        Ok(found) => found,
        Err(_) => finder.try_load_many(handles.to_vec()).await.map_err(|_| IndexFault)?,
    };
    let mut all = Vec::new();
    for handle in handles {
        all.extend(found.get(handle).ok_or(IndexFault)?.clone()?.map(|person| (*person).clone()));
    }
    all.sort_by_key(Person::anchor);
    all.dedup_by_key(|person| person.anchor());
    Ok(all)
}
