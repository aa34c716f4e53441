//! From the shape of the file to what it means.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use accord_consent::{Agreements, Organisations, Population};
use jiff::SignedDuration;
use jsonwebtoken::Algorithm;
use sha2::{Digest as _, Sha256};
use toml::Spanned;
use zeroize::Zeroizing;

use super::organisations::{self, name, unknown};
use super::section::Section;
use super::shape;
use super::text::{ConfigError, Text};
use super::{Cache, Config, Partner};
use crate::alerts::Address;
use crate::auth::{ALLOWED_ALGORITHMS, DEFAULT_ALGORITHMS, Issuer};

type Reader<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

pub(super) fn whole(path: &Path, file: Reader<'_>) -> Result<Config, ConfigError> {
    let text = open(path, file).map_err(|what| ConfigError {
        file: path.display().to_string(),
        line: 1,
        key: String::new(),
        what,
    })?;
    let shape: shape::File = text.parse()?;
    let beside = |name: &str| path.parent().unwrap_or_else(|| Path::new("")).join(name);
    let named = |key: &str, name: &Spanned<String>| {
        open(&beside(name.as_ref()), file).map_err(|what| text.error(&name.span(), key, what))
    };
    let members = named("partnership.organisations", &shape.partnership.organisations)?;
    let (organisations, media_contact) = organisations::read(&members)?;
    let agreed = named("partnership.agreements", &shape.partnership.agreements)?;
    let agreements = Agreements::read(&agreed.text, &organisations).map_err(|e| agreed.agreement_error(e))?;
    let (patience, deadline) = patience(&text, &shape.patience)?;
    Ok(Config {
        listen: shape.server.listen,
        database_url: database(&text, path, shape.database.url)?,
        cache: cache(&text, shape.cache.url)?,
        keys_file: beside(shape.keys.file.as_ref()),
        origins: shape.cors.origins.iter().map(|o| origin(&text, o)).collect::<Result<_, _>>()?,
        log_format: shape.log.format,
        log_level: shape.log.level,
        limits: shape.limits,
        patience,
        deadline,
        finds_per_hour: shape.patience.finds_per_hour,
        sync_every: Some(shape.sync.every_seconds).filter(|s| *s > 0).map(|s| Duration::from_secs(s.into())),
        unusual: super::audit::unusual(&text, &shape.audit)?,
        longest_exemption: longest_exemption(&text, &shape.rights)?,
        alerts: shape.alerts.map(|from| alerts(&text, &from, &beside, file)).transpose()?,
        issuers: issuers(&text, shape.issuers, &organisations)?,
        partners: partners(&text, shape.partners, &organisations)?,
        folder: path.parent().unwrap_or_else(|| Path::new("")).to_owned(),
        at_start: at_start(&text, &members),
        organisations,
        media_contact,
        agreements,
        agreed,
    })
}

/// A digest of both files, of the first without its partners.
fn at_start(first: &Text, members: &Text) -> [u8; 32] {
    let mut table = first.text.parse::<toml::Table>().unwrap_or_default();
    table.remove("partners");
    Sha256::new_with_prefix(table.to_string()).chain_update(&members.text).finalize().into()
}

fn open(path: &Path, file: Reader<'_>) -> Result<Text, String> {
    let text = file(path).map_err(|why| format!("`{}` cannot be read: {why}", path.display()))?;
    Ok(Text { file: path.display().to_string(), text })
}

fn patience(text: &Text, from: &shape::Patience) -> Result<(Duration, Duration), ConfigError> {
    let (patience, deadline) = (*from.patience_ms.as_ref(), *from.deadline_ms.as_ref());
    if patience == 0 {
        return Err(text.error(&from.patience_ms.span(), "patience.patience_ms", "allowed: 1 or more milliseconds"));
    }
    if deadline < patience.saturating_mul(2) {
        let what = format!("allowed: at least twice patience_ms, which is {patience}");
        return Err(text.error(&from.deadline_ms.span(), "patience.deadline_ms", what));
    }
    Ok((Duration::from_millis(patience), Duration::from_millis(deadline)))
}

