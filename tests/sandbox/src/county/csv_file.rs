//! A sheet as CSV, in the encoding of the night.

use encoding_rs::WINDOWS_1252;

use super::layout::Sheet;
use super::row::COLUMNS;

/// How a CSV is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As older spreadsheets save it.
    Windows1252,
    /// As newer ones do, with a byte order mark.
    Utf8WithBom,
}

/// The bytes of a sheet.
pub(crate) fn bytes(sheet: &Sheet<'_>, encoding: Encoding) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for line in &sheet.lines {
        let mut fields: Vec<String> = line.cells.iter().map(|cell| cell.shown()).collect();
        fields.resize(COLUMNS.len(), String::new());
        writer.write_record(&fields)?;
    }
    let text = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok(match encoding {
        Encoding::Utf8WithBom => format!("\u{feff}{text}").into_bytes(),
        Encoding::Windows1252 => windows_1252(&text),
    })
}

/// Letters that the encoding lacks become question marks.
fn windows_1252(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut letter = [0; 4];
    for char in text.chars() {
        let (encoded, _, lacking) = WINDOWS_1252.encode(char.encode_utf8(&mut letter));
        if lacking {
            bytes.push(b'?');
        } else {
            bytes.extend_from_slice(&encoded);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::windows_1252;

    #[test]
    fn letters_it_lacks_become_question_marks() {
        assert_eq!(windows_1252("Łucja Zoë"), b"?ucja Zo\xeb");
    }
}
