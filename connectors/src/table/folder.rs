//! The drop folder: which files are whole, and what becomes of each.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::civil::Date;
use sha2::Digest as _;

use super::code::Code;
use super::config::{Arrival, Mapping, Source};

/// Snapshots that shrank wait here for a human.
pub(crate) const HELD: &str = "held";
/// Files that cannot be read wait here.
pub(crate) const REFUSED: &str = "refused";
/// Beside a file that was set aside: the code.
const WHY: &str = ".why";
/// A human put this behind the name of a held file and moved it back.
pub(crate) const ACCEPTED: &str = ".accepted";

/// A file that is there and fits a source.
pub(crate) struct Arrived {
    pub(crate) path: PathBuf,
    /// Its name, without `.accepted`.
    pub(crate) name: String,
    /// Place of its source in the mapping.
    pub(crate) source: usize,
    /// When the extract was made.
    pub(crate) extracted: Timestamp,
    /// A human accepted that it shrank.
    pub(crate) accepted: bool,
}

/// The files that may be read, oldest extract first. Hidden files, folders and links are passed over.
pub(crate) fn arrivals(mapping: &Mapping, folder: &Path) -> io::Result<Vec<Arrived>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(arrived) = arrived(mapping, path)? {
            all.push(arrived);
        }
    }
    all.sort_by(|a, b| (a.extracted, a.source, &a.name).cmp(&(b.extracted, b.source, &b.name)));
    Ok(all)
}

fn arrived(mapping: &Mapping, path: PathBuf) -> io::Result<Option<Arrived>> {
    let Some(full) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else {
        return Ok(None);
    };
    let name = full.strip_suffix(ACCEPTED).unwrap_or(&full).to_owned();
    let Some((source, date)) = source_of(mapping, &name) else {
        return Ok(None);
    };
    let about = match fs::symlink_metadata(&path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let modified = about.modified()?;
    let settle = Duration::from_secs(u64::from(mapping.settle_seconds));
    let settled = settle.is_zero() || SystemTime::now().duration_since(modified).is_ok_and(|age| age >= settle);
    let complete = mapping.arrival == Arrival::Renamed || manifest(&path).exists();
    let extracted = extracted(mapping, date, modified);
    Ok(extracted.filter(|_| about.is_file() && settled && complete).map(|extracted| Arrived {
        accepted: full != name,
        path,
        name,
        source,
        extracted,
    }))
}

/// The source that a file name fits, and the date in the name.
pub(crate) fn source_of(mapping: &Mapping, name: &str) -> Option<(usize, Option<Date>)> {
    let mut sources = mapping.sources.iter().enumerate();
    sources.find_map(|(at, source): (usize, &Source)| Some((at, source.files.as_ref()?.fits(name)?)))
}

/// The extract's time: the beginning of the day in the file's name, or when the file was last written.
pub(crate) fn extracted(mapping: &Mapping, date: Option<Date>, modified: SystemTime) -> Option<Timestamp> {
    match date {
        Some(date) => Some(date.to_zoned(mapping.zone.clone()).ok()?.timestamp()),
        None => Timestamp::try_from(modified).ok(),
    }
}

fn manifest(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".sha256");
    PathBuf::from(name)
}

/// The bytes of a file; nothing where it changed while it was read (then it is not whole yet), or has gone since it was
/// listed: another process reads the same folder and was faster.
pub(crate) fn read(mapping: &Mapping, path: &Path) -> io::Result<Result<Option<Vec<u8>>, Code>> {
    match whole(mapping, path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Ok(None)),
        result => result,
    }
}

