use std::fmt::Write as _;
use std::path::Path;

use accord_connector_kit::Shallow;
use accord_connector_kit::fhir_consent::{self, GivenConsent, ReadConsent};
use accord_consent::{Audience, Directive, Effect, Given, RecordScope};
use accord_model::{CategorySet, OrganisationId, SubjectId};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::Import;
use super::names::Members;
use crate::house::{Opened, StartError};
use crate::people::{self, PeopleFault};

/// A Bundle of a few thousand Consents is smaller.
const LARGEST_BYTES: u64 = 16 * 1024 * 1024;

/// What is not as FHIR says, and not only unknown here.
const NOT_FHIR: [&str; 5] = [
    "CONSENT_UNREADABLE",
    "CONSENT_STATUS_UNKNOWN",
    "CONSENT_PERIOD_UNREADABLE",
    "CONSENT_PERIOD_EMPTY",
    "CONSENT_ELEMENT_UNKNOWN",
];

/// What the file came to.
#[derive(Default)]
struct Found {
    directives: Vec<Directive>,
    text: String,
    refused: usize,
}

pub(super) async fn run(opened: &Opened, command: &Import, at: Timestamp) -> Result<(), StartError> {
    let desk = &opened.house.desk;
    let organisation: Option<OrganisationId> = command.organisation.parse().ok();
    let organisation = organisation.filter(|id| desk.organisations().get(*id).is_some());
    let organisation =
        organisation.ok_or_else(|| StartError::Io(format!("`{}` is no organisation", command.organisation)))?;
    let consents = consents(read(&command.file)?)?;
    if command.person.is_some() && !one_patient(&consents) {
        return Err(StartError::Io("CONSENT_PATIENTS_DIFFER: the file is about several people".to_owned()));
    }
    let mut found = Found::default();
    for (number, consent) in consents.iter().enumerate() {
        // Writing to a String does not fail.
        write!(found.text, "Consent {}", number + 1).unwrap_or_default();
        let name = command
            .person
            .clone()
            .or_else(|| fhir_consent::person_of(consent).map(|(partner, local)| format!("{partner}/{local}")));
        match subject(opened, name.as_deref()).await? {
            Some(subject) => take(opened, organisation, subject, consent, at, &mut found),
            None => {
                found.text.push_str(": CONSENT_PATIENT_UNKNOWN Consent.patient\n");
                found.refused += 1;
            }
        }
    }
    let new = found.directives.iter().filter(|one| !desk.has(one)).count();
    super::super::say(&found.text)?;
    if found.refused > 0 {
        return Err(StartError::Io(format!("{} Consents cannot be written down; nothing was written", found.refused)));
    }
    if !command.write {
        return super::super::say(&format!("{new} new directives; nothing was written (--write)\n"));
    }
    desk.carry_in(organisation, found.directives, at).await.map_err(|e| StartError::Io(e.to_string()))?;
    super::super::say(&format!("Written: {new}\n"))
}

async fn subject(opened: &Opened, name: Option<&str>) -> Result<Option<SubjectId>, StartError> {
    let Some(name) = name else {
        return Ok(None);
    };
    match people::find(&opened.store.sync(), name).await {
        Ok(subject) => Ok(Some(subject)),
        Err(PeopleFault::Name(_) | PeopleFault::NotFound(_)) => Ok(None),
        Err(fault) => Err(StartError::Io(fault.to_string())),
    }
}

fn take(
    opened: &Opened,
    organisation: OrganisationId,
    subject: SubjectId,
    consent: &Value,
    now: Timestamp,
    found: &mut Found,
) {
    let desk = &opened.house.desk;
    let ReadConsent { directives, notes, at, given } = fhir_consent::read(consent, &Members(desk.organisations()));
    found.text.push_str(if directives.is_empty() { ": says nothing\n" } else { "\n" });
    // An export of ours reads back without a note, and what is not FHIR is nobody's word: such a file was altered.
    let broken = notes.iter().any(|note| given.is_some() || NOT_FHIR.contains(&note.code));
    found.refused += usize::from(broken);
    for note in notes {
        writeln!(found.text, "  ! {} {}", note.code, note.place).unwrap_or_default();
    }
    let before = found.directives.len();
    for one in directives {
        let given = how(given.as_ref(), one.by);
        match desk.brought(organisation, subject, &one, given, at.unwrap_or(now).min(now)) {
            Ok(directive) => {
                let known = if desk.has(&directive) { "known" } else { "new" };
                writeln!(found.text, "  {known} {}", said(&directive)).unwrap_or_default();
                found.directives.push(directive);
            }
            Err(fault) => {
                writeln!(found.text, "  ! {fault}").unwrap_or_default();
                found.refused += 1;
            }
        }
    }
    let says = found.directives.get(before..).unwrap_or_default();
    if own_id(consent).is_some_and(|id| desk.contradicts(id, says)) {
        found.text.push_str("  ! CONSENT_ALTERED Consent.identifier\n");
        found.refused += 1;
    }
}

