//! Which fields a query wants of an object: type by type, so that a fragment on one type asks for nothing of another.
//! The library's own look-ahead ignores type conditions, and `@skip` and `@include` too.

use accord_consent::FieldSet;
use async_graphql::parser::types::{Directive, Selection, SelectionSet};
use async_graphql::{Context, Name, Positioned, Value as ConstValue};
use async_graphql_value::Value;

/// Selections at one place of a query.
pub(crate) struct Selected<'a> {
    context: &'a Context<'a>,
    sets: Vec<&'a SelectionSet>,
}

impl<'a> Selected<'a> {
    /// What is selected below the field that is being resolved.
    pub(crate) fn below(context: &'a Context<'a>) -> Self {
        Self { context, sets: vec![&context.item.node.selection_set.node] }
    }

    /// What is selected below this field of an object of this type.
    pub(crate) fn field(&self, on: &str, name: &str) -> Self {
        let mut sets = Vec::new();
        for set in &self.sets {
            self.collect(set, on, name, &mut sets);
        }
        Self { context: self.context, sets }
    }

    /// Whether this field of an object of this type is selected.
    pub(crate) fn has(&self, on: &str, name: &str) -> bool {
        !self.field(on, name).sets.is_empty()
    }

    /// Both places: `nodes { ... }` and `edges { node { ... } }`.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.sets.extend(other.sets);
        self
    }

    /// The items of a connection of this type.
    pub(crate) fn items(&self, connection: &str, edge: &str) -> Self {
        self.field(connection, "nodes").and(self.field(connection, "edges").field(edge, "node"))
    }

    fn collect(&self, set: &'a SelectionSet, on: &str, name: &str, found: &mut Vec<&'a SelectionSet>) {
        for selection in &set.items {
            if self.skipped(selection.node.directives()) {
                continue;
            }
            match &selection.node {
                Selection::Field(field) if field.node.name.node == name => found.push(&field.node.selection_set.node),
                Selection::Field(_) => {}
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref().map(|c| c.node.on.node.as_str());
                    if applies(condition, on) {
                        self.collect(&fragment.node.selection_set.node, on, name, found);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.context.query_env.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment
                        && applies(Some(fragment.node.type_condition.node.on.node.as_str()), on)
                    {
                        self.collect(&fragment.node.selection_set.node, on, name, found);
                    }
                }
            }
        }
    }

    fn skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| match directive.node.name.node.as_str() {
            "skip" => self.condition(&directive.node) == Some(true),
            "include" => self.condition(&directive.node) == Some(false),
            _ => false,
        })
    }

    fn condition(&self, directive: &Directive) -> Option<bool> {
        match &directive.get_argument("if")?.node {
            Value::Boolean(is) => Some(*is),
            Value::Variable(name) => self.variable(name),
            _ => None,
        }
    }

    fn variable(&self, name: &Name) -> Option<bool> {
        let query = self.context.query_env;
        let default = || {
            let defined = query.operation.node.variable_definitions.iter().find(|d| d.node.name.node == *name)?;
            defined.node.default_value.as_ref().map(|value| value.node.clone())
        };
        match query.variables.get(name).cloned().or_else(default)? {
            ConstValue::Boolean(is) => Some(is),
            _ => None,
        }
    }
}

/// A fragment applies to its own type and to the interface that every node implements.
fn applies(condition: Option<&str>, on: &str) -> bool {
    condition.is_none_or(|condition| condition == on || condition == "Node" || condition == "_Entity")
}

/// The fields whose words `terms` shows. Whoever wants the words wants these fields: otherwise what `terms` shows would
/// depend on which neighbours of the query happened to be asked together with it.
const VICTIM_WORDS: &[&str] =
    &["ethnicity", "religion", "sexualOrientation", "genderIdentity", "disabilities", "accessNeeds", "health"];
/// Of an incident; flags, offence and strands come with `terms` itself.
const INCIDENT_WORDS: &[&str] = &["outcome", "perpetratorRelation"];

/// Of a referral.
const REFERRAL_WORDS: &[&str] =
    &["status", "sender", "recipient", "service", "setting", "need", "role", "reason", "history"];

/// The fields of a person record that a selection on `Victim` needs.
pub(crate) fn of_victim(selected: &Selected<'_>) -> FieldSet {
    let records = selected.field("Victim", "records");
    let source = records.field("VictimRecord", "source");
    let conflicts = selected.has("Victim", "conflicts");
    FieldSet::names::<accord_model::Victim>(|name| {
        selected.has("Victim", name)
            || records.has("VictimRecord", name)
            || of_source(&source, name, VICTIM_WORDS)
            || (conflicts && crate::objects::VICTIM_CONFLICTS.contains(&name))
    })
}

/// The fields of an incident record that a selection on `Incident` needs.
pub(crate) fn of_incident(selected: &Selected<'_>) -> FieldSet {
    let records = selected.field("Incident", "records");
    let source = records.field("IncidentRecord", "source");
    let lead = selected.has("Incident", "leadAgency");
    FieldSet::names::<accord_model::Incident>(|name| {
        selected.has("Incident", name)
            || records.has("IncidentRecord", name)
            || of_source(&source, name, INCIDENT_WORDS)
            || (lead && name == "recordKind")
    })
}

/// The fields of a referral record that a selection on `Referral` needs.
pub(crate) fn of_referral(selected: &Selected<'_>) -> FieldSet {
    let source = selected.field("Referral", "source");
    FieldSet::names::<accord_model::Referral>(|name| {
        selected.has("Referral", name) || of_source(&source, name, REFERRAL_WORDS)
    })
}

fn of_source(source: &Selected<'_>, name: &str, words: &[&str]) -> bool {
    match name {
        "reference" => source.has("RecordSource", "reference") || source.has("RecordSource", "asOf"),
        "terms" => source.has("RecordSource", "terms"),
        name => words.contains(&name) && source.has("RecordSource", "terms"),
    }
}