/// An order that keeps something from a person ends.
fn longest_exemption(text: &Text, from: &shape::Rights) -> Result<SignedDuration, ConfigError> {
    let days = *from.longest_exemption_days.as_ref();
    if !(1..=365).contains(&days) {
        let span = from.longest_exemption_days.span();
        return Err(text.error(&span, "rights.longest_exemption_days", "allowed: 1 to 365 days"));
    }
    Ok(SignedDuration::from_hours(i64::from(days) * 24))
}

/// A relative file of SQLite starts where every relative name starts: at the folder of the configuration, `path`'s. The address
/// itself may hold a password: the error shows its scheme alone.
fn database(text: &Text, path: &Path, url: Spanned<String>) -> Result<String, ConfigError> {
    let known = ["sqlite://", "postgres://", "postgresql://"];
    if !known.iter().any(|scheme| url.as_ref().starts_with(scheme)) {
        return Err(text.error(&url.span(), "database.url", "allowed: sqlite://FILE or postgres://..."));
    }
    let folder = path.parent().map(|folder| folder.display().to_string()).filter(|folder| !folder.is_empty());
    let file = url.as_ref().strip_prefix("sqlite://").filter(|file| !file.starts_with(['/', ':']));
    Ok(match folder.zip(file) {
        // The file's name is read as that of an address: these two would end it or begin an escape.
        Some((folder, file)) => format!("sqlite://{}/{file}", folder.replace('%', "%25").replace('?', "%3F")),
        None => url.into_inner(),
    })
}

fn cache(text: &Text, url: Spanned<String>) -> Result<Cache, ConfigError> {
    match url.as_ref().as_str() {
        "memory" => Ok(Cache::Memory),
        redis if redis.starts_with("redis://") || redis.starts_with("redis+unix://") => {
            Ok(Cache::Redis(url.into_inner()))
        }
        _ => Err(text.error(&url.span(), "cache.url", "allowed: memory, redis://..., redis+unix://...")),
    }
}

/// `https://host[:port]` with no path: what a browser sends.
fn origin(text: &Text, from: &Spanned<String>) -> Result<String, ConfigError> {
    let what = "allowed: https://HOST or https://HOST:PORT, without a path; http:// for 127.0.0.1 and localhost alone";
    let wrong = || text.error(&from.span(), "cors.origins", format!("`{}`; {what}", from.as_ref()));
    let url = reqwest::Url::parse(from.as_ref()).map_err(|_| wrong())?;
    let exact = url.origin().ascii_serialization() == *from.as_ref();
    if exact && is_safe(&url) { Ok(from.as_ref().clone()) } else { Err(wrong()) }
}

fn alerts(
    text: &Text,
    from: &shape::Alerts,
    beside: &dyn Fn(&str) -> std::path::PathBuf,
    file: Reader<'_>,
) -> Result<Address, ConfigError> {
    let what = "allowed: an https:// address; http:// for 127.0.0.1 and localhost alone";
    let url = reqwest::Url::parse(from.url.as_ref()).ok().filter(is_safe);
    let url = url.ok_or_else(|| text.error(&from.url.span(), "alerts.url", what))?;
    let token = from.token_file.as_ref().map(|name| {
        let read = file(&beside(name.as_ref()));
        read.map(|token| Zeroizing::new(token.trim().to_owned()))
            .map_err(|why| text.error(&name.span(), "alerts.token_file", format!("cannot be read: {why}")))
    });
    Ok(Address { url, token: token.transpose()? })
}

