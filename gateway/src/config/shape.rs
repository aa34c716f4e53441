//! The shape of `accord.toml`, word for word. What each key means: docs/configuration.md.

use std::net::SocketAddr;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) server: Server,
    pub(super) database: Database,
    #[serde(default)]
    pub(super) cache: Cache,
    pub(super) keys: Keys,
    #[serde(default)]
    pub(super) cors: Cors,
    #[serde(default)]
    pub(super) log: Log,
    #[serde(default)]
    pub(super) limits: crate::http::Limits,
    #[serde(default)]
    pub(super) patience: Patience,
    #[serde(default)]
    pub(super) sync: Sync,
    #[serde(default)]
    pub(super) rights: Rights,
    #[serde(default)]
    pub(super) alerts: Option<Alerts>,
    #[serde(default)]
    pub(super) audit: Audit,
    pub(super) partnership: Partnership,
    pub(super) issuers: Spanned<Vec<Issuer>>,
    #[serde(default)]
    pub(super) partners: Vec<Partner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    pub(super) listen: SocketAddr,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Database {
    pub(super) url: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cache {
    pub(super) url: Spanned<String>,
}

impl Default for Cache {
    fn default() -> Self {
        Self { url: Spanned::new(0..0, "memory".to_owned()) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    pub(super) file: Spanned<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cors {
    #[serde(default)]
    pub(super) origins: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub(super) format: crate::telemetry::Format,
    pub(super) level: crate::telemetry::Level,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: crate::telemetry::Format::Json, level: crate::telemetry::Level::Info }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Patience {
    pub(super) patience_ms: Spanned<u64>,
    pub(super) deadline_ms: Spanned<u64>,
    pub(super) finds_per_hour: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self { patience_ms: Spanned::new(0..0, 2_000), deadline_ms: Spanned::new(0..0, 5_000), finds_per_hour: 60 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sync {
    pub(super) every_seconds: u32,
}

impl Default for Sync {
    fn default() -> Self {
        Self { every_seconds: 60 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Rights {
    pub(super) longest_exemption_days: Spanned<i32>,
}

impl Default for Rights {
    fn default() -> Self {
        Self { longest_exemption_days: Spanned::new(0..0, 90) }
    }
}

/// From when on the log's rows are unusual.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Audit {
    pub(super) hours_from: Spanned<String>,
    pub(super) hours_until: Spanned<String>,
    pub(super) weekends: bool,
    pub(super) out_of_hours_people: Spanned<usize>,
    pub(super) people_least: Spanned<usize>,
    pub(super) people_factor: Spanned<usize>,
    pub(super) people_days: Spanned<usize>,
    pub(super) finds_a_day: Spanned<usize>,
    pub(super) finds_empty_percent: Spanned<usize>,
    pub(super) probes_a_day: Spanned<usize>,
}

impl Default for Audit {
    fn default() -> Self {
        let text = |text: &str| Spanned::new(0..0, text.to_owned());
        let number = |number| Spanned::new(0..0, number);
        Self {
            hours_from: text("07:00"),
            hours_until: text("20:00"),
            weekends: false,
            out_of_hours_people: number(3),
            people_least: number(20),
            people_factor: number(4),
            people_days: number(5),
            finds_a_day: number(10),
            finds_empty_percent: number(80),
            probes_a_day: number(20),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alerts {
    pub(super) url: Spanned<String>,
    #[serde(default)]
    pub(super) token_file: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Partnership {
    pub(super) organisations: Spanned<String>,
    pub(super) agreements: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issuer {
    pub(super) issuer: Spanned<String>,
    pub(super) audience: String,
    pub(super) jwks_url: Spanned<String>,
    #[serde(default)]
    pub(super) algorithms: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    pub(super) organisations: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Partner {
    pub(super) id: Spanned<String>,
    pub(super) owner: Spanned<String>,
    pub(super) connector: Spanned<String>,
    pub(super) population: Spanned<String>,
    /// The connector's own: read by the connector, see `Section`.
    #[serde(default)]
    #[expect(dead_code, reason = "checked for being a table")]
    pub(super) settings: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganisationFile {
    pub(super) organisation: Vec<Organisation>,
    #[serde(default)]
    pub(super) media_contact: Option<MediaContact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    pub(super) id: Spanned<String>,
    pub(super) name: String,
    pub(super) kind: Spanned<String>,
    #[serde(default)]
    pub(super) parent: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) ods_code: Option<String>,
    #[serde(default)]
    pub(super) areas: Vec<Area>,
    #[serde(default)]
    pub(super) contacts: Vec<Contact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub(super) code: Spanned<String>,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contact {
    pub(super) purpose: String,
    #[serde(default)]
    pub(super) phone: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) hours: Option<String>,
}

/// The one person or team that speaks to the media for the whole partnership. Public.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaContact {
    /// The member organisation it belongs to.
    pub organisation: String,
    /// The team or person.
    pub team: String,
    /// Telephone.
    pub phone: String,
    /// Telephone out of hours.
    #[serde(default)]
    pub out_of_hours_phone: Option<String>,
    /// Email.
    pub email: String,
    /// When it is answered.
    pub hours: String,
}
