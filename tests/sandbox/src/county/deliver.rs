//! Files into the drop folder.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::csv_file::{self, Encoding};
use super::layout::sheet;
use super::manifest::{FileManifest, Manifest, table};
use super::nights::{self, Changes};
use super::office::Office;
use super::row::{Part, Row};
use super::xlsx_file;

/// What is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// The first night: everything.
    Full,
    /// The next night: everything again, some of it changed, gone or new.
    NextNight,
    /// The next night's workbook, of which the writer died: a `.part` is left behind.
    HalfWritten,
    /// The next night's workbook under its final name, but only half of it.
    Truncated,
    /// The next night with 15 % fewer rows.
    Shrunk,
}

const QUARTERS: [Part; 4] = [Part::Quarter(1), Part::Quarter(2), Part::Quarter(3), Part::Quarter(4)];

/// A file that is ready to be written.
struct File {
    name: String,
    bytes: Vec<u8>,
    manifest: FileManifest,
}

impl Office {
    /// Delivers into a folder, which is made if it is not there.
    pub(crate) fn deliver(&self, folder: &Path, delivery: Delivery) -> io::Result<Manifest> {
        std::fs::create_dir_all(folder)?;
        let first = jiff::civil::date(2026, 11, 20);
        let second = jiff::civil::date(2026, 11, 21);
        match delivery {
            Delivery::Full => {
                let files = [older(&self.rows, first, Encoding::Windows1252)?, this_year(&self.rows, first)?];
                write(folder, files, Changes::default())
            }
            Delivery::NextNight => {
                let (rows, changes) = nights::next(self);
                write(folder, [older(&rows, second, Encoding::Utf8WithBom)?, this_year(&rows, second)?], changes)
            }
            Delivery::Shrunk => {
                let rows = nights::shrunk(self);
                let files = [older(&rows, second, Encoding::Utf8WithBom)?, this_year(&rows, second)?];
                write(folder, files, Changes::default())
            }
            Delivery::HalfWritten | Delivery::Truncated => {
                let mut file = this_year(&nights::next(self).0, second)?;
                file.bytes.truncate(file.bytes.len() / 2);
                file.manifest.complete = false;
                if delivery == Delivery::HalfWritten {
                    file.name = format!(".{}.part", file.name);
                    file.manifest.name.clone_from(&file.name);
                }
                std::fs::write(folder.join(&file.name), &file.bytes)?;
                Ok(Manifest { files: vec![file.manifest], ..Manifest::default() })
            }
        }
    }
}

fn older(rows: &[Row], day: jiff::civil::Date, encoding: Encoding) -> io::Result<File> {
    let sheet = sheet(Part::Older, &of(rows, Part::Older), day);
    let name = format!("him-older_{day}.csv");
    let manifest = FileManifest { name: name.clone(), complete: true, tables: vec![table(&sheet)] };
    Ok(File { bytes: csv_file::bytes(&sheet, encoding)?, name, manifest })
}

fn this_year(rows: &[Row], day: jiff::civil::Date) -> io::Result<File> {
    let sheets: Vec<_> = QUARTERS.iter().map(|part| sheet(*part, &of(rows, *part), day)).collect();
    let name = format!("him-2026_{day}.xlsx");
    let manifest = FileManifest { name: name.clone(), complete: true, tables: sheets.iter().map(table).collect() };
    Ok(File { bytes: xlsx_file::bytes(&sheets)?, name, manifest })
}

fn of(rows: &[Row], part: Part) -> Vec<&Row> {
    rows.iter().filter(|row| row.part == part).collect()
}

/// To a temporary name first, then renamed: a reader never sees half a file.
fn write(folder: &Path, files: [File; 2], changes: Changes) -> io::Result<Manifest> {
    let mut manifest = Manifest::default();
    for file in files {
        let part = folder.join(format!(".{}.part", file.name));
        std::fs::write(&part, &file.bytes)?;
        std::fs::rename(&part, folder.join(&file.name))?;
        manifest.files.push(file.manifest);
    }
    Ok(manifest.with_changes(changes))
}
