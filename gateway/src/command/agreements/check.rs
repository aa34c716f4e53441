//! `accord agreements check`: is a file of agreements right, and what would it change?

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use accord_consent::{AgreementError, Agreements, Renewal, Versioned};
use clap::Args;
use jiff::Timestamp;

use super::difference;
use crate::config::{Config, Text, read_file};
use crate::house::StartError;

#[derive(Args)]
pub(in crate::command) struct Check {
    /// A file that is to take the place of the configured one. Without it the configured one is checked.
    file: Option<PathBuf>,
    /// The configuration file.
    #[arg(long, default_value = "accord.toml")]
    config: PathBuf,
    /// What is over, and what changes, at this instant: `2026-11-22T12:00:00Z`. Now where nothing is said.
    #[arg(long)]
    at: Option<Timestamp>,
}

/// What the file says, and what it would change. The first mistake is an error with its line.
pub(super) fn run(with: &Check) -> Result<(), StartError> {
    let config = Config::load(&with.config)?;
    let at = with.at.unwrap_or_else(Timestamp::now);
    let file = with.file.as_deref().map_or_else(|| Ok(config.agreed.clone()), open)?;
    let wrong = |error: AgreementError| StartError::from(file.agreement_error(error));
    let next = Agreements::read(&file.text, &config.organisations).map_err(wrong)?;
    let renewal = next.renews(&config.agreements).map_err(wrong)?;
    if let Some((line, one)) = next.expired(at).next() {
        let what = format!(
            "{} version {} ended at {}, and no later version follows: it opens nothing. Take it out, or write the version \
             that follows",
            one.id.as_str(),
            one.version,
            one.valid_until
        );
        return Err(wrong(AgreementError { line, what }));
    }
    let mut said = summary(&file.file, &next);
    if with.file.is_some() {
        changes(&mut said, &renewal);
        said.push_str(&difference::text(&config, &next, at));
        later(&mut said, &next, at);
    }
    crate::command::say(&said)
}

fn open(path: &Path) -> Result<Text, StartError> {
    let file = path.display().to_string();
    let text = read_file(path).map_err(|why| StartError::Io(format!("{file}: cannot be read: {why}")))?;
    Ok(Text { file, text })
}

fn summary(file: &str, agreements: &Agreements) -> String {
    let permits: usize = agreements.iter().map(|one| one.permits.len()).sum();
    format!("{file} is right: {} agreements, {permits} permits\n", agreements.iter().count())
}

// Writing to a String does not fail.
fn changes(said: &mut String, renewal: &Renewal) {
    let Renewal { begun, shortened, gone } = renewal;
    let mut each = |what: &str, all: &[Versioned]| {
        for (id, version) in all {
            writeln!(said, "{what} {} version {version}", id.as_str()).unwrap_or_default();
        }
    };
    each("begins:", begun);
    each("ends earlier:", shortened);
    each("is gone:", gone);
}

/// What is agreed and not in force yet: the comparison is of one instant.
fn later(said: &mut String, next: &Agreements, at: Timestamp) {
    for one in next.iter().filter(|one| at < one.valid_from) {
        let (id, version, from) = (one.id.as_str(), one.version, one.valid_from);
        writeln!(said, "not in force before {from}: {id} version {version}; compare with --at {from}")
            .unwrap_or_default();
    }
}
