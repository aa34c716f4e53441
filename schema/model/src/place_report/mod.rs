//! A report about a place and about nobody (Open311 `GeoReport` v2, `POST requests`): what is sent this way is shown to
//! everybody. There is no field for a name, an e-mail address, a telephone, a device or an account: they cannot be sent,
//! because they do not exist.

mod flaw;
mod screen;

pub use flaw::{FlawCode, ReportFlaw};
use screen::Screen;

use crate::Private;

/// Characters of a description, at most: the standard's own limit.
const MOST_DESCRIPTION: usize = 4_000;
/// Characters of any other text, at most.
const MOST_TEXT: usize = 500;
/// Characters of a code, at most.
const MOST_CODE: usize = 64;

/// What somebody wants to report, before it was looked through. It has no `Debug`.
#[derive(Clone, Default)]
pub struct PlaceReportDraft {
    /// The partner's service code: `GRAFFITI`.
    pub service: String,
    /// Latitude and longitude in degrees (WGS 84).
    pub coordinates: Option<(f64, f64)>,
    /// Address, or words for the place.
    pub address: Option<String>,
    /// Answers to the service's questions: the question's code, and the answer or the key of the answer chosen. Several
    /// answers to one question are several pairs.
    pub answers: Vec<(String, String)>,
    /// What there is to see. Public.
    pub description: Option<String>,
    /// Where a picture lies: an https address.
    pub media_url: Option<String>,
}

/// A report about a place and about nobody, looked through: no text of it has the form of an e-mail address, a telephone
/// number, an NHS number, a National Insurance number or a date of birth.
///
/// What looking through cannot see: names, that a place is somebody's home, what a picture shows, numbers written in words,
/// a short telephone number that nothing announces. Whoever sends it must read it first.
pub struct PlaceReport {
    service: String,
    coordinates: Option<Private<(f64, f64)>>,
    address: Option<Private<String>>,
    answers: Vec<ReportAnswer>,
    description: Option<Private<String>>,
    media_url: Option<Private<String>>,
}

/// An answer to one of a service's questions.
pub struct ReportAnswer {
    question: String,
    answer: Private<String>,
}

impl PlaceReport {
    /// Looks a draft through.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and never with what stands there.
    pub fn new(draft: PlaceReportDraft) -> Result<Self, Vec<ReportFlaw>> {
        let mut screen = Screen::default();
        screen.service(&draft.service, MOST_CODE);
        screen.place(draft.coordinates, draft.address.as_deref());
        for (place, text, most) in
            [("address", &draft.address, MOST_TEXT), ("description", &draft.description, MOST_DESCRIPTION)]
        {
            if let Some(text) = text {
                screen.text(place, text, most);
            }
        }
        for (question, answer) in &draft.answers {
            // A code that is none may be anything: it is no place that could be told.
            if screen.question(question, MOST_CODE) {
                screen.text(&format!("answer to {question}"), answer, MOST_TEXT);
            }
        }
        if let Some(url) = &draft.media_url {
            screen.web_address("media_url", url, MOST_TEXT);
        }
        let answers = draft.answers.into_iter();
        screen.done(Self {
            service: draft.service,
            coordinates: draft.coordinates.map(Private::new),
            address: draft.address.map(Private::new),
            answers: answers
                .map(|(question, answer)| ReportAnswer { question, answer: Private::new(answer) })
                .collect(),
            description: draft.description.map(Private::new),
            media_url: draft.media_url.map(Private::new),
        })
    }

    /// The partner's service code, as it was written: whoever sends it compares it with those that may be sent.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Latitude and longitude in degrees (WGS 84); never 0, 0. There are coordinates or an address, or both.
    pub const fn coordinates(&self) -> Option<&Private<(f64, f64)>> {
        self.coordinates.as_ref()
    }

    /// Address, or words for the place.
    pub const fn address(&self) -> Option<&Private<String>> {
        self.address.as_ref()
    }

    /// Answers to the service's questions, in the order given.
    pub fn answers(&self) -> &[ReportAnswer] {
        &self.answers
    }

    /// What there is to see, at most 4,000 characters.
    pub const fn description(&self) -> Option<&Private<String>> {
        self.description.as_ref()
    }

    /// Where a picture lies: an https address without a user in it.
    pub const fn media_url(&self) -> Option<&Private<String>> {
        self.media_url.as_ref()
    }
}

impl ReportAnswer {
    /// The question's code: letters, digits and `-_.:` alone, so that an error may name it.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// The answer, or the key of the answer chosen.
    pub const fn answer(&self) -> &Private<String> {
        &self.answer
    }
}

#[cfg(test)]
mod tests;
