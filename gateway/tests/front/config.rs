//! Every mistake in the configuration says file, line, key and what is allowed.

use std::path::Path;

use accord_gateway::config::{Cache, Config};
use accord_model::{Basis, Purpose, Role};

use crate::start::{config, shipped};

const GOOD: &str = r#"[server]
listen = "127.0.0.1:0"

[database]
url = "sqlite://accord.sqlite"

[keys]
file = "master.key"

[partnership]
organisations = "organisations.toml"
agreements = "agreements.toml"

[[issuers]]
issuer = "https://login.example"
audience = "accord"
jwks_url = "https://login.example/jwks"

[[partners]]
id = "police"
owner = "leicestershire-police"
connector = "police"
population = "HATE_FLAGGED"
"#;

fn read(text: &str) -> Result<Config, String> {
    Config::read(Path::new("accord.toml"), &|path| shipped(path, text)).map_err(|e| e.to_string())
}

/// What is said of the good text with one thing changed.
fn said(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    read(&GOOD.replace(from, to)).err().unwrap_or_else(|| panic!("{to} is accepted"))
}

#[test]
fn what_is_not_said_has_a_default() {
    let config = read(GOOD).unwrap();
    assert_eq!((config.cache, config.origins.len(), config.limits.tokens), (Cache::Memory, 0, 1_000));
    assert!(config.deadline >= config.patience * 2);
    assert_eq!(config.sync_every, Some(std::time::Duration::from_secs(60)));
    assert_eq!(config.issuers.len(), 1);
    assert_eq!(config.issuers.iter().map(|i| i.algorithms.len()).sum::<usize>(), 4);
}

#[test]
fn a_relative_database_lies_beside_the_configuration_whatever_folder_the_command_runs_in() {
    let lies = |at: &str, url: &str| {
        let text = GOOD.replace("sqlite://accord.sqlite", url);
        let beside = |path: &Path| shipped(path.file_name().map_or(path, Path::new), &text);
        Config::read(Path::new(at), &beside).map(|config| config.database_url)
    };
    assert_eq!(lies("gw/accord.toml", "sqlite://accord.sqlite").unwrap(), "sqlite://gw/accord.sqlite");
    assert_eq!(lies("/a 5%?/accord.toml", "sqlite://accord.sqlite").unwrap(), "sqlite:///a 5%25%3F/accord.sqlite");
    assert_eq!(lies("accord.toml", "sqlite://accord.sqlite").unwrap(), "sqlite://accord.sqlite");
    for whole in ["sqlite:///srv/accord.sqlite", "postgres://host/accord"] {
        assert_eq!(lies("gw/accord.toml", whole).unwrap(), whole);
    }
}

#[test]
fn sync_is_switched_off_by_0_and_a_cache_may_lie_behind_a_socket() {
    let with = |more: &str| read(&GOOD.replace("[database]", &format!("{more}\n[database]"))).unwrap();
    assert_eq!(with("[sync]\nevery_seconds = 0").sync_every, None);
    assert_eq!(with("[sync]\nevery_seconds = 5").sync_every, Some(std::time::Duration::from_secs(5)));
    let cache = with("[cache]\nurl = \"redis+unix:///run/redis.sock\"").cache;
    assert_eq!(cache, Cache::Redis("redis+unix:///run/redis.sock".to_owned()));
}

