use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use arrayvec::ArrayString;
use uuid::Uuid;

/// Why a short name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty, or longer than 48 bytes.
    #[error("a name has 1 to 48 characters")]
    Length,
    /// A character outside `a-z`, `0-9`, `-`.
    #[error("a name has the characters a-z, 0-9 and - alone")]
    Character,
}

macro_rules! short_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(ArrayString<48>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                if text.is_empty() {
                    return Err(NameError::Length);
                }
                if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                    return Err(NameError::Character);
                }
                ArrayString::from(text).map(Self).map_err(|_| NameError::Length)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

short_name!(
    /// A partner's system, as named in the configuration: `police`, `county`.
    PartnerId
);
short_name!(
    /// A partner organisation: `leicestershire-police`.
    OrganisationId
);
short_name!(
    /// A local authority district, or a coarser area: `charnwood`.
    AreaCode
);

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        // A handle in a log would let two logs be joined on a person.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

handle!(
    /// A person-handle: one for each partner's record of a person, and one for each person introduced by `findVictim`.
    SubjectId
);
handle!(
    /// One partner's record of an incident.
    IncidentId
);
handle!(
    /// One partner's record of a referral.
    ReferralId
);

/// The person at the keyboard: a keyed hash of issuer and subject, never the login name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserKey(pub [u8; 16]);

impl UserKey {
    /// Whoever works at the command line, and the gateway's own work: no user's hash.
    pub const OPERATOR: Self = Self([0; 16]);
}

impl fmt::Debug for UserKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserKey")
    }
}

/// A record's identifier at its partner, word for word.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalId(Arc<str>);

impl LocalId {
    /// Takes a partner's identifier as it is.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The identifier, for a question to its partner.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which record type a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordType {
    /// A person who was harmed.
    Victim,
    /// One report of an incident.
    Incident,
    /// One referral of a person to a service.
    Referral,
}

/// Where a record lies: the partner, the type, and the partner's own identifier.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordRef {
    /// The system that holds it.
    pub partner: PartnerId,
    /// What it is.
    pub kind: RecordType,
    /// The partner's identifier.
    pub local: LocalId,
}

impl fmt::Debug for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:?}", self.partner, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_has_few_characters_and_is_short() {
        assert_eq!("county-2".parse::<PartnerId>().map(|id| id.to_string()), Ok("county-2".to_owned()));
        assert_eq!("".parse::<PartnerId>(), Err(NameError::Length));
        assert_eq!("a".repeat(48).parse::<PartnerId>().map(drop), Ok(()));
        assert_eq!("a".repeat(49).parse::<PartnerId>(), Err(NameError::Length));
        for wrong in ["Police", "a b", "a/b", "caf\u{e9}", "a_b"] {
            assert_eq!(wrong.parse::<PartnerId>(), Err(NameError::Character), "{wrong}");
        }
    }

    #[test]
    fn handles_and_references_print_nothing_that_names_a_person() {
        let at = RecordRef {
            partner: "police".parse().unwrap(),
            kind: RecordType::Victim,
            local: LocalId::new("25*123456"),
        };
        assert_eq!(format!("{at:?}"), "police/Victim");
        assert_eq!(format!("{:?}", SubjectId(Uuid::from_u128(7))), "SubjectId");
        assert_eq!(format!("{:?}", UserKey([7; 16])), "UserKey");
    }
}
