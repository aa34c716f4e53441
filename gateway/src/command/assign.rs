//! `accord assign`: a case to a user or a team, a sign-in to the person herself or to who speaks for her; and its end.

use accord_connector_kit::Registry;
use accord_consent::RelationKind;
use accord_model::{CategorySet, SubjectId};
use clap::Args;

use super::WithConfig;
use super::people::{Office, categories, instant, refused};
use crate::Clock;
use crate::house::StartError;

#[derive(Args)]
pub(super) struct Assign {
    #[command(flatten)]
    with: WithConfig,
    /// The organisation whose case it becomes.
    #[arg(long)]
    organisation: String,
    /// Issuer of the user's tokens; with --subject. Without both the case is the whole organisation's.
    #[arg(long, requires = "subject")]
    issuer: Option<String>,
    /// The user, as the issuer calls her.
    #[arg(long, requires = "issuer")]
    subject: Option<String>,
    /// The user is the person herself.
    #[arg(long, requires = "subject", conflicts_with = "proxy")]
    own: bool,
    /// The user may speak for the person, as a parent or an attorney: with --until, and --category for each kind of data.
    #[arg(long, requires_all = ["subject", "until", "category"])]
    proxy: bool,
    /// What a proxy may see and speak about: IDENTITY, SUPPORT, ... May be given several times.
    #[arg(long, requires = "proxy")]
    category: Vec<String>,
    /// Until before this instant, RFC 3339.
    #[arg(long, conflicts_with = "end")]
    until: Option<String>,
    /// Ends what was assigned, now.
    #[arg(long, conflicts_with_all = ["own", "proxy"])]
    end: bool,
    /// The person, as PARTNER/ID; several are several cases.
    #[arg(required = true)]
    records: Vec<String>,
}

pub(super) async fn run(command: Assign, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let until = command.until.as_deref().map(instant).transpose()?;
    let mask = if command.proxy { categories(&command.category)? } else { CategorySet::ALL };
    let office = Office::open(command.with.load()?, registry, &clock).await?;
    let organisation = office.organisation(&command.organisation)?;
    let user = command.issuer.as_deref().zip(command.subject.as_deref());
    let user = user.map(|(issuer, subject)| office.user(issuer, subject));
    let at = clock();
    // All are looked up before the first is written.
    let mut people: Vec<SubjectId> = Vec::with_capacity(command.records.len());
    for record in &command.records {
        people.push(office.person(record).await?);
    }
    let mut done = 0;
    for person in people {
        let desk = office.desk();
        let written = match (command.end, command.proxy, user) {
            (true, ..) => desk.end_relations((organisation, user), person, at).await,
            (false, true, Some(user)) => {
                let end = until.unwrap_or(at);
                desk.appoint_proxy((organisation, user), person, mask, (at, end)).await.map(|()| 1)
            }
            _ => {
                let kind = if command.own { RelationKind::Own } else { RelationKind::Assigned };
                desk.assign(organisation, user, person, kind, (at, until)).await.map(|()| 1)
            }
        };
        done += written.map_err(refused)?;
    }
    office.close().await?;
    let what = if command.end { "Ended" } else { "Assigned" };
    super::say(&format!("{what}: {done}\n"))
}