/// What is changed in the good text, into what, and how the error begins.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("listen = \"127.0.0.1:0\"", "port = 80", "accord.toml:2: server.port: unknown field `port`, expected `listen`"),
    ("listen = \"127.0.0.1:0\"", "listen = 80", "accord.toml:2: server.listen: invalid type"),
    ("listen = \"127.0.0.1:0\"", "demo = true", "accord.toml:2: server.demo: unknown field `demo`"),
    ("[database]", "[databse]", "accord.toml:4: databse: unknown field `databse`, expected one of `server`"),
    ("sqlite://", "mysql://user:secret@host/", "accord.toml:5: database.url: allowed: sqlite://FILE or postgres://"),
    ("url = \"sqlite://accord.sqlite\"", "", "accord.toml:4: database: missing field `url`"),
    (
        "[database]",
        "[cache]\nurl = \"memcached://x\"\n[database]",
        "accord.toml:5: cache.url: allowed: memory, redis://",
    ),
    (
        "[database]",
        "[cors]\norigins = [\n\"https://a.example\",\n\"https://a.example/\"]\n[database]",
        "accord.toml:7: cors.origins: `https://a.example/`; allowed: https://HOST",
    ),
    ("[database]", "[cors]\norigins = [\"*\"]\n[database]", "accord.toml:5: cors.origins: `*`; allowed: https://HOST"),
    (
        "[database]",
        "[limits]\ntokens = -1\n[database]",
        "accord.toml:5: limits.tokens: invalid value: integer `-1`, expected usize",
    ),
    (
        "[database]",
        "[limits]\ndepht = 1\n[database]",
        "accord.toml:5: limits.depht: unknown field `depht`, expected one of `body_bytes`",
    ),
    (
        "[database]",
        "[patience]\npatience_ms = 3000\ndeadline_ms = 5000\n[database]",
        "accord.toml:6: patience.deadline_ms: allowed: at least twice patience_ms, which is 3000",
    ),
    (
        "[database]",
        "[sync]\nevery_seconds = -1\n[database]",
        "accord.toml:5: sync.every_seconds: invalid value: integer `-1`, expected u32",
    ),
    (
        "[database]",
        "[log]\nlevel = \"trace\"\n[database]",
        "accord.toml:5: log.level: unknown variant `trace`, expected one of `error`, `warn`, `info`, `debug`",
    ),
    (
        "organisations.toml",
        "elsewhere.toml",
        "accord.toml:11: partnership.organisations: `elsewhere.toml` cannot be read: not found",
    ),
    (
        "https://login.example/jwks",
        "http://login.example/jwks",
        "accord.toml:17: issuers[0].jwks_url: allowed: an https:// address",
    ),
    (
        "audience = \"accord\"",
        "audience = \"accord\"\nalgorithms = [\"ES256\", \"HS256\"]",
        "accord.toml:17: issuers[0].algorithms: `HS256` is refused; allowed: ES256, ES384",
    ),
    (
        "audience = \"accord\"",
        "audience = \"accord\"\nalgorithms = [\"none\"]",
        "accord.toml:17: issuers[0].algorithms: `none` is refused; allowed: ES256",
    ),
    (
        "audience = \"accord\"",
        "audience = \"accord\"\nalgorithms = []",
        "accord.toml:17: issuers[0].algorithms: name one at least; allowed: ES256",
    ),
    (
        "audience = \"accord\"",
        "audience = \"accord\"\norganisations = [\"elsewhere\"]",
        "accord.toml:17: issuers[0].organisations: `elsewhere` is not an organisation of the partnership",
    ),
    (
        "owner = \"leicestershire-police\"",
        "owner = \"elsewhere\"",
        "accord.toml:21: partners[0].owner: `elsewhere` is not an organisation",
    ),
    ("id = \"police\"", "id = \"The Police\"", "accord.toml:20: partners[0].id: a name has the characters a-z"),
    ("HATE_FLAGGED", "EVERYBODY", "accord.toml:23: partners[0].population: allowed: HATE_FLAGGED, AS_EXPORTED"),
    ("population", "popluation", "accord.toml:23: partners[0].popluation: unknown field `popluation`"),
    ("[server]", "[server", "accord.toml:1: "),
];

