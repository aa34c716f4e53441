//! Start-up refuses a schema in which a record's field says nothing about its protection, or something else than the
//! table in `accord-consent`.

use accord_consent::{FieldRule, Record, Rule};
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{ConstDirective, FieldDefinition, TypeKind, TypeSystemDefinition};
use async_graphql::{Positioned, Value};

/// The schema may not be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the schema may not be served: {}", .0.join("; "))]
pub struct SchemaFault(pub Vec<String>);

/// The record types, and the rules of the records behind them.
const RECORD_TYPES: &[(&str, Option<&[FieldRule]>)] = &[
    ("Victim", Some(accord_model::Victim::FIELDS)),
    ("VictimRecord", Some(accord_model::Victim::FIELDS)),
    ("Incident", Some(accord_model::Incident::FIELDS)),
    ("IncidentRecord", Some(accord_model::Incident::FIELDS)),
    ("Referral", Some(accord_model::Referral::FIELDS)),
    ("RecordSource", None),
];

pub(crate) fn check(sdl: &str) -> Result<(), SchemaFault> {
    let Ok(document) = parse_schema(sdl) else {
        return Err(SchemaFault(vec!["it cannot be parsed".to_owned()]));
    };
    let mut faults = Vec::new();
    let mut seen = 0;
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let name = definition.node.name.node.as_str();
        let Some((_, rules)) = RECORD_TYPES.iter().find(|(known, _)| *known == name) else {
            continue;
        };
        let TypeKind::Object(object) = &definition.node.kind else {
            continue;
        };
        seen += 1;
        for field in &object.fields {
            if let Some(fault) = fault(&field.node, *rules) {
                faults.push(format!("{name}.{} {fault}", field.node.name.node));
            }
        }
    }
    if seen < RECORD_TYPES.len() {
        faults.push("a record type is missing".to_owned());
    }
    if faults.is_empty() { Ok(()) } else { Err(SchemaFault(faults)) }
}

fn fault(field: &FieldDefinition, rules: Option<&[FieldRule]>) -> Option<String> {
    let protections: Vec<&ConstDirective> = field
        .directives
        .iter()
        .map(|d: &Positioned<ConstDirective>| &d.node)
        .filter(|d| matches!(d.name.node.as_str(), "consent" | "consentByValue" | "open"))
        .collect();
    let [directive] = protections.as_slice() else {
        return Some("carries not exactly one of @consent, @consentByValue and @open".to_owned());
    };
    let rule = rules?.iter().find(|rule| rule.name == field.name.node.as_str())?;
    let agrees = match rule.rule {
        Rule::Category(category) => {
            directive.name.node == "consent" && argument(directive, "category") == Some(category.code().to_owned())
        }
        Rule::ByValue(_) => directive.name.node == "consentByValue",
        Rule::Open(reason) => directive.name.node == "open" && argument(directive, "reason") == Some(reason.to_owned()),
    };
    (!agrees).then(|| "says something else than the table of accord-consent".to_owned())
}

fn argument(directive: &ConstDirective, name: &str) -> Option<String> {
    match &directive.get_argument(name)?.node {
        Value::Enum(code) => Some(code.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_itself_may_be_served() {
        assert_eq!(check(&crate::builder().finish().sdl()), Ok(()));
    }

    #[test]
    fn a_field_without_a_directive_is_refused() {
        let sdl = crate::builder().finish().sdl().replacen(
            "narrative: String @consent(category: NARRATIVE)",
            "narrative: String",
            1,
        );
        let fault = check(&sdl).unwrap_err();
        assert!(fault.0.iter().any(|f| f.starts_with("Incident.narrative")), "{fault}");
    }

    #[test]
    fn a_directive_that_differs_from_the_table_is_refused() {
        let sdl = crate::builder().finish().sdl().replacen(
            "narrative: String @consent(category: NARRATIVE)",
            "narrative: String @consent(category: SUPPORT)",
            1,
        );
        assert!(check(&sdl).is_err());
    }
}
