use accord_federation::Note;
use accord_model::{Audience, Purpose, SourceDirective};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::codes::{self, ours};
use super::json::{Notices, Unreadable, concept, extension, list, text};
use super::provision::{Node, Reader, Says};
use super::reach::Reach;
use super::tree::{Above, Tree, refuse_everything};
use super::{BasePolicy, Names, period};

/// The elements of `Consent` in R4. Of these, who signed what and how it was checked decide nothing.
const ELEMENTS: [&str; 21] = [
    "resourceType",
    "id",
    "meta",
    "implicitRules",
    "language",
    "text",
    "contained",
    "extension",
    "modifierExtension",
    "identifier",
    "status",
    "scope",
    "category",
    "patient",
    "dateTime",
    "performer",
    "organization",
    "policy",
    "policyRule",
    "verification",
    "provision",
];

/// What a Consent says.
pub struct ReadConsent {
    /// As directives: none where it is not in force, or says nothing.
    pub directives: Vec<SourceDirective>,
    /// What was not understood: codes and places, never a value.
    pub notes: Vec<Note>,
    /// When it was given.
    pub at: Option<Timestamp>,
    /// How it was given, where our own extension tells.
    pub given: Option<GivenConsent>,
}

/// How a consent was given, as an export of ours tells.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenConsent {
    /// Who said it.
    pub by: String,
    /// How.
    pub method: String,
    /// Version of the words that were read out.
    pub wording_version: String,
    /// BCP 47 language.
    pub language: String,
}

/// How far what a consent permits can be relied on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// All of what it says counts.
    Whole,
    /// It permits nothing; what it refuses, it refuses.
    RefusesAlone,
    /// It is not understood: it permits nothing, and a refusal in it is a refusal of everything.
    NotUnderstood,
    /// It says nothing here: not in force, or about something else.
    Nothing,
}

/// Reads one FHIR R4 Consent. Nothing that is not understood widens access: a permit with such a part is not made, a refusal
/// with one is made wider, and each is noted. Whom it is about is the caller's to say.
pub fn read(consent: &Value, names: &dyn Names) -> ReadConsent {
    let mut notices = Notices::default();
    let Some(of) = consent.as_object() else {
        notices.add("CONSENT_UNREADABLE", "Consent");
        return ReadConsent { directives: Vec::new(), notes: notices.0, at: None, given: None };
    };
    let contained = list(of, "contained").unwrap_or_default();
    let at = moment(of);
    let standing = standing(of, at, &mut notices);
    if standing == Standing::Nothing {
        return ReadConsent { directives: Vec::new(), notes: notices.0, at: at.ok().flatten(), given: given(of) };
    }
    let (base, known) = policies(of, names, &mut notices);
    let standing = standing.max(known);
    let mut reader = Reader { names, contained, notices };
    let root = of.get("provision").filter(|value| !value.is_null());
    let root = root.map(|value| reader.provision(value, "Consent.provision".to_owned(), 0));
    let Reader { mut notices, .. } = reader;
    let mut directives = said(base, root.as_ref(), names, &mut notices);
    if standing != Standing::Whole {
        directives.retain(|one| !one.permit);
    }
    if standing == Standing::NotUnderstood && !directives.is_empty() {
        directives = vec![refuse_everything()];
    }
    let by = performer(of);
    for one in &mut directives {
        one.by = by;
        if one.permit && one.start.is_none() {
            one.start = at.ok().flatten();
        }
    }
    // A permit that ended before it was given.
    directives.retain(|one| one.end.is_none_or(|end| one.start.is_none_or(|start| start < end)));
    ReadConsent { directives, notes: notices.0, at: at.ok().flatten(), given: given(of) }
}

