//! `accord connector check` and `accord connector record`: the conformance kit, over a partner of the configuration.

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use accord_check::{CHECKS, Cassette, CheckError, Format, Options, Published, Report, Subject, Trust};
use accord_connector_kit::Registry;
use accord_model::UserKey;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::roles;
use super::scratch::Scratch;
use crate::auth;
use crate::config::Config;
use crate::house::{self, StartError};

#[derive(Args)]
pub(in crate::command) struct Check {
    #[command(flatten)]
    partner: OfPartner,
    /// Another test system in place of `base_url`: `http://127.0.0.1:9001`, or `replay:` and a recorded file.
    #[arg(long)]
    against: Option<String>,
    #[command(flatten)]
    report: Written,
    /// The schema that the partner publishes, `OpenAPI` or a FHIR `CapabilityStatement`: a file, or `partner:` and where it is
    /// below `base_url`, as in `partner:/metadata`.
    #[arg(long)]
    schema: Option<String>,
}

#[derive(Args)]
struct Written {
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Where the report goes; standard output where nothing is said.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Args)]
pub(in crate::command) struct Replay {
    /// A file that `record` wrote.
    file: PathBuf,
    #[command(flatten)]
    partner: OfPartner,
    #[command(flatten)]
    report: Written,
}

#[derive(Args)]
pub(in crate::command) struct Record {
    #[command(flatten)]
    partner: OfPartner,
    /// The new file. It will hold the test system's records; nobody else can read it.
    #[arg(long)]
    out: PathBuf,
    /// Another test system in place of `base_url`.
    #[arg(long)]
    against: Option<String>,
}

#[derive(Args)]
struct OfPartner {
    /// The partner's name in the configuration.
    name: String,
    /// The configuration file.
    #[arg(long, default_value = "accord.toml")]
    config: PathBuf,
    /// The same seed gives the same run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Text,
    Json,
    Junit,
}

impl From<Form> for Format {
    fn from(form: Form) -> Self {
        match form {
            Form::Text => Self::Text,
            Form::Json => Self::Json,
            Form::Junit => Self::Junit,
        }
    }
}

pub(super) async fn check(with: Check, registry: &Registry) -> Result<(), StartError> {
    let mut options = Options { seed: with.partner.seed, ..Options::default() };
    match with.against.as_deref().and_then(|against| against.strip_prefix("replay:")) {
        Some(file) => options.cassette = Some(cassette(Path::new(file))?),
        None => options.against = with.against,
    }
    options.schema = match with.schema.as_deref() {
        None => None,
        Some(named) => Some(match named.strip_prefix("partner:") {
            Some(path) => Published::Path(path.to_owned()),
            None => Published::Text(fs::read_to_string(named).map_err(|e| told(Path::new(named), &e))?),
        }),
    };
    checked(&with.partner, registry, &options, &with.report).await
}

pub(super) async fn replay(with: Replay, registry: &Registry) -> Result<(), StartError> {
    let options = Options { seed: with.partner.seed, cassette: Some(cassette(&with.file)?), ..Options::default() };
    checked(&with.partner, registry, &options, &with.report).await
}

async fn checked(
    partner: &OfPartner,
    registry: &Registry,
    options: &Options,
    written: &Written,
) -> Result<(), StartError> {
    let (report, _) = run(partner, registry, options).await?;
    let text = report.write(written.format.into());
    match &written.out {
        Some(path) => fs::write(path, text).map_err(|e| told(path, &e))?,
        None => super::super::say(&text)?,
    }
    if report.failed() { Err(StartError::Io(report.summary())) } else { Ok(()) }
}

pub(super) async fn record(with: Record, registry: &Registry) -> Result<(), StartError> {
    // The file first, and for its owner alone: it is never readable by anybody else, not for a moment.
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&with.out);
    let mut file = file.map_err(|e| told(&with.out, &e))?;
    let options = Options { seed: with.partner.seed, against: with.against, record: true, ..Options::default() };
    let (report, cassette) = run(&with.partner, registry, &options).await?;
    file.write_all(cassette.to_json().as_bytes()).map_err(|e| told(&with.out, &e))?;
    let held = format!(
        "{} exchanges in {}\nThis file holds records of the partner's test system. Keep it where they belong.\n",
        cassette.len(),
        with.out.display()
    );
    super::super::say(&format!("{}\n{held}", report.summary()))
}

fn cassette(path: &Path) -> Result<Cassette, StartError> {
    let text = fs::read_to_string(path).map_err(|e| told(path, &e))?;
    Cassette::read(&text).map_err(|e| StartError::Io(format!("{}: {e}", path.display())))
}

fn told(path: &Path, error: &std::io::Error) -> StartError {
    StartError::Io(format!("{}: {}", path.display(), error.kind()))
}

async fn run(of: &OfPartner, registry: &Registry, options: &Options) -> Result<(Report, Cassette), StartError> {
    let config = Config::load(&of.config)?;
    let known = config.partners.iter().find(|partner| partner.id.as_str() == of.name);
    let known = known.ok_or_else(|| StartError::Io(format!("the configuration has no partner `{}`", of.name)))?;
    let scratch = Scratch::open(&config).await?;
    let mut settings = known.settings();
    scratch.copy_folder(&mut settings)?;
    let subject = Subject {
        registry,
        kind: known.connector.clone(),
        partner: known.id,
        population: known.population.clone(),
        settings,
        parts: scratch.parts.clone(),
    };
    let trust = Trust {
        desk: house::desk,
        viewer: |organisation, role, purpose| auth::rehearsal(organisation, UserKey([0; 16]), role, purpose),
        order: roles::order,
    };
    let bar = bar();
    let done = accord_check::run(&subject, trust, options, |finding| {
        bar.set_message(finding.id);
        bar.inc(1);
    });
    let done = done.await.map_err(|error: CheckError| StartError::Io(error.to_string()));
    bar.finish_and_clear();
    done
}

/// A bar on a terminal, nothing elsewhere.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(CHECKS.len() as u64);
    // The template is a constant; a bad one would leave the library's own style.
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}