/// The id of a directive that an export says, `urn:uuid:`.
fn own_id(consent: &Value) -> Option<Uuid> {
    let all = consent.get("identifier")?.as_array()?.iter();
    let mut ids = all.filter_map(|one| one.get("value")?.as_str()?.strip_prefix("urn:uuid:")?.parse().ok());
    ids.next()
}

fn how(given: Option<&GivenConsent>, by: &str) -> Given {
    match given {
        Some(GivenConsent { by, method, wording_version, language }) => Given {
            by: by.clone(),
            method: method.clone(),
            wording_version: wording_version.clone(),
            language: language.clone(),
        },
        None => Given {
            by: by.to_owned(),
            method: "IN_WRITING".to_owned(),
            wording_version: "unknown".to_owned(),
            language: "und".to_owned(),
        },
    }
}

/// A directive in codes.
fn said(one: &Directive) -> String {
    let effect = if one.effect == Effect::Permit { "PERMIT" } else { "DENY" };
    let to = match one.to {
        Audience::Anyone => "anyone".to_owned(),
        Audience::Kind(kind) => kind.to_string(),
        Audience::Organisation(id) => id.to_string(),
    };
    let purpose = one.purpose.map_or_else(|| "any".to_owned(), |purpose| purpose.to_string());
    let action = one.action.map_or_else(|| "any".to_owned(), |action| action.to_string());
    let kinds: Vec<&str> = one.categories.iter().map(|category| category.code()).collect();
    let kinds = if one.categories == CategorySet::ALL { "ALL".to_owned() } else { kinds.join(",") };
    let of = match &one.records {
        RecordScope::All => "every record".to_owned(),
        RecordScope::Owner(owner) => format!("records of {owner}"),
        RecordScope::Record(at) => format!("one record of {}", at.partner),
    };
    let end = one.end.map_or_else(|| "-".to_owned(), |end| end.to_string());
    let firm = if one.firm { ", firm" } else { "" };
    format!("{effect} to {to}, purpose {purpose}, action {action}, {kinds}, {of}, {}/{end}{firm}", one.start)
}

/// The Consents of a file; anything else in a Bundle is left alone.
fn consents(file: Value) -> Result<Vec<Value>, StartError> {
    let wrong = || StartError::Io("CONSENT_FILE: needed: a FHIR R4 Consent or Bundle, as JSON".to_owned());
    let kind = |value: &Value| value.get("resourceType").and_then(Value::as_str).unwrap_or_default().to_owned();
    match kind(&file).as_str() {
        "Consent" => Ok(vec![file]),
        "Bundle" => {
            let entries = file.get("entry").map_or(Some(&[][..]), |all| all.as_array().map(Vec::as_slice));
            let mut all = Vec::new();
            for (number, entry) in entries.ok_or_else(wrong)?.iter().enumerate() {
                let resource = entry.get("resource").filter(|one| !kind(one).is_empty());
                let none = || StartError::Io(format!("CONSENT_FILE: Bundle.entry[{number}]: no resource"));
                all.extend(Some(resource.ok_or_else(none)?).filter(|one| kind(one) == "Consent").cloned());
            }
            Ok(all)
        }
        _ => Err(wrong()),
    }
}

/// Whether all of them name the same patient, in whichever way.
fn one_patient(consents: &[Value]) -> bool {
    let patient =
        |one: &Value| one.get("patient").and_then(|it| it.get("reference").or_else(|| it.get("identifier"))).cloned();
    let mut all = consents.iter().map(patient);
    let first = all.next();
    all.all(|one| Some(&one) == first.as_ref())
}

fn read(file: &Path) -> Result<Value, StartError> {
    let error = |e: std::io::Error| StartError::Io(format!("{}: {}", file.display(), e.kind()));
    if std::fs::metadata(file).map_err(error)?.len() > LARGEST_BYTES {
        return Err(StartError::Io(format!("{}: CONSENT_FILE: too large", file.display())));
    }
    let text = std::fs::read_to_string(file).map_err(error)?;
    // The parser's own words would quote the file.
    let place = |e: serde_json::Error| format!("{}:{}:{}: CONSENT_FILE: no JSON", file.display(), e.line(), e.column());
    serde_json::from_str::<Shallow>(&text).map(|Shallow(value)| value).map_err(|e| StartError::Io(place(e)))
}
