//! What the commands about people share: the house opened without a front, and words read from the command line.

use std::sync::Arc;

use accord_connector_kit::Registry;
use accord_consent::{Desk, Keys, NamedIn, PolicyFault};
use accord_model::{Category, CategorySet, OrganisationId, SubjectId, UserKey};
use jiff::Timestamp;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Clock;
use crate::auth::{user_key, user_secret};
use crate::config::Config;
use crate::house::{self, Opened, StartError};
use crate::people;

/// A house whose desk an operator works at.
pub(super) struct Office {
    opened: Opened,
    secret: Zeroizing<[u8; 64]>,
}

impl Office {
    pub(super) async fn open(config: Config, registry: &Registry, clock: &Clock) -> Result<Self, StartError> {
        let keys = Keys::new(*house::master_key(&config.keys_file)?);
        let secret = user_secret(&keys);
        let opened = house::open(config, registry, Arc::clone(clock), false).await?;
        opened.house.desk.begin(clock()).await.map_err(|e| StartError::Io(e.to_string()))?;
        Ok(Self { opened, secret })
    }

    pub(super) fn desk(&self) -> &Desk {
        &self.opened.house.desk
    }

    /// The user whom this issuer calls so.
    pub(super) fn user(&self, issuer: &str, subject: &str) -> UserKey {
        user_key(&self.secret, issuer, subject)
    }

    pub(super) fn organisation(&self, name: &str) -> Result<OrganisationId, StartError> {
        let found = name.parse().ok().filter(|id| self.desk().organisations().get(*id).is_some());
        found.ok_or_else(|| StartError::Io(format!("`{name}` is no organisation")))
    }

    /// The person-handle behind PARTNER/ID.
    pub(super) async fn person(&self, name: &str) -> Result<SubjectId, StartError> {
        people::find(&self.opened.store.sync(), name).await.map_err(|e| StartError::Io(e.to_string()))
    }

    /// The incident or referral record behind PARTNER/ID, with its holder and whom it is about.
    pub(super) async fn report(&self, name: &str) -> Result<NamedIn, StartError> {
        let store = self.opened.store.sync();
        let (record, at) = people::report(&store, name).await.map_err(|e| StartError::Io(e.to_string()))?;
        let subjects = store.subjects_of(&at).await.map_err(|e| StartError::Io(e.to_string()))?;
        let system = self.opened.house.system(at.partner);
        let owner = system.map(|system| system.owner);
        let owner = owner.ok_or_else(|| StartError::Io(format!("`{name}`: no such partner")))?;
        Ok(NamedIn { record, owner, subjects })
    }

    /// PARTNER/ID of a record; its handle, where the index has it no more.
    pub(super) async fn name_of(&self, record: Uuid) -> Result<String, StartError> {
        let at = self.opened.store.sync().place_of(record).await.map_err(|e| StartError::Io(e.to_string()))?;
        Ok(at.map_or_else(|| record.to_string(), |at| format!("{}/{}", at.partner, at.local.as_str())))
    }

    pub(super) async fn close(self) -> Result<(), StartError> {
        Ok(self.opened.store.close().await?)
    }
}

/// Why the desk did not do it, with the word of the command line that is meant.
pub(super) fn refused(fault: PolicyFault) -> StartError {
    let place = match fault {
        PolicyFault::EmptyPeriod | PolicyFault::PeriodTooLong => "--until: ",
        PolicyFault::NoCategory => "--category: ",
        _ => "",
    };
    StartError::Io(format!("{place}{fault}"))
}

/// An instant of the command line.
pub(super) fn instant(text: &str) -> Result<Timestamp, StartError> {
    text.parse()
        .map_err(|_| StartError::Io(format!("--until: `{text}`: an instant is RFC 3339, as in 2026-11-21T09:30:00Z")))
}

/// Categories of the command line.
pub(super) fn categories(names: &[String]) -> Result<CategorySet, StartError> {
    let one = |name: &String| {
        name.parse::<Category>().map_err(|_| {
            let allowed: Vec<String> = Category::ALL.iter().map(ToString::to_string).collect();
            StartError::Io(format!("--category: `{name}` is no category; allowed: {}", allowed.join(", ")))
        })
    };
    names.iter().map(one).collect()
}
