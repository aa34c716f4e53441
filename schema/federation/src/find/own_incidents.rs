use std::collections::BTreeSet;

use accord_consent::Candidate;
use accord_model::{AreaCode, RecordType, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;

use super::incidents::{IncidentFilter, cases, matching, with_links};
use super::own::Own;
use crate::load::Shared;
use crate::page::Place;
use crate::views::Case;
use crate::{IndexFault, OwnedQuery};

/// The incidents of a list without a person: those that the organisation holds, those about nobody in its areas, and the
/// caseload's.
pub(crate) struct OwnIncidents<'a> {
    shared: &'a Shared,
    filter: &'a IncidentFilter,
    latest_first: bool,
    caseload: BTreeSet<SubjectId>,
    areas: Vec<AreaCode>,
}

impl<'a> OwnIncidents<'a> {
    pub(crate) fn new(
        shared: &'a Shared,
        filter: &'a IncidentFilter,
        latest_first: bool,
        caseload: &[SubjectId],
    ) -> Self {
        let organisation = shared.house.desk.organisations().get(shared.viewer.organisation());
        let areas = organisation.map(|one| one.areas.iter().map(|area| area.code).collect()).unwrap_or_default();
        Self { shared, filter, latest_first, caseload: caseload.iter().copied().collect(), areas }
    }

    /// Whether the list has this report for its own sake, and not for what it is linked to.
    fn has(&self, report: &Candidate) -> bool {
        report.owner == self.shared.viewer.organisation()
            || report.subjects.iter().any(|subject| self.caseload.contains(subject))
            || (report.subjects.is_empty() && report.facts.area.is_some_and(|area| self.areas.contains(&area)))
    }
}

#[async_trait]
impl Own for OwnIncidents<'_> {
    type Item = Case;

    fn query(&self, limit: u64) -> OwnedQuery {
        let (organisation, areas) = (self.shared.viewer.organisation(), self.areas.clone());
        OwnedQuery { organisation, areas, earliest_first: !self.latest_first, after: None, limit }
    }

    async fn read(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        self.shared.house.index.incidents_within(query).await
    }

    fn instant(&self, row: &Candidate) -> Option<Timestamp> {
        row.facts.occurred
    }

    fn place(&self, at: Option<Timestamp>, id: String) -> Place {
        if self.latest_first { Place::latest_first(at, id) } else { Place::earliest_first(at, id) }
    }

    async fn items(&self, rows: Vec<Candidate>) -> Result<Vec<(Place, Case)>, IndexFault> {
        let found = with_links(&self.shared.house, rows).await?;
        let (desk, viewer) = (&self.shared.house.desk, &self.shared.viewer);
        let all = cases(self.shared, &found, |report| self.has(report)).into_iter();
        let placed = all.filter(|case| matching(case, self.filter)).filter_map(|case| {
            let id = desk.id(viewer, RecordType::Incident, case.anchor()?.0).0;
            Some((self.place(case.occurred(|report| self.has(report)), id), case))
        });
        Ok(placed.collect())
    }
}
