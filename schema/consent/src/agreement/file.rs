use std::ops::Range;
use std::str::FromStr;

use accord_model::{Basis, CategorySet, OrganisationId, OrganisationKind, Purpose, Regime};
use jiff::Timestamp;
use serde::Deserialize;
use toml::Spanned;

use super::{Agreement, AgreementId, Permit};
use crate::Organisations;

/// Why an agreement file does not load, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct AgreementError {
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong and what is allowed.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    agreement: Vec<AgreementText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementText {
    id: Spanned<String>,
    version: u32,
    title: String,
    regime: Spanned<String>,
    valid_from: Spanned<String>,
    valid_until: Spanned<String>,
    permits: Vec<PermitText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PermitText {
    organisations: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    sources: Vec<Spanned<String>>,
    #[serde(default)]
    roles: Vec<Spanned<String>>,
    purposes: Vec<Spanned<String>>,
    actions: Vec<Spanned<String>>,
    categories: Vec<Spanned<String>>,
    #[serde(default)]
    strands: Vec<Spanned<String>>,
    basis: Spanned<String>,
    #[serde(default)]
    victim_information_request: bool,
    #[serde(default)]
    condition: Option<String>,
}

/// Reads the agreements of a file. The first thing that is wrong is reported with its line; nothing half-read is used.
pub(super) fn read(text: &str, organisations: &Organisations) -> Result<Vec<(usize, Agreement)>, AgreementError> {
    let file: File = toml::from_str(text).map_err(|e| {
        let span = e.span().unwrap_or(0..0);
        error(text, &span, e.message())
    })?;
    let mut all: Vec<(usize, Agreement)> = Vec::with_capacity(file.agreement.len());
    // The line of the block before, and where its id stands: counted on from there, not from the top each time.
    let mut place = (1, 0);
    for from in file.agreement {
        let span = from.id.span();
        let one = agreement(text, from, organisations)?;
        if let Some(what) = all.iter().find_map(|(_, other)| clash(other, &one)) {
            return Err(error(text, &span, what));
        }
        place = (place.0 + line(text, &(place.1..span.start)) - 1, span.start);
        all.push((place.0, one));
    }
    Ok(all)
}

/// Why these two blocks cannot stand in one file.
fn clash(other: &Agreement, one: &Agreement) -> Option<&'static str> {
    if other.id != one.id {
        return None;
    }
    if one.valid_from < other.valid_until && other.valid_from < one.valid_until {
        return Some("two versions of one agreement are valid at once: end the earlier one");
    }
    // The log has an agreement's id and version: together they must name one text.
    (other.version == one.version)
        .then_some("this version of the agreement is written twice: each has a number of its own")
}

fn agreement(text: &str, from: AgreementText, organisations: &Organisations) -> Result<Agreement, AgreementError> {
    let AgreementText { id, version, title, regime, valid_from, valid_until, permits } = from;
    let regime = code::<Regime>(text, &regime, Regime::ALL)?;
    let agreement = Agreement {
        id: name(text, &id)?,
        version,
        title,
        regime,
        valid_from: instant(text, &valid_from)?,
        valid_until: instant(text, &valid_until)?,
        permits: permits.into_iter().map(|p| permit(text, p, regime, organisations)).collect::<Result<_, _>>()?,
    };
    if agreement.valid_until <= agreement.valid_from {
        return Err(error(text, &valid_until.span(), "valid_until must be later than valid_from"));
    }
    Ok(agreement)
}

/// An id stands in the log, in lists and in a lawyer's letter: plain characters alone.
fn name(text: &str, id: &Spanned<String>) -> Result<AgreementId, AgreementError> {
    let plain = id.as_ref().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let named = AgreementId::new(id.as_ref()).filter(|_| plain);
    named.ok_or_else(|| error(text, &id.span(), "an id has 1 to 48 letters of English, digits, `-`, `.` and `_`"))
}

fn permit(
    text: &str,
    from: PermitText,
    regime: Regime,
    organisations: &Organisations,
) -> Result<Permit, AgreementError> {
    let span = from.organisations.span();
    let basis_span = from.basis.span();
    let permit = Permit {
        organisations: members(text, &from.organisations.into_inner(), organisations)?,
        sources: members(text, &from.sources, organisations)?,
        roles: codes(text, &from.roles, accord_model::Role::ALL)?,
        purposes: codes(text, &from.purposes, Purpose::ALL)?,
        actions: codes(text, &from.actions, accord_model::Action::ALL)?,
        categories: codes(text, &from.categories, accord_model::Category::ALL)?.into_iter().collect::<CategorySet>(),
        strands: codes(text, &from.strands, accord_model::Category::ALL)?.into_iter().collect::<CategorySet>(),
        basis: code(text, &from.basis, Basis::ALL)?,
        on_request: from.victim_information_request,
        condition: from.condition.filter(|c| !c.trim().is_empty()),
    };
    if let Some(what) = gap(&permit) {
        return Err(error(text, &span, what));
    }
    if let Some(category) = permit.lacks_condition() {
        let what = format!(
            "{category} is a special category: name its condition (DPA 2018 Schedule 1, or Schedule 8 for law \
             enforcement)"
        );
        return Err(error(text, &basis_span, &what));
    }
    if !fits(regime, permit.basis) {
        let what = format!("the basis {} does not belong to the regime {regime}: make two agreements", permit.basis);
        return Err(error(text, &basis_span, &what));
    }
    check_basis(text, &permit, &basis_span, organisations)?;
    Ok(permit)
}