/// The base rule, and what the policies that cannot be read leave of the rest.
fn policies(of: &Map<String, Value>, names: &dyn Names, notices: &mut Notices) -> (Option<BasePolicy>, Standing) {
    let mut known = Vec::new();
    let mut standing = Standing::Whole;
    let mut unknown = |place: &str| {
        notices.add("CONSENT_POLICY_UNKNOWN", place);
        standing = Standing::RefusesAlone;
    };
    if let Some(rule) = of.get("policyRule").filter(|value| !value.is_null()) {
        let codings = concept(rule).unwrap_or_default();
        match codings.into_iter().find_map(|(system, code)| codes::policy(system, code)) {
            Some(base) => known.push(base),
            None => unknown("Consent.policyRule"),
        }
    }
    match list(of, "policy") {
        Err(Unreadable) => unknown("Consent.policy"),
        Ok(items) => {
            for (number, item) in items.into_iter().enumerate() {
                let uri = item.as_object().map_or(Err(Unreadable), |of| text(of, "uri"));
                match uri.map(|uri| uri.map(|uri| names.policy(uri))) {
                    Ok(Some(Some(base))) => known.push(base),
                    // An authority without a text.
                    Ok(None) => {}
                    Ok(Some(None)) | Err(Unreadable) => unknown(&format!("Consent.policy[{number}]")),
                }
            }
        }
    }
    // Of two that contradict each other, the stricter.
    let strictest = [BasePolicy::OptOut, BasePolicy::EmergencyOnly, BasePolicy::OptIn, BasePolicy::AsWritten];
    (strictest.into_iter().find(|base| known.contains(base)), standing)
}

/// Base rule and provisions together. R4 wants no type on the first provision: its examples use such a one for what is
/// permitted (`basic`) and for what is refused (`notTime`), so that nobody can tell. It is read as what opens nothing.
fn said(
    base: Option<BasePolicy>,
    root: Option<&Node>,
    names: &dyn Names,
    notices: &mut Notices,
) -> Vec<SourceDirective> {
    let mut tree = Tree::new(names);
    let rule = match base {
        Some(BasePolicy::OptIn) => Some(true),
        Some(BasePolicy::OptOut | BasePolicy::EmergencyOnly) => Some(false),
        Some(BasePolicy::AsWritten) | None => None,
    };
    if base == Some(BasePolicy::EmergencyOnly) {
        tree.except(Reach { purposes: Some(vec![Purpose::BreakGlass]), ..Reach::EVERYTHING });
    }
    let says = root.map_or(Says::Nothing, |root| root.says);
    let constrained = root.is_some_and(|root| root.constrained);
    let effect = match (says, rule) {
        (Says::Permit, _) => true,
        (Says::Deny | Says::Unreadable, _) => false,
        (Says::Nothing, None) => {
            notices.add("CONSENT_NO_RULE", "Consent");
            false
        }
        (Says::Nothing, Some(rule)) if !constrained => rule,
        (Says::Nothing, Some(_)) => {
            notices.add("CONSENT_TYPE_MISSING", "Consent.provision");
            false
        }
    };
    // The provision is an exception to a base rule of the other effect, and cuts one of the same effect to what it says.
    let silent = says == Says::Nothing && !constrained;
    match rule {
        Some(false) => tree.everything(false),
        Some(true) if silent || says == Says::Deny => tree.everything(true),
        Some(true) | None => {}
    }
    if let Some(root) = root {
        if kinds_in_doubt(root, names) {
            notices.add("CONSENT_ACTOR_UNKNOWN", "Consent.provision");
        }
        let above = Above::base(rule.filter(|rule| *rule != effect || !rule));
        if silent {
            for (number, one) in root.exceptions.iter().enumerate() {
                tree.walk(one, one.says == Says::Permit, number, &Above::base(rule), notices);
            }
        } else {
            tree.walk(root, effect, 0, &above, notices);
        }
    }
    tree.directives(notices)
}

/// Whether an organisation and a kind are named together, and nobody here knows whether the one is of the other. What is for both
/// then opens nothing, and what refuses either refuses both.
fn kinds_in_doubt(root: &Node, names: &dyn Names) -> bool {
    let all = root.audiences();
    let unknown = |one: &Audience| matches!(one, Audience::Organisation(id) if names.kind(*id).is_none());
    all.iter().any(|one| matches!(one, Audience::Kind(_))) && all.iter().any(unknown)
}

