//! `accord connector report`: a report about a place and about nobody, sent to a partner that shows it to everybody. It is
//! read aloud before it goes, sent once, and the answer says what is certain.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use accord_connector_kit::Registry;
use accord_federation::ReportToken;
use accord_model::{PlaceReport, PlaceReportDraft};
use clap::{Args, ValueEnum};

use super::scratch::Scratch;
use super::sent::{self, Outcome};
use crate::house::StartError;

/// The name of standard input in place of a file.
const STDIN: &str = "-";

#[derive(Args)]
pub(in crate::command) struct Report {
    /// The partner's name in the configuration.
    name: String,
    /// The configuration file.
    #[arg(long, default_value = "accord.toml")]
    config: PathBuf,
    /// The partner's code of the service that the report is for.
    #[arg(long, required_unless_present = "token")]
    service: Option<String>,
    /// Latitude in degrees (WGS 84).
    #[arg(long, requires = "long", allow_negative_numbers = true)]
    lat: Option<f64>,
    /// Longitude in degrees (WGS 84).
    #[arg(long, requires = "lat", allow_negative_numbers = true)]
    long: Option<f64>,
    /// Address, or words for the place.
    #[arg(long)]
    address: Option<String>,
    /// An answer to one of the service's questions; again for each.
    #[arg(long = "answer", value_name = "QUESTION=KEY")]
    answers: Vec<String>,
    /// A file with what there is to see, in words; - reads them from standard input.
    #[arg(long, value_name = "FILE")]
    description_file: Option<PathBuf>,
    /// Where a picture lies: https.
    #[arg(long)]
    media_url: Option<String>,
    /// Sends nothing: asks for the reference of a report that was given this token.
    #[arg(long, conflicts_with_all = ["service", "lat", "long", "address", "answers", "description_file", "media_url"])]
    token: Option<String>,
    /// Send it without asking. Needed where nobody sits at a terminal.
    #[arg(long)]
    yes: bool,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Text,
    Json,
}

pub(super) async fn report(with: Report, registry: &Registry) -> Result<(), StartError> {
    let config = crate::command::load(&with.config)?;
    let known = config.partners.iter().find(|partner| partner.id.as_str() == with.name);
    let known = known.ok_or_else(|| told(format!("the configuration has no partner `{}`", with.name)))?;
    let scratch = Scratch::open(&config).await?;
    let connector = known.connect(registry, &scratch.parts)?;
    let format = with.format;
    if let Some(token) = &with.token {
        let token = ReportToken::new(token).ok_or_else(|| told("--token: no token looks like that".to_owned()))?;
        let found = connector.reported(&token).await;
        return sent::tell(&Outcome::followed(found, token), &with.name, format);
    }
    let by_hand = with.description_file.as_deref() != Some(Path::new(STDIN));
    let (yes, name) = (with.yes, with.name.clone());
    let draft = draft(with)?;
    let preview = sent::preview(&draft, &name);
    let report = match PlaceReport::new(draft) {
        Ok(report) => report,
        Err(flaws) => return sent::tell(&Outcome::Unfit(flaws), &name, format),
    };
    ask(&preview)?;
    if !yes && !agreed(by_hand)? {
        return sent::tell(&Outcome::NotAgreed, &name, format);
    }
    let receipt = connector.report(&report).await;
    sent::tell(&Outcome::of(receipt), &name, format)
}

fn draft(with: Report) -> Result<PlaceReportDraft, StartError> {
    let answer = |(number, pair): (usize, &String)| {
        let pair = pair.split_once('=').map(|(question, key)| (question.to_owned(), key.to_owned()));
        pair.ok_or_else(|| told(format!("--answer, the {}. one: QUESTION=KEY is needed", number + 1)))
    };
    Ok(PlaceReportDraft {
        service: with.service.unwrap_or_default(),
        coordinates: with.lat.zip(with.long),
        address: with.address,
        answers: with.answers.iter().enumerate().map(answer).collect::<Result<_, _>>()?,
        description: with.description_file.as_deref().map(words).transpose()?,
        media_url: with.media_url,
    })
}

/// What a file holds, without the end of its last line.
fn words(file: &Path) -> Result<String, StartError> {
    let mut text = String::new();
    let read = if file == Path::new(STDIN) {
        io::stdin().read_to_string(&mut text).map(drop)
    } else {
        fs::read_to_string(file).map(|read| text = read)
    };
    read.map_err(|e| told(format!("--description-file {}: {}", file.display(), e.kind())))?;
    text.truncate(text.trim_end().len());
    Ok(text)
}

/// Whether whoever sits there says so. Where standard input was the description, or nobody sits there, nobody does.
fn agreed(by_hand: bool) -> Result<bool, StartError> {
    if !by_hand || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    ask("Send it? Type yes: ")?;
    let mut said = String::new();
    io::stdin().read_line(&mut said).map_err(|e| told(e.to_string()))?;
    Ok(said.trim() == "yes")
}

/// To standard error: standard output is for the answer.
fn ask(text: &str) -> Result<(), StartError> {
    let mut error = io::stderr().lock();
    error.write_all(text.as_bytes()).and_then(|()| error.flush()).map_err(|e| told(e.to_string()))
}

fn told(what: String) -> StartError {
    StartError::Io(what)
}
