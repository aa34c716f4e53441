use std::fmt;

macro_rules! published {
    ($($(#[$doc:meta])* $name:ident = $code:literal $kind:ident),+ $(,)?) => {
        /// Why a file, a row or a value was not taken in as it came. Published: integrators look them up.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $name),+ }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As published.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// Whether a row of this code was never a record: titles, headers, blanks, totals.
            pub const fn is_noise(self) -> bool {
                match self { $(Self::$name => published!(@$kind)),+ }
            }
        }
    };
    (@noise) => { true };
    (@row) => { false };
    (@file) => { false };
    (@value) => { false };
}

published!(
    /// The whole file: more bytes than `limits.file_bytes`, packed or unpacked.
    FileTooLarge = "FILE_TOO_LARGE" file,
    /// The whole file: more rows than `limits.rows`.
    TooManyRows = "TOO_MANY_ROWS" file,
    /// The whole file: not what its name says, cut off, or encrypted.
    FileUnreadable = "FILE_UNREADABLE" file,
    /// The whole file: no row holds the required headers.
    HeaderMissing = "HEADER_MISSING" file,
    /// The whole file: older than what has been taken in already.
    ExtractStale = "EXTRACT_STALE" file,
    /// The whole file: its checksum is not the manifest's.
    ChecksumDiffers = "CHECKSUM_DIFFERS" file,
    /// The whole file: it shrank by more than `shrink_percent`.
    SnapshotHeld = "SNAPSHOT_HELD" file,
    /// Row: nothing in it.
    RowBlank = "ROW_BLANK" noise,
    /// Row: above the header (a title, group headings).
    RowAboveHeader = "ROW_ABOVE_HEADER" noise,
    /// Row: the header, again or for the first time.
    RowHeader = "ROW_HEADER" noise,
    /// Row: a total.
    RowTotal = "ROW_TOTAL" noise,
    /// Row: below the table's end.
    RowBelowTable = "ROW_BELOW_TABLE" noise,
    /// Row: on a sheet without this table.
    RowOtherSheet = "ROW_OTHER_SHEET" noise,
    /// Row: longer than `limits.row_bytes`.
    RowTooLong = "ROW_TOO_LONG" row,
    /// Row: more cells than `limits.columns`.
    RowTooWide = "ROW_TOO_WIDE" row,
    /// Row: a NUL in it.
    RowNul = "ROW_NUL" row,
    /// Row: a quote that is never closed, or closed in the wrong place.
    RowQuotes = "ROW_QUOTES" row,
    /// Row: fewer or more cells than the header has; its values may stand in the wrong columns.
    RowCells = "ROW_CELLS" row,
    /// Row: no reference.
    ReferenceMissing = "REFERENCE_MISSING" row,
    /// Row: a reference of more than 64 bytes.
    ReferenceTooLong = "REFERENCE_TOO_LONG" row,
    /// Row: a reference of none of the configured shapes.
    ReferenceShape = "REFERENCE_SHAPE" row,
    /// Row: a copy of one that was accepted.
    RowRepeated = "ROW_REPEATED" row,
    /// Row: its reference stands on another incident too, and nobody knows whose it is.
    ReferenceReused = "REFERENCE_REUSED" row,
    /// Row: copies of one incident that disagree about consent or restriction.
    CopiesDisagree = "COPIES_DISAGREE" row,
    /// Row: an organisation is accused that no list names, so nobody knows from whom to keep it.
    AccusedUnknown = "ACCUSED_UNKNOWN" row,
    /// A configured column is not there.
    ColumnMissing = "COLUMN_MISSING" value,
    /// A configured column without which nothing of its source is read is not there.
    ColumnNeeded = "COLUMN_NEEDED" value,
    /// A column that no configuration names; not read.
    ColumnUnknown = "COLUMN_UNKNOWN" value,
    /// Two columns with the same header; the first one is read.
    ColumnTwice = "COLUMN_TWICE" value,
    /// A column of bytes that are no text; not read.
    ColumnBinary = "COLUMN_BINARY" value,
    /// A date that cannot be read; left out.
    DateUnreadable = "DATE_UNREADABLE" value,
    /// A postcode that cannot be read without guessing; kept as typed.
    PostcodeUnreadable = "POSTCODE_UNREADABLE" value,
    /// A telephone number that cannot be read; left out.
    PhoneUnreadable = "PHONE_UNREADABLE" value,
    /// A telephone number of which a spreadsheet has rounded digits away; left out.
    PhoneRounded = "PHONE_ROUNDED" value,
    /// An NHS number whose check digit is wrong; kept and flagged.
    NhsNumberInvalid = "NHS_NUMBER_INVALID" value,
    /// A quoted reference of an unknown shape (`26*104711` multiplied out); not linked.
    QuotedUnreadable = "QUOTED_UNREADABLE" value,
    /// Words about consent that no list names; they make no directive.
    ConsentUnknown = "CONSENT_UNKNOWN" value,
    /// Words about a restriction that are neither yes nor no; taken for yes.
    RestrictionUnknown = "RESTRICTION_UNKNOWN" value,
    /// A word that no list of terms has; kept with its record, counted.
    WordUnmapped = "WORD_UNMAPPED" value,
    /// The same reference lives in two data sets; the one named first counts.
    ReferenceInTwoSources = "REFERENCE_IN_TWO_SOURCES" value,
    /// More referrals of one row than are read; the first ones are.
    ReferralsCut = "REFERRALS_CUT" value,
    /// More notes than are kept.
    NotesCut = "NOTES_CUT" value,
);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where something stands: never what stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Number of the sheet, from 1; 0 for the only table of a CSV.
    pub sheet: u32,
    /// Row, from 1; 0 for the whole sheet.
    pub row: u32,
    /// Column, from 1; 0 for the whole row.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        for (word, number) in [("sheet", self.sheet), ("row", self.row)] {
            if number > 0 {
                write!(f, "{gap}{word} {number}")?;
                gap = " ";
            }
        }
        if self.column > 0 {
            write!(f, "{gap}column {}", letters(self.column))?;
        }
        Ok(())
    }
}

/// A column as spreadsheets name it: 1 is A, 27 is AA.
fn letters(mut column: u32) -> String {
    let mut name = Vec::new();
    while column > 0 {
        column -= 1;
        name.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or_default()));
        column /= 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_as_in_a_spreadsheet() {
        let place = Place { sheet: 3, row: 17, column: 28 };
        assert_eq!(place.to_string(), "sheet 3 row 17 column AB");
        assert_eq!(Place { row: 2, ..Place::default() }.to_string(), "row 2");
    }

    #[test]
    fn no_code_twice() {
        let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Code::ALL.len());
    }
}
