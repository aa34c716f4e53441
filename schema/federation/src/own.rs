//! What a person asks about herself: who has seen what of her.

use accord_consent::{Access, PolicyFault};

use crate::page::{Place, Wanted, list_of};
use crate::{Page, PageArgs, PageFault, Person, Session};

/// Rows of the log that are read at once for one item of the page: a request shows a person on a few grounds.
const ROWS_AN_ITEM: usize = 8;

impl Session {
    /// A page of what was shown of a person to others, the newest first: to herself, and to nobody else, whatever is in the
    /// log. That she reads it is in the log.
    pub async fn access_log(&self, person: &Person, args: &PageArgs) -> Result<Option<Page<Access>>, PageFault> {
        let asked = person.anchor().filter(|anchor| self.desk().asks_for_herself(self.viewer(), *anchor, self.at()));
        let Some(anchor) = asked else { return Ok(None) };
        let list = list_of("access log", anchor.0);
        let wanted = Wanted::read(self.desk(), self.viewer(), &list, args)?;
        self.shared.trail.did("READ_ACCESS_LOG", "");
        let until = wanted.after().and_then(Place::latest);
        let mut limit = (wanted.first() + 1) * ROWS_AN_ITEM;
        loop {
            let (rows, is_whole) = self.rows(anchor, (until, limit)).await?;
            let behind = rows.iter().filter(|(place, _)| wanted.after().is_none_or(|after| place > after)).count();
            if is_whole || behind > wanted.first() {
                return Ok(Some(wanted.cut(self.desk(), self.viewer(), rows)));
            }
            limit *= 2;
        }
    }

    /// What can be said of at most so many rows of the log; an instant whose rows are cut off is left out.
    async fn rows(
        &self,
        anchor: accord_model::SubjectId,
        window: (Option<jiff::Timestamp>, usize),
    ) -> Result<(Vec<(Place, Access)>, bool), PageFault> {
        let (house, viewer) = (self.house(), self.viewer());
        let read = house.desk.own_log(&*house.rights, viewer, anchor, window, house.longest_exemption, self.at());
        let log = read.await.map_err(|_| PageFault::Unavailable)?.ok_or(PageFault::Unavailable)?;
        for fault in log.faults {
            tracing::warn!(code = fault.code(), "an exemption from a person's log does not count");
        }
        let oldest = log.accesses.last().map(|(access, _)| access.at).filter(|_| !log.is_whole);
        let placed = log.accesses.into_iter().filter(|(access, _)| oldest != Some(access.at)).map(|(access, place)| {
            let Access { organisation, role, purpose, basis, .. } = &access;
            let name = format!("{organisation} {role} {purpose} {basis} {place:06}");
            (Place::latest_first(Some(access.at), name), access)
        });
        Ok((placed.collect(), log.is_whole))
    }

    /// The person says whether her log is to be quiet.
    pub async fn set_quiet_log(&self, quiet: bool, key: &str) -> Result<(), PolicyFault> {
        self.shared.trail.did("SET_QUIET_LOG", "");
        let (house, viewer) = (self.house(), self.viewer());
        house.desk.set_quiet_log(&*house.rights, viewer, quiet, key, self.at()).await
    }
}
