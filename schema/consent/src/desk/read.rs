use std::collections::HashMap;

use accord_model::CategorySet;
use uuid::Uuid;

use super::Desk;
use crate::permitted::Item;
use crate::record::{as_of_today, naming_members, said_today, with_judge};
use crate::{Candidate, Disclosed, FieldSet, Grants, LogEntry, Permitted, Record, Sealed, Trail, Viewer};

impl Desk {
    /// Which of these records may be asked for, and which of the wanted fields of each. A record of which nothing
    /// wanted may be seen is not asked for.
    pub fn permit<R: Record>(&self, viewer: &Viewer, rows: Vec<(Candidate, FieldSet)>, trail: &Trail) -> Permitted<R> {
        let mut items = HashMap::with_capacity(rows.len());
        for (candidate, wanted) in rows {
            let grants = self.grants(viewer, &candidate, trail.at());
            let fields = grants.may::<R>().and(with_judge::<R>(wanted));
            if fields.is_empty() {
                trail.spared(candidate.at.partner);
                continue;
            }
            items.insert(candidate.at.clone(), Item { candidate, fields });
        }
        Permitted::new(items)
    }

    /// Opens what partners gave, each record by its own rule, decided again, also on what the record itself says today
    /// (restricted, an organisation accused, a person named, consent refused). Rows that nobody asked for are dropped.
    pub fn disclose<R: Record>(
        &self,
        viewer: &Viewer,
        permit: &Permitted<R>,
        sealed: Vec<Sealed<R>>,
        trail: &Trail,
    ) -> Vec<(Uuid, Disclosed<R>)> {
        let mut disclosed = Vec::with_capacity(sealed.len());
        for record in sealed {
            let Some(item) = permit.item(record.peek().at()) else {
                continue;
            };
            let today = as_of_today(&item.candidate, record.peek(), &self.keys);
            let grants = self.grants_today(viewer, &today, said_today(record.peek()), trail.at());
            let fields = item.fields.and(grants.may::<R>());
            if fields.is_empty() {
                continue;
            }
            let kept = naming_members(record.open(), &self.organisations).keep(fields, &grants);
            let shown = kept.shows(fields, &grants);
            note(&item.candidate, &grants, shown, trail);
            disclosed.push((item.candidate.id, Disclosed::new(kept, fields, grants)));
        }
        disclosed
    }

    /// Notes that these records are known to exist for the viewer, where an answer says so without their contents.
    pub fn note_existence(&self, candidate: &Candidate, grants: &Grants, trail: &Trail) {
        note(candidate, grants, CategorySet::NONE, trail);
    }
}

fn note(candidate: &Candidate, grants: &Grants, shown: CategorySet, trail: &Trail) {
    for ground in &grants.grounds {
        let categories = ground.categories & shown;
        if categories.is_empty() && !shown.is_empty() {
            continue;
        }
        trail.add(LogEntry {
            subject: ground.subject,
            partner: candidate.at.partner,
            categories,
            basis: ground.basis,
            agreement: ground.agreement,
            regime: ground.regime,
        });
    }
}
