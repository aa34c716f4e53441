//! What is read aloud before a report goes, and what came of it.

use std::fmt::Write as _;

use accord_federation::{Fault, Given, Receipt, ReportFault, ReportToken};
use accord_model::{LocalId, PlaceReportDraft, ReportFlaw};
use serde_json::{Value, json};

use super::send::Form;
use crate::house::StartError;

/// What came of a report.
pub(super) enum Outcome {
    /// The partner has it under this reference; whether a notice came with it.
    Accepted(LocalId, bool),
    /// The partner has it, and gives a reference later.
    Pending(ReportToken, bool),
    /// It was not sent: something of it must not become public, or is missing.
    Unfit(Vec<ReportFlaw>),
    /// It was not sent: nobody agreed.
    NotAgreed,
    /// The partner, or what it asks, stood against it.
    Failed(ReportFault),
}

impl Outcome {
    pub(super) fn of(receipt: Result<Receipt, ReportFault>) -> Self {
        match receipt {
            Ok(Receipt { given: Given::Reference(reference), notice }) => Self::Accepted(reference, notice),
            Ok(Receipt { given: Given::Token(token), notice }) => Self::Pending(token, notice),
            Err(fault) => Self::Failed(fault),
        }
    }

    /// What a partner says of a token.
    pub(super) fn followed(found: Result<Option<LocalId>, Fault>, token: ReportToken) -> Self {
        match found {
            Ok(Some(reference)) => Self::Accepted(reference, false),
            Ok(None) => Self::Pending(token, false),
            Err(fault) => Self::Failed(ReportFault::NotTaken(fault)),
        }
    }
}

/// Everything of a report that everybody will be able to read, and what nobody but its sender can see.
pub(super) fn preview(draft: &PlaceReportDraft, partner: &str) -> String {
    let mut text = format!("This becomes public: {partner} shows its reports to everybody.\n");
    let mut line = |name: &str, value: &str| {
        let value = value.replace('\n', "\n    ");
        // Writing to a String does not fail.
        writeln!(text, "  {name}: {value}").unwrap_or_default();
    };
    line("service", &draft.service);
    if let Some((latitude, longitude)) = draft.coordinates {
        line("place", &format!("{latitude:.5}, {longitude:.5} (WGS 84)"));
    }
    for (name, value) in
        [("address", &draft.address), ("description", &draft.description), ("picture", &draft.media_url)]
    {
        if let Some(value) = value {
            line(name, value);
        }
    }
    for (question, answer) in &draft.answers {
        line(&format!("answer to {question}"), answer);
    }
    text.push_str(
        "Nothing else is sent: no name, no e-mail address, no telephone number, no account.\n\
         What no program can see: a name among the words; that the place is somebody's home; what the picture shows.\n",
    );
    text
}

/// Says what came of it; an error where it was not taken, or nobody knows.
pub(super) fn tell(outcome: &Outcome, partner: &str, format: Form) -> Result<(), StartError> {
    match format {
        Form::Json => super::super::say(&format!("{}\n", json(outcome)))?,
        Form::Text => super::super::say(&text(outcome, partner))?,
    }
    match failure(outcome) {
        Some(what) => Err(StartError::Io(what)),
        None => Ok(()),
    }
}

fn text(outcome: &Outcome, partner: &str) -> String {
    let noticed = |notice: &bool| if *notice { "A notice came with it; it is not kept.\n" } else { "" };
    match outcome {
        Outcome::Accepted(reference, notice) => format!("reference: {}\n{}", reference.as_str(), noticed(notice)),
        Outcome::Pending(token, notice) => {
            let token = token.as_str();
            let again = format!("accord connector report {partner} --token {token}");
            format!("token: {token}\n{}No reference yet. Ask for it later: {again}\n", noticed(notice))
        }
        Outcome::Unfit(_) | Outcome::NotAgreed | Outcome::Failed(_) => String::new(),
    }
}

fn json(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Accepted(reference, notice) => {
            json!({"outcome": "ACCEPTED", "reference": reference.as_str(), "notice": notice})
        }
        Outcome::Pending(token, notice) => json!({"outcome": "PENDING", "token": token.as_str(), "notice": notice}),
        Outcome::Unfit(flaws) => {
            let flaws = flaws.iter().map(|flaw| json!({"code": flaw.code.code(), "place": flaw.place}));
            json!({"outcome": "UNFIT", "flaws": flaws.collect::<Vec<_>>()})
        }
        Outcome::NotAgreed => json!({"outcome": "NOT_AGREED"}),
        Outcome::Failed(fault) => {
            let mut told = json!({"outcome": fault.code()});
            match fault {
                ReportFault::Answer { question, .. } => told["question"] = json!(question),
                ReportFault::Declined { code } => told["partnerCode"] = json!(code),
                ReportFault::NotTaken(Fault::Throttled { retry_after_seconds }) => {
                    told["retryAfterSeconds"] = json!(retry_after_seconds);
                }
                _ => {}
            }
            told
        }
    }
}

/// Codes and places, and what to do now.
fn failure(outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Accepted(..) | Outcome::Pending(..) => return None,
        Outcome::Unfit(flaws) => {
            let all: Vec<_> = flaws.iter().map(ToString::to_string).collect();
            format!("UNFIT: not sent, for everybody could read it\n  {}", all.join("\n  "))
        }
        Outcome::NotAgreed => {
            "NOT_AGREED: not sent, for nobody at a terminal said yes; where nobody sits there, add --yes".to_owned()
        }
        Outcome::Failed(ReportFault::Unknown) => {
            let code = ReportFault::Unknown.code();
            format!(
                "{code}: it was sent, and no answer says whether it was taken. Look for it before you send it again"
            )
        }
        Outcome::Failed(ReportFault::NotTaken(Fault::Throttled { retry_after_seconds: Some(seconds) })) => {
            format!("THROTTLED: not taken; the partner may be asked again in {seconds} seconds")
        }
        Outcome::Failed(fault) => format!("{}: {fault}", fault.code()),
    })
}