/// What a permit leaves open. An empty list permits nothing and is a slip; sync has no role and a named source.
fn gap(permit: &Permit) -> Option<&'static str> {
    let lists = [
        (permit.organisations.is_empty(), "name one organisation at least"),
        (permit.purposes.is_empty(), "name one purpose at least"),
        (permit.actions.is_empty(), "name one action at least"),
        (permit.categories.is_empty(), "name one category at least"),
    ];
    if let Some((_, what)) = lists.into_iter().find(|(empty, _)| *empty) {
        return Some(what);
    }
    if let Some(what) = emergency_gap(permit) {
        return Some(what);
    }
    let linkage = permit.purposes.contains(&Purpose::RecordLinkage);
    if !linkage && !permit.strands.is_empty() {
        return Some("`strands` is for RECORD_LINKAGE: what the coded strand may reveal to the index");
    }
    match (linkage, permit.purposes.len(), permit.roles.is_empty()) {
        (false, _, false) => None,
        (false, _, true) => Some("name one role at least"),
        (true, 1, true) if permit.sources.is_empty() => {
            Some("RECORD_LINKAGE needs its sources: whose records sync may read")
        }
        (true, 1, true) => None,
        (true, ..) => Some("RECORD_LINKAGE is for sync: a permit of its own, without roles"),
    }
}

/// Emergencies are agreed on in a block of their own: to read, on a ground that does not wait for consent. And what is kept
/// for victim information requests is for investigating crime.
fn emergency_gap(permit: &Permit) -> Option<&'static str> {
    let emergency = permit.purposes.contains(&Purpose::BreakGlass);
    if emergency && permit.purposes.len() > 1 {
        return Some("BREAK_GLASS is for emergencies: a permit of its own");
    }
    if emergency && permit.basis == Basis::Consent {
        return Some("BREAK_GLASS needs a basis other than CONSENT: an emergency does not wait for it");
    }
    if emergency && permit.actions != [accord_model::Action::View] {
        return Some("BREAK_GLASS is for reading: `actions` is [\"VIEW\"]");
    }
    let investigates = permit.purposes == [Purpose::CrimeInvestigation];
    (permit.on_request && (!investigates || permit.sources.is_empty()))
        .then_some("`victim_information_request` is for CRIME_INVESTIGATION alone, and names its sources")
}

/// General processing (Part 2) and law enforcement processing (Part 3) have grounds of their own: DPA 2018 s.35(2). A
/// legal obligation is in both: a person's right of access is Art 15 in the one and s.45 in the other.
const fn fits(regime: Regime, basis: Basis) -> bool {
    match basis {
        Basis::OwnRecord | Basis::Consent | Basis::LegalObligation => true,
        Basis::LawEnforcementTask => matches!(regime, Regime::LawEnforcement),
        Basis::PublicTask | Basis::VitalInterests | Basis::Safeguarding | Basis::RecognisedLegitimateInterests => {
            matches!(regime, Regime::General)
        }
    }
}

/// Some grounds are open to some organisations alone.
fn check_basis(
    text: &str,
    permit: &Permit,
    span: &Range<usize>,
    organisations: &Organisations,
) -> Result<(), AgreementError> {
    use OrganisationKind as Kind;
    for id in &permit.organisations {
        let kind = organisations.kind(*id);
        let refused = match permit.basis {
            Basis::RecognisedLegitimateInterests => {
                matches!(kind, Some(Kind::Police | Kind::Council | Kind::MonitoringProject | Kind::Nhs))
            }
            Basis::LawEnforcementTask => kind != Some(Kind::Police),
            _ => false,
        };
        if refused {
            return Err(error(text, span, &format!("{id} may not use the basis {}", permit.basis)));
        }
    }
    Ok(())
}

fn members(text: &str, names: &[Spanned<String>], all: &Organisations) -> Result<Vec<OrganisationId>, AgreementError> {
    names.iter().map(|name| member(text, name, all)).collect()
}

fn member(text: &str, name: &Spanned<String>, all: &Organisations) -> Result<OrganisationId, AgreementError> {
    let id = name.as_ref().parse().ok().filter(|id| all.get(*id).is_some());
    id.ok_or_else(|| error(text, &name.span(), &format!("`{}` is not a configured organisation", name.as_ref())))
}

fn codes<T: FromStr + Copy + std::fmt::Display>(
    text: &str,
    from: &[Spanned<String>],
    all: &[T],
) -> Result<Vec<T>, AgreementError> {
    from.iter().map(|one| code(text, one, all)).collect()
}

fn code<T: FromStr + Copy + std::fmt::Display>(
    text: &str,
    from: &Spanned<String>,
    all: &[T],
) -> Result<T, AgreementError> {
    from.as_ref().parse().map_err(|_| {
        let allowed = all.iter().map(T::to_string).collect::<Vec<_>>().join(", ");
        error(text, &from.span(), &format!("`{}` is unknown; allowed: {allowed}", from.as_ref()))
    })
}

fn instant(text: &str, from: &Spanned<String>) -> Result<Timestamp, AgreementError> {
    let wanted = "an RFC 3339 instant is needed: 2026-01-01T00:00:00Z";
    from.as_ref().parse().map_err(|_| error(text, &from.span(), wanted))
}

fn error(text: &str, span: &Range<usize>, what: &str) -> AgreementError {
    AgreementError { line: line(text, &(0..span.start)), what: what.to_owned() }
}

/// The line on which this stretch of the text ends, where it begins on line 1.
fn line(text: &str, stretch: &Range<usize>) -> usize {
    let bytes = text.as_bytes().get(stretch.clone()).unwrap_or_default();
    bytes.iter().filter(|byte| **byte == b'\n').count() + 1
}
