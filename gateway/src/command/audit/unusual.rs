use std::fmt::Write as _;
use std::io::IsTerminal as _;

use accord_model::OrganisationId;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Clock;
use crate::audit::{Search, Walked, walk};
use crate::command::WithConfig;
use crate::house::{self, StartError};

/// Days and hours are those of the partnership.
const ZONE: &str = "Europe/London";

/// How far back is looked where nothing is said: four weeks.
const DAYS: i64 = 28;

#[derive(Args)]
pub(in crate::command) struct Arguments {
    #[command(flatten)]
    with: WithConfig,
    /// From the beginning of this day: `2026-11-01`. Four weeks before the end where nothing is said.
    #[arg(long)]
    from: Option<Date>,
    /// Until before the beginning of this day. Now where nothing is said.
    #[arg(long)]
    until: Option<Date>,
    /// The people of one organisation alone.
    #[arg(long)]
    organisation: Option<OrganisationId>,
}

pub(super) async fn run(arguments: Arguments, clock: &Clock) -> Result<(), StartError> {
    let config = arguments.with.load()?;
    let io = |error: jiff::Error| StartError::Io(error.to_string());
    let zone = TimeZone::get(ZONE).map_err(|_| StartError::Io(format!("{ZONE}: this machine has no time zones")))?;
    let begins = |day: Date| day.to_zoned(zone.clone()).map(|day| day.timestamp()).map_err(io);
    let until = arguments.until.map_or_else(|| Ok(clock()), begins)?;
    let earlier = jiff::SignedDuration::from_hours(24 * DAYS);
    let from = arguments.from.map_or_else(|| until.checked_sub(earlier).map_err(io), begins)?;
    let store = house::store(&config).await?;
    store.ready().await?;
    let audit = store.audit();
    let unavailable = |error: accord_consent::StoreFault| StartError::Io(error.to_string());
    let bar = bar(audit.count(from, until).await.map_err(unavailable)?);
    let search =
        Search { from, until, organisation: arguments.organisation, zone: zone.clone(), unusual: &config.unusual };
    let walked = walk(&audit, &search, |rows| bar.set_position(rows)).await.map_err(unavailable)?;
    bar.finish_and_clear();
    store.close().await?;
    crate::command::say(&told(&walked, &search))
}

fn told(walked: &Walked, search: &Search<'_>) -> String {
    let mut text = String::new();
    for finding in &walked.findings {
        text.push_str(&finding.line());
        text.push('\n');
    }
    for line in &walked.unchecked {
        text.push_str(line);
        text.push('\n');
    }
    let (from, until) = (search.from, search.until);
    let Walked { findings, requests, users, .. } = walked;
    // Writing to a String does not fail.
    writeln!(
        text,
        "{} to ask about, of {requests} requests of {users} users from {from} until before {until}; days and hours of {ZONE}",
        findings.len()
    )
    .unwrap_or_default();
    text
}

/// A bar on a terminal, nothing elsewhere.
fn bar(rows: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(rows);
    // The template is a constant; a bad one would leave the library's own style.
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} rows, {per_sec}, {eta}") {
        bar.set_style(style);
    }
    bar
}
