use std::collections::HashMap;
use std::sync::Arc;

use accord_model::SubjectId;
use dataloader::BatchFn;
use dataloader::cached::Loader;

use super::{LATECOMERS, Shared};
use crate::IndexFault;
use crate::find::{LinkedIncidents, linked_incidents};

/// The incidents of people.
pub(crate) struct IncidentsOf {
    shared: Arc<Shared>,
}

/// One person-handle's incidents with everything linked to them.
type Found = Result<Arc<LinkedIncidents>, IndexFault>;

/// A session's loader of people's incidents.
pub(crate) type IncidentFinder = Loader<SubjectId, Found, IncidentsOf>;

pub(crate) fn incident_finder(shared: &Arc<Shared>) -> IncidentFinder {
    Loader::new(IncidentsOf { shared: Arc::clone(shared) }).with_max_batch_size(usize::MAX).with_yield_count(LATECOMERS)
}

impl BatchFn<SubjectId, Found> for IncidentsOf {
    async fn load(&mut self, keys: &[SubjectId]) -> HashMap<SubjectId, Found> {
        let (shared, subjects) = (Arc::clone(&self.shared), keys.to_vec());
        let task = self.shared.spawn(async move { linked_incidents(&shared.house, &subjects).await });
        let found = task.await.unwrap_or(Err(IndexFault));
        let around = |subject: &SubjectId| found.as_ref().map(|all| Arc::new(all.around(*subject))).map_err(|e| *e);
        keys.iter().map(|key| (*key, around(key))).collect()
    }
}

/// Finds the incidents of one person's handles together with whatever siblings ask for.
pub(crate) async fn find_incidents(
    shared: &Shared,
    finder: &IncidentFinder,
    handles: &[SubjectId],
) -> Result<LinkedIncidents, IndexFault> {
    shared.settle().await;
    let found = match finder.try_load_many(handles.to_vec()).await {
        Ok(found) => found,
        // A sibling that drove the batch may have been dropped with it: ask once more, as a driver.
        Err(_) => finder.try_load_many(handles.to_vec()).await.map_err(|_| IndexFault)?,
    };
    let mut all = LinkedIncidents::default();
    for handle in handles {
        all.add(found.get(handle).ok_or(IndexFault)?.as_ref().map_err(|e| *e)?);
    }
    Ok(all)
}
