use std::borrow::Cow;

use encoding_rs::{UTF_8, WINDOWS_1252};
use serde::Deserialize;

/// How a text file is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Encoding {
    /// A byte order mark decides; else UTF-8 where all bytes are UTF-8; else Windows-1252.
    #[default]
    Detect,
    #[serde(rename = "utf-8")]
    /// UTF-8, with or without a byte order mark.
    Utf8,
    #[serde(rename = "windows-1252")]
    /// Windows-1252.
    Windows1252,
}

impl Encoding {
    /// The text. Bytes that the encoding does not have become U+FFFD.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Windows1252 => WINDOWS_1252,
            Self::Detect if std::str::from_utf8(bytes).is_ok() => UTF_8,
            Self::Detect => WINDOWS_1252,
        };
        // A byte order mark of UTF-8 or UTF-16 counts for more than the guess, and is taken away.
        encoding.decode(bytes).0
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn marks_and_old_spreadsheets() {
        let read = |bytes| Encoding::Detect.decode(bytes).into_owned();
        assert_eq!(read(b"\xef\xbb\xbfZo\xc3\xab"), "Zoë");
        assert_eq!(read(b"Zo\xeb \x96 \x80"), "Zoë – €");
        assert_eq!(read(b"\xff\xfeZ\0o\0"), "Zo");
        assert_eq!(read("Łucja".as_bytes()), "Łucja");
    }
}
