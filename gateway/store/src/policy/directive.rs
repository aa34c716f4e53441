use accord_consent::{Audience, Directive, Effect, Given, RecordScope};
use accord_model::{CategorySet, SubjectId};
use uuid::Uuid;

use crate::entity::directive::Model;
use crate::{StoreError, stored};

/// A directive as a row. `source` is the record that says so, where a record does.
pub(crate) fn row(directive: &Directive, source: Option<Uuid>) -> Model {
    let (to_kind, to_organisation) = match directive.to {
        Audience::Anyone => (None, None),
        Audience::Kind(kind) => (Some(kind.to_string()), None),
        Audience::Organisation(id) => (None, Some(id.to_string())),
    };
    let (scope_owner, scope) = match &directive.records {
        RecordScope::All => (None, None),
        RecordScope::Owner(owner) => (Some(owner.to_string()), None),
        RecordScope::Record(at) => (None, Some(at)),
    };
    let Given { by, method, wording_version, language } = directive.given.clone();
    Model {
        id: directive.id,
        subject: directive.subject.0,
        effect: effect(directive.effect).to_owned(),
        to_kind,
        to_organisation,
        purpose: directive.purpose.map(|purpose| purpose.to_string()),
        categories: i64::from(directive.categories.bits()),
        action: directive.action.map(|action| action.to_string()),
        scope_owner,
        scope_partner: scope.map(|at| at.partner.to_string()),
        scope_kind: scope.map(|at| stored::kind(at.kind)),
        scope_local: scope.map(|at| at.local.as_str().to_owned()),
        start_at: directive.start.to_string(),
        end_at: directive.end.map(|end| end.to_string()),
        firm: directive.firm,
        given_by: by,
        given_method: method,
        wording_version,
        language,
        recorded_by: directive.recorded_by.to_string(),
        recorded_at: directive.recorded_at.to_string(),
        withdrawn_at: directive.withdrawn_at.map(|at| at.to_string()),
        lapsed: directive.lapsed,
        source,
        paper: None,
        sequence: 0,
    }
}

/// A directive from its row.
pub(super) fn read(row: &Model) -> Result<Directive, StoreError> {
    let categories = u32::try_from(row.categories).map_err(|_| StoreError::Unsound("categories"))?;
    Ok(Directive {
        id: row.id,
        subject: SubjectId(row.subject),
        effect: match row.effect.as_str() {
            "PERMIT" => Effect::Permit,
            "DENY" => Effect::Deny,
            "BAR" => Effect::Bar,
            _ => return Err(StoreError::Unsound("effect")),
        },
        to: audience(row)?,
        purpose: stored::optional(row.purpose.as_ref(), "purpose")?,
        categories: CategorySet::from_bits(categories),
        action: stored::optional(row.action.as_ref(), "action")?,
        records: scope(row)?,
        start: stored::code(&row.start_at, "start_at")?,
        end: stored::optional(row.end_at.as_ref(), "end_at")?,
        firm: row.firm,
        given: Given {
            by: row.given_by.clone(),
            method: row.given_method.clone(),
            wording_version: row.wording_version.clone(),
            language: row.language.clone(),
        },
        recorded_by: stored::code(&row.recorded_by, "recorded_by")?,
        recorded_at: stored::code(&row.recorded_at, "recorded_at")?,
        withdrawn_at: stored::optional(row.withdrawn_at.as_ref(), "withdrawn_at")?,
        lapsed: row.lapsed,
    })
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Permit => "PERMIT",
        Effect::Deny => "DENY",
        Effect::Bar => "BAR",
    }
}

fn audience(row: &Model) -> Result<Audience, StoreError> {
    match (&row.to_kind, &row.to_organisation) {
        (None, None) => Ok(Audience::Anyone),
        (Some(kind), None) => Ok(Audience::Kind(stored::code(kind, "to_kind")?)),
        (None, Some(id)) => Ok(Audience::Organisation(stored::code(id, "to_organisation")?)),
        (Some(_), Some(_)) => Err(StoreError::Unsound("to_kind")),
    }
}

fn scope(row: &Model) -> Result<RecordScope, StoreError> {
    match (&row.scope_owner, &row.scope_partner, row.scope_kind, &row.scope_local) {
        (None, None, None, None) => Ok(RecordScope::All),
        (Some(owner), None, None, None) => Ok(RecordScope::Owner(stored::code(owner, "scope_owner")?)),
        (None, Some(partner), Some(kind), Some(local)) => Ok(RecordScope::Record(stored::place(partner, kind, local)?)),
        _ => Err(StoreError::Unsound("scope_owner")),
    }
}
