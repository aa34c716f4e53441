//! Published codes and short names as TOML values: a wrong one says what is allowed.

use std::fmt::Display;
use std::str::FromStr;

use accord_model::{Category, Channel, OrganisationKind, Recognition, RecordKind};
use serde::{Deserialize, Deserializer};

/// A code of a closed list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coded<T>(pub(crate) T);

/// A closed list of published codes.
pub(crate) trait Published: FromStr {
    /// All of them, by commas.
    fn allowed() -> String;
}

macro_rules! lists {
    ($($name:ident),+) => {
        $(impl Published for $name {
            fn allowed() -> String {
                let codes: Vec<_> = Self::ALL.iter().map(|code| code.code()).collect();
                codes.join(", ")
            }
        })+
    };
}
lists!(Category, Channel, OrganisationKind, Recognition, RecordKind);

impl<'de, T: Published> Deserialize<'de> for Coded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = |_| serde::de::Error::custom(format!("`{text}` is not allowed, one of {}", T::allowed()));
        text.parse().map(Self).map_err(wrong)
    }
}

/// A short name: of a partner, an organisation, an area.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named<T>(pub(crate) T);

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}
