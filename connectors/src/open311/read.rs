//! Requests by their ids.

use std::sync::OnceLock;

use accord_connector_kit::{Ask, Chunked, Pace, gather};
use accord_consent::FieldSet;
use accord_federation::Fault;
use accord_model::{Incident, LocalId, RecordRef};
use futures_util::future::join_all;

use super::wire::{self, Entry, Row, Rows};
use super::{Notes, Open311, fields};

/// The standard says 404 for an id that is not there; some servers fail over it, in plain text.
const GONE: &[(u16, Option<&str>)] = &[(404, None), (410, None), (500, Some("text/plain"))];
/// Questions for one list of ids, at most, however many of them are not there.
const MOST_QUESTIONS: usize = 40;

impl Open311 {
    /// These fields of these requests.
    pub(super) async fn incidents_of(&self, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<Incident> {
        let names = fields::named(may);
        let trouble = OnceLock::new();
        let cap = self.client.limits().cap;
        let projection = names.join(",");
        let fetch = |ids| self.lists(ids, &names, &trouble);
        let wire = gather(Some(&self.cache), asked, &projection, cap, fetch).await;
        let mut noted = 0;
        let rows = wire.found.into_iter().enumerate();
        let found = rows.filter_map(|(number, (at, bytes))| {
            let mut notes = Notes::on(number);
            let incident = self.mapper.incident(at, &Entry::kept(&bytes)?, may, &mut notes);
            noted += notes.into_notes().len();
            incident
        });
        let found = found.collect();
        if noted > 0 {
            tracing::debug!(partner = %self.mapper.partner, noted, "fields were not taken in");
        }
        Chunked { found, fault: wire.fault.or_else(|| trouble.into_inner()) }
    }

    /// What the council has of these ids. A list of which one is not there may fail as a whole: it is halved, so that its
    /// neighbours are not lost. What went wrong beside that is left in `trouble`.
    async fn lists(
        &self,
        ids: Vec<LocalId>,
        names: &[&str],
        trouble: &OnceLock<Fault>,
    ) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let mut found = Vec::new();
        let mut level = vec![ids];
        let (mut questions, mut answered) = (0, false);
        while !level.is_empty() {
            questions += level.len();
            if questions > MOST_QUESTIONS {
                trouble.get_or_init(|| Fault::Stale);
                break;
            }
            let answers = join_all(level.iter().map(|ids| self.list(ids, names))).await;
            let mut halves = Vec::new();
            for (ids, answer) in level.into_iter().zip(answers) {
                match answer {
                    Ok(rows) => {
                        answered = true;
                        found.extend(rows);
                    }
                    Err(Fault::Stale) => halves.extend(halved(ids)),
                    Err(fault) => {
                        trouble.get_or_init(|| fault);
                    }
                }
            }
            level = halves;
        }
        // Nothing came, not even for one id alone: the ids are not there, or the server is not well.
        if !answered && trouble.get().is_none() {
            self.alive().await?;
        }
        Ok(found)
    }

    async fn list(&self, ids: &[LocalId], names: &[&str]) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let list: Vec<&str> = ids.iter().map(LocalId::as_str).collect();
        let ask = self.requests().query("service_request_id", list.join(",")).gone_on(GONE);
        let rows = self.client.read_by(&ask, Pace::Viewer, self.decode::<Rows>()).await?;
        let kept = rows.into_iter().filter_map(|row| match row {
            // A request that is of the agreed population no longer is not there for us.
            Row::Request(entry) if self.mapper.is_agreed(&entry) => {
                let id = LocalId::new(entry.id.as_str());
                Some((id, self.mapper.only(entry, names)?.bytes()))
            }
            _ => None,
        });
        Ok(kept.collect())
    }

    /// The list of services: an answer that needs no id.
    async fn alive(&self) -> Result<(), Fault> {
        let ask = self.asked(Ask::get(self.paths.services));
        self.client.read_by(&ask, Pace::Viewer, wire::alive).await
    }
}

fn halved(mut ids: Vec<LocalId>) -> Vec<Vec<LocalId>> {
    if ids.len() < 2 {
        return Vec::new();
    }
    let second = ids.split_off(ids.len() / 2);
    vec![ids, second]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_the_whole_and_one_id_has_none() {
        let ids: Vec<LocalId> = ["a", "b", "c"].map(LocalId::new).to_vec();
        assert!(halved(ids.clone()).concat() == ids);
        assert!(halved(ids[..1].to_vec()).is_empty() && halved(Vec::new()).is_empty());
    }
}
