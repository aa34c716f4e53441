//! Looking through what is to become public. In doubt a text is refused: whoever wrote it can write it otherwise.

use std::sync::LazyLock;

use regex::Regex;

use super::{FlawCode, PlaceReport, ReportFlaw};

/// What was found so far.
#[derive(Default)]
pub(super) struct Screen(Vec<ReportFlaw>);

impl Screen {
    /// The report, where nothing is wrong with it.
    pub(super) fn done(self, report: PlaceReport) -> Result<PlaceReport, Vec<ReportFlaw>> {
        if self.0.is_empty() { Ok(report) } else { Err(self.0) }
    }

    /// A service's code. Partners make codes of anything, spaces and long numbers too: it is compared with a list of those
    /// that may be sent, so nothing of anybody's stands in it.
    pub(super) fn service(&mut self, code: &str, most: usize) {
        let usable = !code.trim().is_empty() && code.len() <= most && !code.chars().any(char::is_control);
        self.refuse(!usable, FlawCode::CodeUnusable, "service");
    }

    /// A question's code, and no number of anybody's. Whether it is one: else it is no place that could be told.
    pub(super) fn question(&mut self, code: &str, most: usize) -> bool {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        let usable = !code.is_empty() && code.len() <= most && code.chars().all(allowed) && personal(code).is_empty();
        self.refuse(!usable, FlawCode::CodeUnusable, "answers");
        usable
    }

    /// That there is a place, and on this planet.
    pub(super) fn place(&mut self, coordinates: Option<(f64, f64)>, address: Option<&str>) {
        self.refuse(coordinates.is_none() && address.is_none(), FlawCode::PlaceMissing, "place");
        let nowhere = coordinates.is_some_and(|(latitude, longitude)| {
            let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
            !on_earth || (latitude == 0.0 && longitude == 0.0)
        });
        self.refuse(nowhere, FlawCode::CoordinatesUnusable, "coordinates");
    }

    /// A text of at most so many characters.
    pub(super) fn text(&mut self, place: &str, text: &str, most: usize) {
        self.refuse(text.trim().is_empty(), FlawCode::TextEmpty, place);
        self.refuse(text.chars().count() > most, FlawCode::TextTooLong, place);
        let control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        self.refuse(control || found(&MARKUP, text), FlawCode::TextUnusable, place);
        for code in personal(text) {
            self.refuse(true, code, place);
        }
    }

    /// An https address. Digits stand in it for everything, so numbers are not looked for.
    pub(super) fn web_address(&mut self, place: &str, url: &str, most: usize) {
        let rest = url.strip_prefix("https://").unwrap_or_default();
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let whole = host.contains('.') && url.chars().all(|c| c.is_ascii_graphic()) && !url.contains(['@', '"', '<']);
        self.refuse(!whole || url.len() > most, FlawCode::AddressUnusable, place);
    }

    fn refuse(&mut self, wrong: bool, code: FlawCode, place: &str) {
        if wrong {
            self.0.push(ReportFlaw { code, place: place.to_owned() });
        }
    }
}

/// A pattern. One that could not be read finds everything: nothing passes unseen.
type Pattern = LazyLock<Option<Regex>>;

macro_rules! pattern {
    ($name:ident = $($part:expr),+) => {
        static $name: Pattern = LazyLock::new(|| Regex::new(concat!($($part),+)).ok());
    };
}

fn found(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
}

pattern!(MARKUP = r"</?[a-zA-Z!?]");
pattern!(EMAIL = r"\w@\w|\w\s?@\s?[\w-]+\s?\.\s?\w|\w\s*[(\[{<]\s*at\s*[)\]}>]\s*\w", r"|\w at [\w-]+(?:\.| dot )\w");
// Digits with spaces, brackets, dots, slashes and lines between them are one number; so are they with a bare comma.
pattern!(NUMBER = r"\d(?:(?:[ ()./_|*-]{0,3}|,)\d){9,}");
// A number that begins as numbers are dialled, within a longer one too.
pattern!(DIALLED = r"(?:\+\s?\d|\b0|\(0)(?:(?:[ ()./_|*-]{0,3}|,)\d){9,}");
// The country code without its sign.
pattern!(COUNTRY = r"\b44(?:(?:[ ()./_|*-]{0,3}|,)\d){9,10}\b");
// A shorter one that is announced.
pattern!(
    ANNOUNCED = r"\b(?:tel|telephone|phone|mobile|mob|whatsapp|call|ring|text)\b[^\d\n]{0,15}",
    r"\d(?:[ ().-]{0,3}\d){4,}"
);
pattern!(NATIONAL_INSURANCE = r"\b[a-z]{2}[ ./-]{0,3}\d{2}[ ./-]{0,3}\d{2}[ ./-]{0,3}\d{2}[ ./-]{0,3}[a-d]\b");
pattern!(
    DATE = r"\b(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})|\d{1,2} \d{1,2} (?:19|20)\d{2}",
    r"|(?:19|20)\d{2}\s?[/. -]\s?\d{1,2}\s?[/. -]\s?\d{1,2}",
    r"|(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d|[0-3]\d(?:0\d|1[0-2])(?:19|20)\d{2})\b"
);
pattern!(
    DATE_IN_WORDS = r"\b\d{1,2}(?:st|nd|rd|th)?[ ./-]*(?:of )?",
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,/'-]*(?:\d{4}|\d{2})\b",
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .-]*\d{1,2}(?:st|nd|rd|th)?[ .,'-]+\d{4}\b"
);
pattern!(BORN = r"\b(?:d\.? ?o\.? ?b\b|dates? of birth|born)[^\d]{0,20}\d");

/// The forms of personal values that stand in a text.
fn personal(text: &str) -> Vec<FlawCode> {
    let text = plain(text);
    let dialled = found(&DIALLED, &text) || found(&COUNTRY, &text);
    let forms = [
        (FlawCode::EmailAddress, found(&EMAIL, &text)),
        (FlawCode::TelephoneNumber, dialled || found(&ANNOUNCED, &text)),
        (FlawCode::NhsNumber, !dialled && found(&NUMBER, &text)),
        (FlawCode::NationalInsuranceNumber, found(&NATIONAL_INSURANCE, &text)),
        (FlawCode::DateOfBirth, found(&DATE, &text) || found(&DATE_IN_WORDS, &text) || found(&BORN, &text)),
    ];
    forms.into_iter().filter(|(_, found)| *found).map(|(code, _)| code).collect()
}

/// Small letters, one kind of space and of dash, no wide forms, nothing that has no width: two texts that look alike are
/// alike.
fn plain(text: &str) -> String {
    let unseen = |c: &char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    let seen = text.chars().filter(|c| !unseen(c));
    let one = seen.map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{fe6b}' => '@',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    });
    one.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_read() {
        for pattern in [
            &MARKUP,
            &EMAIL,
            &NUMBER,
            &DIALLED,
            &COUNTRY,
            &ANNOUNCED,
            &NATIONAL_INSURANCE,
            &DATE,
            &DATE_IN_WORDS,
            &BORN,
        ] {
            assert!(pattern.is_some());
        }
    }
}