#[test]
fn each_mistake_has_its_line_and_key_and_what_is_allowed() {
    for (from, to, expected) in MISTAKES {
        let said = said(from, to);
        assert!(said.starts_with(expected), "expected: {expected}\nsaid:     {said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

#[test]
fn several_issuers_each_say_for_whom_they_speak() {
    let second = "[[issuers]]\nissuer = \"https://b.example\"\naudience = \"accord\"\njwks_url = \"https://b.example/jwks\"\n\n[[partners]]";
    let said = said("[[partners]]", second);
    assert!(said.contains("issuers[0].organisations: with several issuers, each names"), "{said}");
}

#[test]
fn mistakes_in_the_other_files_name_those_files() {
    let one = "[[organisation]]\nid = \"a\"\nname = \"A\"\nkind = \"COUNCIL\"\n";
    let of = |organisations: String, agreements: &str| {
        let agreements = agreements.to_owned();
        let file = move |path: &Path| match path.to_str() {
            Some("organisations.toml") => Ok(organisations.clone()),
            Some("agreements.toml") => Ok(agreements.clone()),
            _ => shipped(path, GOOD),
        };
        Config::read(Path::new("accord.toml"), &file).err().unwrap().to_string()
    };
    for (organisations, expected) in [
        (
            one.replace("COUNCIL", "KINGDOM"),
            "organisations.toml:4: organisation[0].kind: `KINGDOM` is unknown; allowed: POLICE, COUNCIL",
        ),
        (format!("{one}{one}"), "organisations.toml:6: organisation[1].id: each organisation has an id of its own"),
        (format!("{one}parent = \"b\"\n"), "organisations.toml:5: organisation[0].parent: `b` is not an organisation"),
        (format!("{one}knid = 1\n"), "organisations.toml:5: organisation[0].knid: unknown field `knid`"),
    ] {
        let said = of(organisations, "");
        assert!(said.starts_with(expected), "{said}");
    }
    let said = of(one.to_owned(), "\n[[agreement]]\nid = 1\n");
    assert!(said.starts_with("agreements.toml:3: "), "{said}");
}

#[test]
fn the_partnership_that_is_shipped_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let config = config("http://127.0.0.1:1", folder.path());
    assert!(config.organisations.iter().count() >= 17);
    let owners = [
        "leicestershire-police",
        "county-hate-incident-monitoring-project",
        "leicestershire-partnership-nhs-trust",
        "charnwood-borough-council",
        "leicester-city-council",
    ];
    for owner in owners {
        let owner = owner.parse().unwrap();
        let linked = config.agreements.iter().flat_map(|a| &a.permits).any(|p| {
            p.purposes.contains(&Purpose::RecordLinkage) && p.sources == [owner] && p.organisations == [owner]
        });
        assert!(linked, "{owner}");
    }
    for permit in config.agreements.iter().flat_map(|a| &a.permits) {
        assert!(!permit.roles.contains(&Role::MediaOfficer) && !permit.roles.contains(&Role::Integrator));
        let history = permit.categories.has(accord_model::Category::GenderHistory);
        assert!(!history || matches!(permit.basis, Basis::Consent | Basis::LegalObligation));
        let alone = permit.purposes == [Purpose::RecordLinkage];
        assert!(alone || (!permit.purposes.contains(&Purpose::RecordLinkage) && !permit.roles.is_empty()));
    }
}

/// Common law duty of confidentiality; Victims and Prisoners Act 2024 s.28: a police read of what councils and the NHS hold
/// needs a victim information request, so that no agreement opens it without one.
#[test]
fn what_the_nhs_and_councils_hold_opens_by_agreement_of_the_person_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = config("http://127.0.0.1:1", folder.path());
    let [trust, council, police] =
        ["leicestershire-partnership-nhs-trust", "charnwood-borough-council", "leicestershire-police"]
            .map(|name| name.parse().unwrap());
    let mut seen = 0;
    let people = config.agreements.iter().flat_map(|a| &a.permits).filter(|p| !p.roles.is_empty());
    for permit in people.filter(|p| p.basis != Basis::OwnRecord) {
        let of = |owner| permit.sources.is_empty() || permit.sources.contains(&owner);
        let herself = permit.roles == [Role::Victim];
        // One person at a time, with a reason that is read by others: an emergency, a request.
        let asked_for = permit.on_request || permit.purposes == [Purpose::BreakGlass];
        let by_her = permit.basis == Basis::Consent || asked_for;
        assert!(!of(trust) || by_her, "{:?}", permit.organisations);
        assert!(!of(council) || by_her || herself, "{:?}", permit.organisations);
        let conference = permit.purposes == [Purpose::CaseConference] && permit.basis == Basis::Consent;
        let police = permit.organisations.contains(&police) && (of(trust) || of(council));
        assert!(!police || asked_for || conference, "{:?}", permit.purposes);
        seen += usize::from(of(trust)) + usize::from(of(council));
    }
    assert!(seen > 0, "somebody is named who may see them once the person agrees");
}

#[test]
fn the_example_is_read_as_it_stands() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/llr/accord.toml");
    let config = Config::load(&example).unwrap();
    assert_eq!((config.issuers.len(), config.partners.len()), (6, 6));
}
