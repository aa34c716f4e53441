//! From the drop folder into the spool. The order of the steps is what makes a crash harmless: rows first, in one
//! transaction; the file second. A file that is still there is taken in again, and changes nothing.

use std::io;
use std::sync::Arc;

use accord_connector_kit::SpoolFault;
use accord_federation::{Fault, Note};
use jiff::{SignedDuration, Timestamp};

use super::code::Code;
use super::config::{Extent, Source};
use super::connector::{Table, note};
use super::folder::{self, Arrived};
use super::prepare::{Prepared, file_place};

/// What became of a file.
enum Taken {
    /// Its rows rest in the spool.
    In,
    /// It is not whole yet; with a code where that should not last.
    Later(Option<Code>),
    /// It is set aside.
    Aside(Code),
}

impl Table {
    /// Takes in what lies in the folder, oldest first, and lets go of what is too old. Says too whether a file was set
    /// aside just now.
    pub(super) async fn take_in(&self) -> Result<(Vec<Note>, bool), Fault> {
        let _reading = self.reading.lock().await;
        let arrivals = self.blocking(|mapping, folder| folder::arrivals(&mapping, &folder));
        let (mut notes, mut aside) = (Vec::new(), false);
        for arrived in arrivals.await? {
            let Some(source) = self.mapping.sources.get(arrived.source) else {
                continue;
            };
            let place = file_place(&self.mapping, source, arrived.extracted);
            match self.take(source, arrived).await? {
                Taken::Aside(code) => {
                    aside = true;
                    notes.push(note(code, place));
                }
                Taken::Later(code) => notes.extend(code.map(|code| note(code, place))),
                Taken::In => {}
            }
        }
        self.expire().await?;
        Ok((notes, aside))
    }

    /// Lets go of what is too old.
    pub(super) async fn expire(&self) -> Result<(), Fault> {
        let days = i64::from(self.mapping.retention_days) * 24;
        let before = Timestamp::now().checked_sub(SignedDuration::from_hours(days));
        let before = before.map_err(|_| Fault::Store)?;
        let expired = self.spool.expire(self.keeper.partner, before);
        expired.await.map_err(|SpoolFault| Fault::Store)?;
        Ok(())
    }

    async fn take(&self, source: &Source, arrived: Arrived) -> Result<Taken, Fault> {
        let arrived = Arc::new(arrived);
        let code = match self.read(&arrived).await? {
            Ok(None) => return Ok(Taken::Later(None)),
            // The one or the other is still being written.
            Err(Code::ChecksumDiffers) => return Ok(Taken::Later(Some(Code::ChecksumDiffers))),
            Ok(Some(prepared)) => {
                let refusal = self.refusal(source, &arrived, &prepared).await?;
                if refusal.is_none() {
                    self.load(source, &arrived, prepared).await?;
                }
                refusal
            }
            Err(code) => Some(code),
        };
        self.blocking(move |mapping, folder| match code {
            Some(code) => {
                folder::set_aside(&folder, &arrived, code)?;
                Ok(Taken::Aside(code))
            }
            None => {
                folder::destroy(&arrived.path)?;
                folder::forget_aside(&mapping, &folder, &arrived)?;
                Ok(Taken::In)
            }
        })
        .await
    }

    /// Reads and seals a file, off the threads that answer questions. A reader that panics on a hostile file is a file
    /// that cannot be read.
    async fn read(&self, arrived: &Arc<Arrived>) -> Result<Result<Option<Prepared>, Code>, Fault> {
        let (mapping, keeper) = (Arc::clone(&self.mapping), Arc::clone(&self.keeper));
        let arrived = Arc::clone(arrived);
        let work = move || {
            let bytes = match folder::read(&mapping, &arrived.path)? {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return Ok(Ok(None)),
                Err(code) => return Ok(Err(code)),
            };
            let Some(source) = mapping.sources.get(arrived.source) else {
                return Ok(Ok(None));
            };
            let prepared = keeper.prepare(&mapping, source, &bytes, arrived.extracted);
            Ok(prepared.map(Some))
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result.map_err(|error: io::Error| fault(&error)),
            Err(_) => Ok(Err(Code::FileUnreadable)),
        }
    }

    /// Why a readable file must not be taken in.
    async fn refusal(&self, source: &Source, arrived: &Arrived, prepared: &Prepared) -> Result<Option<Code>, Fault> {
        let store = |SpoolFault| Fault::Store;
        let about = vec![self.keeper.names.of_extract(&source.name)];
        let last = self.spool.read(self.keeper.partner, &about).await.map_err(store)?;
        let last = last.into_iter().find(|entry| entry.sealed.is_some());
        if last.as_ref().is_some_and(|last| last.extracted > arrived.extracted) {
            return Ok(Some(Code::ExtractStale));
        }
        if source.extent == Extent::Incremental || arrived.accepted {
            return Ok(None);
        }
        let alive = self.alive(source).await?;
        let kept = u64::from(100 - self.mapping.shrink_percent.min(100));
        let shrank = prepared.accepted * 100 < alive * kept;
        Ok(shrank.then_some(Code::SnapshotHeld))
    }

    async fn load(&self, source: &Source, arrived: &Arrived, prepared: Prepared) -> Result<(), Fault> {
        let (partner, name) = (self.keeper.partner, source.name.as_str());
        let Prepared { digest, rows, .. } = prepared;
        let loaded = match source.extent {
            Extent::Full => self.spool.load(partner, name, digest, arrived.extracted, rows).await,
            Extent::Incremental => self.spool.load_part(partner, name, digest, arrived.extracted, rows).await,
        };
        let loaded = loaded.map_err(|SpoolFault| Fault::Store)?;
        tracing::info!(
            %partner,
            source = name,
            added = loaded.added,
            changed = loaded.changed,
            removed = loaded.removed,
            "extract taken in"
        );
        Ok(())
    }

    /// Rows of a source that are alive, less the one about the extract itself.
    pub(super) async fn alive(&self, source: &Source) -> Result<u64, Fault> {
        let count = self.spool.count(self.keeper.partner, &source.name).await;
        Ok(count.map_err(|SpoolFault| Fault::Store)?.saturating_sub(1))
    }

    /// How many changes there will be from the beginning: two a row.
    pub(super) async fn expected(&self) -> Result<u64, Fault> {
        let mut rows = 0;
        for source in &self.mapping.sources {
            rows += self.alive(source).await?;
        }
        Ok(rows * 2)
    }

    /// The fault that waits for a human, if any.
    pub(super) async fn waiting(&self) -> Result<Option<Fault>, Fault> {
        let waiting = self.blocking(|mapping, folder| folder::waiting(&mapping, &folder));
        Ok(match waiting.await? {
            (true, _) => Some(Fault::Held),
            (_, true) => Some(Fault::Broken),
            _ => None,
        })
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(Arc<super::Mapping>, std::path::PathBuf) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let (mapping, folder) = (Arc::clone(&self.mapping), self.folder()?);
        let done = tokio::task::spawn_blocking(move || work(mapping, folder));
        let done = done.await.map_err(|_| Fault::Store)?;
        done.map_err(|error| fault(&error))
    }
}

/// A folder that is not there is a partner that is silent.
fn fault(error: &io::Error) -> Fault {
    if error.kind() == io::ErrorKind::NotFound { Fault::Silent } else { Fault::Store }
}
