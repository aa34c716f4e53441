//! A report about a place as the form that the council takes. Nothing else of ours goes into it.

use accord_federation::{AnswerFlaw, ReportFault};
use accord_model::{PlaceReport, Private, ReportAnswer};
use jiff::Timestamp;

use crate::open311::wire::{Definition, Kind, Question};

/// Whether the answers are such as the service's questions take. An answer's question is named in the fault by the code
/// that whoever reports wrote; a missing answer's by the council's own, where that is a code.
///
/// # Errors
/// The first that is not.
pub(in crate::open311) fn check(report: &PlaceReport, definition: &Definition) -> Result<(), ReportFault> {
    let Definition(questions) = definition;
    for answer in report.answers() {
        let refuse = |flaw| Err(ReportFault::Answer { question: answer.question().to_owned(), flaw });
        let Some(question) = questions.iter().find(|question| question.code == answer.question()) else {
            return refuse(AnswerFlaw::Unknown);
        };
        let others = report.answers().iter().filter(|other| other.question() == answer.question()).count() - 1;
        if others > 0 && !matches!(question.kind, Kind::Any(_)) {
            return refuse(AnswerFlaw::Repeated);
        }
        if let Some(flaw) = flaw(&question.kind, answer.answer()) {
            return refuse(flaw);
        }
    }
    let unanswered = |question: &&Question| !report.answers().iter().any(|answer| answer.question() == question.code);
    match questions.iter().filter(|question| question.required).find(unanswered) {
        Some(question) => Err(ReportFault::Answer { question: told(&question.code), flaw: AnswerFlaw::Missing }),
        None => Ok(()),
    }
}

/// A code of the council's, if it is one: else it may be a sentence.
fn told(code: &str) -> String {
    let is_code = code.len() <= 64 && code.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c));
    if is_code { code.to_owned() } else { "without a code".to_owned() }
}

fn flaw(kind: &Kind, answer: &Private<String>) -> Option<AnswerFlaw> {
    let answer = answer.reveal();
    match kind {
        Kind::Text => None,
        Kind::Number => answer.parse::<f64>().is_err().then_some(AnswerFlaw::NotOfType),
        Kind::Moment => answer.parse::<Timestamp>().is_err().then_some(AnswerFlaw::NotOfType),
        Kind::One(keys) | Kind::Any(keys) => (!keys.contains(answer)).then_some(AnswerFlaw::NotListed),
    }
}

/// The form's fields. Coordinates to five places: a metre.
pub(in crate::open311) fn form(report: &PlaceReport, definition: &Definition) -> Vec<(String, String)> {
    let mut form = vec![("service_code".to_owned(), report.service().to_owned())];
    let mut put = |name: &str, value: String| form.push((name.to_owned(), value));
    if let Some((latitude, longitude)) = report.coordinates().map(|at| *at.reveal()) {
        put("lat", format!("{latitude:.5}"));
        put("long", format!("{longitude:.5}"));
    }
    let texts = [
        ("address_string", report.address()),
        ("description", report.description()),
        ("media_url", report.media_url()),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            put(name, text.reveal().clone());
        }
    }
    for answer in report.answers() {
        put(&field(answer, definition), answer.answer().reveal().clone());
    }
    form
}

/// `attribute[CODE]`, and `attribute[CODE][]` where several may be chosen.
fn field(answer: &ReportAnswer, Definition(questions): &Definition) -> String {
    let code = answer.question();
    let several = questions.iter().any(|question| question.code == code && matches!(question.kind, Kind::Any(_)));
    if several { format!("attribute[{code}][]") } else { format!("attribute[{code}]") }
}

#[cfg(test)]
mod tests {
    use accord_model::PlaceReportDraft;

    use super::*;

    fn definition() -> Definition {
        let question = |code: &str, required, kind| Question { code: code.to_owned(), required, kind };
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Definition(vec![
            question("MEANT_FOR", true, Kind::One(keys(&["nobody", "disability"]))),
            question("SURFACE", false, Kind::Any(keys(&["brick", "glass"]))),
            question("METRES", false, Kind::Number),
            question("SEEN", false, Kind::Moment),
            question("WORDS", false, Kind::Text),
        ])
    }

    fn report(answers: &[(&str, &str)]) -> PlaceReport {
        let answers = answers.iter().map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned()));
        let draft = PlaceReportDraft {
            service: "GRAFFITI".to_owned(),
            coordinates: Some((52.636_912_3, -1.139_8)),
            address: Some("Town Hall Square & more".to_owned()),
            answers: answers.collect(),
            description: Some("Words".to_owned()),
            media_url: Some("https://pictures.example/a.jpg".to_owned()),
        };
        PlaceReport::new(draft).ok().unwrap()
    }

    fn refused(answers: &[(&str, &str)]) -> Option<(String, &'static str)> {
        match check(&report(answers), &definition()) {
            Err(ReportFault::Answer { question, flaw }) => Some((question, flaw.code())),
            _ => None,
        }
    }

    #[test]
    fn answers_are_checked_against_the_questions_before_anything_is_sent() {
        let first = ("MEANT_FOR", "nobody");
        for good in [
            vec![first],
            vec![first, ("SURFACE", "brick"), ("SURFACE", "glass")],
            vec![first, ("METRES", "1.5"), ("SEEN", "2026-11-20T10:00:00Z"), ("WORDS", "anything")],
        ] {
            assert_eq!(refused(&good), None, "{good:?}");
        }
        for (answers, question, code) in [
            (vec![], "MEANT_FOR", "ANSWER_MISSING"),
            (vec![("SURFACE", "brick")], "MEANT_FOR", "ANSWER_MISSING"),
            (vec![("MEANT_FOR", "Nobody")], "MEANT_FOR", "ANSWER_NOT_LISTED"),
            (vec![first, ("SURFACE", "brick"), ("SURFACE", "wood")], "SURFACE", "ANSWER_NOT_LISTED"),
            (vec![first, first], "MEANT_FOR", "ANSWER_REPEATED"),
            (vec![first, ("COLOUR", "red")], "COLOUR", "QUESTION_UNKNOWN"),
            (vec![first, ("METRES", "tall")], "METRES", "ANSWER_NOT_OF_TYPE"),
        ] {
            assert_eq!(refused(&answers), Some((question.to_owned(), code)), "{answers:?}");
        }
    }

    #[test]
    fn a_sentence_of_the_councils_is_no_code() {
        assert_eq!((told("A-1_b.c:d"), told("Who are you?")), ("A-1_b.c:d".to_owned(), "without a code".to_owned()));
    }

    #[test]
    fn the_form_holds_the_report_and_nothing_else() {
        let answers = [("MEANT_FOR", "nobody"), ("SURFACE", "brick"), ("SURFACE", "glass")];
        let form = form(&report(&answers), &definition());
        let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            fields,
            [
                ("service_code", "GRAFFITI"),
                ("lat", "52.63691"),
                ("long", "-1.13980"),
                ("address_string", "Town Hall Square & more"),
                ("description", "Words"),
                ("media_url", "https://pictures.example/a.jpg"),
                ("attribute[MEANT_FOR]", "nobody"),
                ("attribute[SURFACE][]", "brick"),
                ("attribute[SURFACE][]", "glass"),
            ]
        );
    }
}
