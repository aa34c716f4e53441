use accord_model::ServiceQuery;
use async_graphql::{InputObject, Result};

use crate::codes::{CareSetting, Need, Strand};
use crate::errors::failed;

/// Farther than any county is wide.
const MOST_METRES: i32 = 200_000;
const OLDEST: i32 = 130;

/// Which services are wanted. The postcode goes to the directories; nothing else does.
#[derive(Default, InputObject)]
pub(crate) struct SupportServiceFilter {
    /// Near this whole postcode. Services without a place, such as helplines, are found without one.
    postcode: Option<String>,
    /// Within so many metres of it, 1 to 200,000; the directory's own distance where nothing is said.
    within_metres: Option<i32>,
    /// For this need.
    need: Option<Need>,
    /// In this setting.
    setting: Option<CareSetting>,
    /// For people attacked for this; services for all are found too.
    strand: Option<Strand>,
    /// Spoken there: a language tag (BCP 47). `en` finds `en-GB` too.
    language: Option<String>,
    /// For somebody of this age, in years.
    age: Option<i32>,
}

impl SupportServiceFilter {
    /// The question in the core's words.
    ///
    /// # Errors
    /// `INVALID_INPUT` for a postcode, a distance, a language or an age that is none; no error repeats the value.
    pub(crate) fn into_model(self, limit: u16) -> Result<ServiceQuery> {
        let postcode = self.postcode.as_deref().map(whole_postcode).transpose()?;
        let metres = |metres| (1..=MOST_METRES).contains(&metres).then(|| u32::try_from(metres).ok()).flatten();
        let within_metres = match self.within_metres {
            None => None,
            Some(_) if postcode.is_none() => return Err(failed("INVALID_INPUT", "`withinMetres` needs a `postcode`.")),
            Some(given) => {
                Some(metres(given).ok_or_else(|| failed("INVALID_INPUT", "`withinMetres` is 1 to 200000."))?)
            }
        };
        let years = |age| (0..=OLDEST).contains(&age).then(|| u8::try_from(age).ok()).flatten();
        let age = self.age.map(|age| years(age).ok_or_else(|| failed("INVALID_INPUT", "`age` is 0 to 130.")));
        if self.language.as_deref().is_some_and(|tag| !is_tag(tag)) {
            return Err(failed("INVALID_INPUT", "`language` is a language tag: gu, pl, bfi."));
        }
        Ok(ServiceQuery {
            postcode,
            within_metres,
            need: self.need.map(Into::into),
            setting: self.setting.map(Into::into),
            strand: self.strand.map(Into::into),
            language: self.language,
            age: age.transpose()?,
            limit,
        })
    }
}

/// A whole postcode in its usual form, `LE11 1FZ` (BS 7666: A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA, AA9A 9AA).
fn whole_postcode(text: &str) -> Result<String> {
    let bare: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let shape: String = bare
        .iter()
        .map(|c| match c {
            'A'..='Z' => 'A',
            '0'..='9' => '9',
            _ => '?',
        })
        .collect();
    let Some((outward, inward)) = bare.len().checked_sub(3).and_then(|at| bare.split_at_checked(at)) else {
        return Err(no_postcode());
    };
    let is_one = matches!(shape.as_str(), "A99AA" | "A999AA" | "AA99AA" | "AA999AA" | "A9A9AA" | "AA9A9AA");
    if !is_one {
        return Err(no_postcode());
    }
    Ok(outward.iter().chain(&[' ']).chain(inward).collect())
}

fn no_postcode() -> async_graphql::Error {
    failed("INVALID_POSTCODE", "`postcode` is a whole postcode of the United Kingdom: LE1 5AA.")
}

fn is_tag(tag: &str) -> bool {
    tag.len() <= 35
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_whole_or_refused_without_being_repeated() {
        for (text, read) in
            [("le111fz", "LE11 1FZ"), (" LE1 5AA ", "LE1 5AA"), ("m11ae", "M1 1AE"), ("SW1A 1AA", "SW1A 1AA")]
        {
            assert_eq!(whole_postcode(text).unwrap(), read, "{text}");
        }
        for text in ["", "LE11", "LE11 1", "LE11 1F?", "LE111FZZ", "1LE 1AA", "L\u{e9}11 1FZ", "LE11 1F\n'"] {
            let refused = whole_postcode(text).unwrap_err();
            assert!(text.is_empty() || !refused.message.contains(text), "{text}");
        }
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        let code = |filter: SupportServiceFilter| filter.into_model(20).err().map(|error| error.message);
        let near = || SupportServiceFilter { postcode: Some("LE1 5AA".to_owned()), ..SupportServiceFilter::default() };
        assert_eq!(code(near()), None);
        for metres in [0, -1, 200_001] {
            assert!(code(SupportServiceFilter { within_metres: Some(metres), ..near() }).is_some(), "{metres}");
        }
        assert!(code(SupportServiceFilter { within_metres: Some(10), ..SupportServiceFilter::default() }).is_some());
        for age in [-1, 131] {
            assert!(code(SupportServiceFilter { age: Some(age), ..near() }).is_some(), "{age}");
        }
        assert!(code(SupportServiceFilter { language: Some("en'--".to_owned()), ..near() }).is_some());
    }
}
