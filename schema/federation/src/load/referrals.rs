use std::collections::HashMap;
use std::sync::Arc;

use accord_consent::Candidate;
use accord_model::SubjectId;
use dataloader::BatchFn;
use dataloader::cached::Loader;

use super::{LATECOMERS, Shared};
use crate::IndexFault;

/// The referrals of people.
pub(crate) struct ReferralsOf {
    shared: Arc<Shared>,
}

/// What the index has of one person-handle.
type Found = Result<Arc<Vec<Candidate>>, IndexFault>;

/// A session's loader of people's referrals.
pub(crate) type ReferralFinder = Loader<SubjectId, Found, ReferralsOf>;

pub(crate) fn referral_finder(shared: &Arc<Shared>) -> ReferralFinder {
    Loader::new(ReferralsOf { shared: Arc::clone(shared) }).with_max_batch_size(usize::MAX).with_yield_count(LATECOMERS)
}

impl BatchFn<SubjectId, Found> for ReferralsOf {
    async fn load(&mut self, keys: &[SubjectId]) -> HashMap<SubjectId, Found> {
        let (shared, subjects) = (Arc::clone(&self.shared), keys.to_vec());
        let task = self.shared.spawn(async move { shared.house.index.referrals_of(&subjects).await });
        let found = task.await.unwrap_or(Err(IndexFault));
        let of = |subject: &SubjectId| {
            let all = found.as_ref().map_err(|e| *e)?.iter().filter(|c| c.subjects.contains(subject));
            Ok(Arc::new(all.cloned().collect()))
        };
        keys.iter().map(|key| (*key, of(key))).collect()
    }
}

/// Finds the referrals of one person's handles together with whatever siblings ask for.
pub(crate) async fn find_referrals(
    shared: &Shared,
    finder: &ReferralFinder,
    handles: &[SubjectId],
) -> Result<Vec<Candidate>, IndexFault> {
    shared.settle().await;
    let found = match finder.try_load_many(handles.to_vec()).await {
        Ok(found) => found,
        // A sibling that drove the batch may have been dropped with it: ask once more, as a driver.
        Err(_) => finder.try_load_many(handles.to_vec()).await.map_err(|_| IndexFault)?,
    };
    let mut all = Vec::new();
    for handle in handles {
        all.extend(found.get(handle).ok_or(IndexFault)?.as_ref().map_err(|e| *e)?.iter().cloned());
    }
    Ok(all)
}