/// HTTPS; plain HTTP on this machine alone.
fn is_safe(url: &reqwest::Url) -> bool {
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

fn issuers(text: &Text, from: Spanned<Vec<shape::Issuer>>, all: &Organisations) -> Result<Vec<Issuer>, ConfigError> {
    let span = from.span();
    let from = from.into_inner();
    if from.is_empty() {
        return Err(text.error(&span, "issuers", "name one issuer at least"));
    }
    let several = from.len() > 1;
    let mut issuers: Vec<Issuer> = Vec::with_capacity(from.len());
    for (index, one) in from.into_iter().enumerate() {
        let key = format!("issuers[{index}]");
        if several && one.organisations.is_empty() {
            let what = "with several issuers, each names the organisations that it may speak for";
            return Err(text.error(&one.issuer.span(), &format!("{key}.organisations"), what));
        }
        if issuers.iter().any(|known| known.issuer == *one.issuer.as_ref()) {
            return Err(text.error(&one.issuer.span(), &format!("{key}.issuer"), "each issuer is named once"));
        }
        issuers.push(issuer(text, &key, one, all)?);
    }
    Ok(issuers)
}

fn issuer(text: &Text, key: &str, from: shape::Issuer, all: &Organisations) -> Result<Issuer, ConfigError> {
    let url = reqwest::Url::parse(from.jwks_url.as_ref()).ok().filter(is_safe);
    let what = "allowed: an https:// address; http:// for 127.0.0.1 and localhost alone";
    let jwks_url = url.ok_or_else(|| text.error(&from.jwks_url.span(), &format!("{key}.jwks_url"), what))?;
    let organisations = from.organisations.iter().map(|name| {
        let key = format!("{key}.organisations");
        let id = organisations::name(text, &key, name)?;
        all.get(id).map(|_| id).ok_or_else(|| text.error(&name.span(), &key, unknown(name.as_ref())))
    });
    Ok(Issuer {
        issuer: from.issuer.into_inner(),
        audience: from.audience,
        jwks_url,
        organisations: organisations.collect::<Result<_, _>>()?,
        algorithms: algorithms(text, &format!("{key}.algorithms"), from.algorithms)?,
    })
}

fn algorithms(
    text: &Text,
    key: &str,
    from: Option<Spanned<Vec<Spanned<String>>>>,
) -> Result<Vec<Algorithm>, ConfigError> {
    let Some(from) = from else { return Ok(DEFAULT_ALGORITHMS.to_vec()) };
    let allowed: Vec<String> = ALLOWED_ALGORITHMS.iter().map(|a| format!("{a:?}")).collect();
    let allowed = format!("allowed: {}", allowed.join(", "));
    if from.as_ref().is_empty() {
        return Err(text.error(&from.span(), key, format!("name one at least; {allowed}")));
    }
    let one = |name: &Spanned<String>| {
        let known = Algorithm::from_str(name.as_ref()).ok().filter(|a| ALLOWED_ALGORITHMS.contains(a));
        known.ok_or_else(|| text.error(&name.span(), key, format!("`{}` is refused; {allowed}", name.as_ref())))
    };
    from.as_ref().iter().map(one).collect()
}

fn partners(text: &Text, from: Vec<shape::Partner>, all: &Organisations) -> Result<Vec<Partner>, ConfigError> {
    let mut partners: Vec<Partner> = Vec::with_capacity(from.len());
    for (index, one) in from.into_iter().enumerate() {
        let span = one.id.span();
        let partner = partner(text, index, one, all)?;
        if partners.iter().any(|known| known.id == partner.id) {
            return Err(text.error(&span, &format!("partners[{index}].id"), "each partner has an id of its own"));
        }
        partners.push(partner);
    }
    Ok(partners)
}

fn partner(text: &Text, index: usize, from: shape::Partner, all: &Organisations) -> Result<Partner, ConfigError> {
    let key = format!("partners[{index}]");
    let owner_key = format!("{key}.owner");
    let owner = name(text, &owner_key, &from.owner)?;
    if all.get(owner).is_none() {
        return Err(text.error(&from.owner.span(), &owner_key, unknown(from.owner.as_ref())));
    }
    let population = match from.population.as_ref().as_str() {
        "HATE_FLAGGED" => Population::HateFlagged,
        "AS_EXPORTED" => Population::AsExported,
        _ => {
            let what = "allowed: HATE_FLAGGED, AS_EXPORTED";
            return Err(text.error(&from.population.span(), &format!("{key}.population"), what));
        }
    };
    Ok(Partner {
        id: name(text, &format!("{key}.id"), &from.id)?,
        owner,
        connector: from.connector.as_ref().clone(),
        population,
        section: Section { text: text.clone(), index, connector: from.connector.span() },
    })
}