fn standing(of: &Map<String, Value>, at: Result<Option<Timestamp>, Unreadable>, notices: &mut Notices) -> Standing {
    let mut all = Standing::Whole;
    let mut lower = |to: Standing, code, place: &str| {
        notices.add(code, place);
        all = all.max(to);
    };
    match text(of, "status") {
        Ok(Some("active")) => {}
        Ok(Some("draft" | "proposed" | "rejected" | "inactive" | "entered-in-error")) => return Standing::Nothing,
        _ => lower(Standing::RefusesAlone, "CONSENT_STATUS_UNKNOWN", "Consent.status"),
    }
    let scope = of.get("scope").map_or(Err(Unreadable), concept).unwrap_or_default();
    let scope = scope.iter().find(|(system, _)| *system == codes::CONSENT_SCOPE).map(|(_, code)| *code);
    match scope {
        Some("patient-privacy") => {}
        Some("research" | "treatment" | "adr") => lower(Standing::Nothing, "CONSENT_SCOPE_OTHER", "Consent.scope"),
        _ => lower(Standing::RefusesAlone, "CONSENT_SCOPE_UNKNOWN", "Consent.scope"),
    }
    let categories: Result<Vec<_>, _> =
        list(of, "category").and_then(|items| items.into_iter().map(concept).collect::<Result<Vec<_>, _>>());
    match categories {
        Err(Unreadable) => lower(Standing::RefusesAlone, "CONSENT_UNREADABLE", "Consent.category"),
        Ok(all) if all.iter().flatten().any(|(system, code)| codes::is_other_paper(system, code)) => {
            lower(Standing::RefusesAlone, "CONSENT_SCOPE_OTHER", "Consent.category");
        }
        Ok(_) => {}
    }
    if at.is_err() {
        lower(Standing::RefusesAlone, "CONSENT_PERIOD_UNREADABLE", "Consent.dateTime");
    }
    let modifiers = list(of, "modifierExtension").map_or(true, |all| !all.is_empty());
    if modifiers || of.get("implicitRules").is_some_and(|value| !value.is_null()) {
        lower(Standing::NotUnderstood, "CONSENT_MODIFIER", "Consent");
    }
    let known = |name: &str| ELEMENTS.contains(&name) || name.starts_with('_') || name.starts_with("source");
    if of.keys().any(|name| !known(name)) {
        lower(Standing::NotUnderstood, "CONSENT_ELEMENT_UNKNOWN", "Consent");
    }
    all
}

fn moment(of: &Map<String, Value>) -> Result<Option<Timestamp>, Unreadable> {
    text(of, "dateTime")?.map(|text| period::first(text).ok_or(Unreadable)).transpose()
}

/// Who gave it. A patient who performs it for another one (a mother for her child) is not the person herself.
fn performer(of: &Map<String, Value>) -> &'static str {
    let first = list(of, "performer").ok().and_then(|all| all.into_iter().find_map(Value::as_object));
    let literal = first.and_then(|one| text(one, "reference").ok().flatten());
    let kind = first.and_then(|one| text(one, "type").ok().flatten()).or_else(|| literal?.rsplit('/').nth(1));
    let patient = of.get("patient").and_then(Value::as_object).and_then(|of| text(of, "reference").ok().flatten());
    match kind {
        Some("Patient") if literal.zip(patient).is_none_or(|(by, whose)| by == whose) => "SELF",
        Some("Patient" | "RelatedPerson") => "RELATED_PERSON",
        Some("Practitioner" | "PractitionerRole" | "Organization") => "PRACTITIONER",
        _ => SourceDirective::BY_RECORD,
    }
}

fn given(of: &Map<String, Value>) -> Option<GivenConsent> {
    let parts = extension(of, "extension", ours::GIVEN)?;
    let part = |name: &str| {
        let one = extension(parts, "extension", name)?;
        text(one, "valueString").ok().flatten().filter(|text| text.len() <= 50).map(str::to_owned)
    };
    Some(GivenConsent {
        by: part("by")?,
        method: part("method")?,
        wording_version: part("wordingVersion")?,
        language: part("language")?,
    })
}