fn whole(mapping: &Mapping, path: &Path) -> io::Result<Result<Option<Vec<u8>>, Code>> {
    let mut file = fs::File::open(path)?;
    let before = file.metadata()?;
    if before.len() > mapping.limits.file_bytes {
        return Ok(Err(Code::FileTooLarge));
    }
    let mut bytes = Vec::new();
    (&mut file).take(mapping.limits.file_bytes + 1).read_to_end(&mut bytes)?;
    let after = fs::symlink_metadata(path)?;
    if before.len() != after.len() || bytes.len() as u64 != after.len() || before.modified()? != after.modified()? {
        return Ok(Ok(None));
    }
    if mapping.arrival == Arrival::Manifest {
        let said = fs::read_to_string(manifest(path))?;
        let digest: [u8; 32] = sha2::Sha256::digest(&bytes).into();
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        // As `sha256sum` writes it: the digest, then the name.
        let same = said.split_whitespace().next().is_some_and(|s| s.eq_ignore_ascii_case(&digest));
        if !same {
            return Ok(Err(Code::ChecksumDiffers));
        }
    }
    Ok(Ok(Some(bytes)))
}

/// Destroys a file whose rows are durable, with its manifest.
pub(crate) fn destroy(path: &Path) -> io::Result<()> {
    gone(fs::remove_file(path))?;
    gone(fs::remove_file(manifest(path)))
}

/// Moves a file out of the way and writes the code beside it, in `<name>.why`.
pub(crate) fn set_aside(folder: &Path, arrived: &Arrived, code: Code) -> io::Result<()> {
    let aside = folder.join(if code == Code::SnapshotHeld { HELD } else { REFUSED });
    fs::create_dir_all(&aside)?;
    fs::write(aside.join(format!("{}{WHY}", arrived.name)), format!("{code}\n"))?;
    gone(fs::rename(&arrived.path, aside.join(&arrived.name)))?;
    gone(fs::remove_file(manifest(&arrived.path)))
}

/// Destroys what was set aside of a data set and is not newer than the extract that has now been taken in.
pub(crate) fn forget_aside(mapping: &Mapping, folder: &Path, taken: &Arrived) -> io::Result<()> {
    for (path, name) in aside(folder)? {
        let of = name.strip_suffix(WHY).unwrap_or(&name);
        let Some((source, date)) = source_of(mapping, of) else {
            continue;
        };
        let modified = match fs::symlink_metadata(&path) {
            Ok(about) => about.modified()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let extracted = extracted(mapping, date, modified);
        if source == taken.source && extracted.is_some_and(|at| at <= taken.extracted) {
            gone(fs::remove_file(&path))?;
        }
    }
    Ok(())
}

/// Whether files wait in `held/`, and in `refused/`.
pub(crate) fn waiting(mapping: &Mapping, folder: &Path) -> io::Result<(bool, bool)> {
    let mut waiting = (false, false);
    for (path, name) in aside(folder)? {
        if source_of(mapping, &name).is_some() {
            let held = path.parent().is_some_and(|parent| parent.ends_with(HELD));
            waiting = (waiting.0 || held, waiting.1 || !held);
        }
    }
    Ok(waiting)
}

fn aside(folder: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let mut all = Vec::new();
    for name in [HELD, REFUSED] {
        let entries = match fs::read_dir(folder.join(name)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
                all.push((path.clone(), name.to_owned()));
            }
        }
    }
    Ok(all)
}

/// Whether it is gone is all that counts.
fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_another_process_has_taken_is_not_a_silent_partner() {
        let county = Path::new(env!("CARGO_MANIFEST_DIR")).join("county/county.toml");
        let mapping = Mapping::load(&county).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("him-older_2026-11-20.csv");
        fs::write(&path, "x").unwrap();
        let arrived = arrivals(&mapping, folder.path()).unwrap().pop().unwrap();
        assert!(matches!(read(&mapping, &arrived.path), Ok(Ok(Some(bytes))) if bytes == b"x"));
        destroy(&path).unwrap();
        assert!(matches!(read(&mapping, &arrived.path), Ok(Ok(None))));
        assert!(set_aside(folder.path(), &arrived, Code::FileUnreadable).is_ok());
        assert_eq!(waiting(&mapping, folder.path()).unwrap(), (false, false), "a code without a file waits for nobody");
        assert!(arrivals(&mapping, &folder.path().join("elsewhere")).is_err(), "a folder that is not there is");
    }
}
