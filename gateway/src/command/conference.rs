//! `accord conference`: named attendees, one person, some kinds of data, an end.

use accord_connector_kit::Registry;
use accord_consent::Conference;
use clap::Args;

use super::WithConfig;
use super::people::{Office, categories, instant, refused};
use crate::Clock;
use crate::house::StartError;

#[derive(Args)]
pub(super) struct Convene {
    #[command(flatten)]
    with: WithConfig,
    /// The person, as PARTNER/ID.
    person: String,
    /// Who attends, as ORGANISATION,ISSUER,SUBJECT. May be given several times.
    #[arg(long, required = true)]
    attendee: Vec<String>,
    /// What is shared: IDENTITY, SUPPORT, ... at most what the agreement for `CASE_CONFERENCE` opens. May be given several times.
    #[arg(long, required = true)]
    category: Vec<String>,
    /// Until before this instant, RFC 3339; 90 days at most.
    #[arg(long)]
    until: String,
}

pub(super) async fn run(command: Convene, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let (categories, end) = (categories(&command.category)?, instant(&command.until)?);
    let office = Office::open(command.with.load()?, registry, &clock).await?;
    let mut attendees = Vec::with_capacity(command.attendee.len());
    for named in &command.attendee {
        let wrong = || StartError::Io("an attendee is ORGANISATION,ISSUER,SUBJECT".to_owned());
        let (organisation, user) = named.split_once(',').ok_or_else(wrong)?;
        let (issuer, subject) = user.rsplit_once(',').ok_or_else(wrong)?;
        attendees.push((office.organisation(organisation)?, office.user(issuer, subject)));
    }
    let conference = Conference { subject: office.person(&command.person).await?, attendees, categories, end };
    let convened = office.desk().convene(&conference, clock()).await;
    convened.map_err(refused)?;
    office.close().await?;
    super::say(&format!("Attendees: {}\n", conference.attendees.len()))
}
