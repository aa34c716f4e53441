//! What the commands about people share: the house opened without a front, and words read from the command line.

use std::sync::Arc;

use accord_connector_kit::Registry;
use accord_consent::{Desk, Keys};
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
        opened.house.desk.refresh().await.map_err(|e| StartError::Io(e.to_string()))?;
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

    /// The handle of the incident or referral record behind PARTNER/ID.
    pub(super) async fn report(&self, name: &str) -> Result<Uuid, StartError> {
        people::report(&self.opened.store.sync(), name).await.map_err(|e| StartError::Io(e.to_string()))
    }

    pub(super) async fn close(self) -> Result<(), StartError> {
        Ok(self.opened.store.close().await?)
    }
}

/// An instant of the command line.
pub(super) fn instant(text: &str) -> Result<Timestamp, StartError> {
    text.parse().map_err(|_| StartError::Io(format!("`{text}`: an instant is RFC 3339, as in 2026-11-21T09:30:00Z")))
}

/// Categories of the command line.
pub(super) fn categories(names: &[String]) -> Result<CategorySet, StartError> {
    let one = |name: &String| {
        name.parse::<Category>().map_err(|_| {
            let allowed: Vec<String> = Category::ALL.iter().map(ToString::to_string).collect();
            StartError::Io(format!("`{name}` is no category; allowed: {}", allowed.join(", ")))
        })
    };
    names.iter().map(one).collect()
}
