//! Step 2: what the document asks for, and whether it keeps to the limits. Nothing runs before this.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned, Request, Value, Variables};

use super::errors::Refusal;
use super::limits::Limits;
use super::read::Ask;
use super::{Code, measure, tokens};

/// Roots that say nothing about anybody: they need neither token nor purpose.
pub(super) const PUBLIC_ROOTS: &[&str] = &[
    "__typename",
    "figure",
    "figureFor",
    "figures",
    "mediaContact",
    "organisation",
    "organisations",
    "reportingRoutes",
];

/// Public in demo mode alone; without it they answer null.
const SCHEMA_ROOTS: &[&str] = &["__schema", "__type"];

/// A request that may run.
pub(super) struct Plan {
    query: String,
    operation_name: Option<String>,
    variables: Variables,
    document: ExecutableDocument,
    /// It selects public roots alone.
    pub(super) is_public: bool,
    /// It may write: it must not run twice.
    pub(super) is_mutation: bool,
}

impl Plan {
    /// Its text, for the log's hash.
    pub(super) fn text(&self) -> &str {
        &self.query
    }

    /// The request for the schema, which takes what was parsed and does not parse again.
    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(self.query.clone()).variables(self.variables.clone());
        request.operation_name.clone_from(&self.operation_name);
        request.set_parsed_query(self.document.clone());
        request
    }
}

/// Parses, measures and classifies a request.
pub(super) fn screen(ask: Ask, limits: &Limits, demo: bool) -> Result<Plan, Refusal> {
    let Ask { query, operation_name, variables, extensions: _ } = ask;
    if tokens::exceeds(&query, limits.tokens) {
        return Err(Code::LimitTokens.into());
    }
    let document = async_graphql::parser::parse_query(&query).map_err(|e| parse_error(&e))?;
    let variables = Variables::from_json(serde_json::Value::Object(variables.unwrap_or_default()));
    // Every operation of the document is measured: validation looks at all of them.
    for (_, operation) in document.operations.iter() {
        let introspects = demo && selects_only(&document, &operation.node, SCHEMA_ROOTS);
        let measure = measure::operation(&document, &operation.node, &variables)?;
        if let Some(code) = limits.broken_by(&measure, introspects) {
            return Err(Refusal::at(code, operation.pos));
        }
        // What a mutation answers is decided after its own change; nothing decided before it may leave with it.
        if operation.node.ty == OperationType::Mutation && measure.root_fields > 1 {
            return Err(Refusal::at(Code::OneMutation, operation.pos));
        }
    }
    let operation = chosen(&document, operation_name.as_deref()).ok_or(Code::OperationUnknown)?;
    if operation.node.ty == OperationType::Subscription {
        return Err(Refusal::at(Code::SubscriptionUnsupported, operation.pos));
    }
    if let Some(place) = missing_variable(&operation.node, &variables) {
        return Err(Refusal::at(Code::VariableInvalid, place));
    }
    let is_mutation = operation.node.ty == OperationType::Mutation;
    let public: Vec<&str> = PUBLIC_ROOTS.iter().chain(SCHEMA_ROOTS.iter().filter(|_| demo)).copied().collect();
    // What a partner is asked for needs somebody who asks.
    let asks_partners = names_field(&document, &operation.node, "services");
    let is_public = !is_mutation && !asks_partners && selects_only(&document, &operation.node, &public);
    Ok(Plan { query, operation_name, variables, document, is_public, is_mutation })
}

fn parse_error(error: &async_graphql::parser::Error) -> Refusal {
    let code = match error {
        async_graphql::parser::Error::RecursionLimitExceeded => Code::LimitDepth,
        _ => Code::DocumentInvalid,
    };
    error.positions().next().map_or_else(|| code.into(), |place| Refusal::at(code, place))
}

fn chosen<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a Positioned<OperationDefinition>> {
    match (&document.operations, name) {
        (DocumentOperations::Single(one), None) => Some(one),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
        (DocumentOperations::Multiple(all), None) if all.len() == 1 => all.values().next(),
        (DocumentOperations::Multiple(_), None) => None,
    }
}

/// The first variable that must have a value and has none.
fn missing_variable(operation: &OperationDefinition, variables: &Variables) -> Option<Pos> {
    let missing = operation.variable_definitions.iter().find(|definition| {
        let needed = !definition.node.var_type.node.nullable;
        let given = match variables.get(&definition.node.name.node) {
            Some(value) => *value != Value::Null,
            None => definition.node.default_value.is_some(),
        };
        needed && !given
    });
    missing.map(|definition| definition.pos)
}

/// Whether the operation selects these roots alone, fragments written out. Fragments are known to have no circle.
/// Whether a field of that name is selected anywhere in the operation, or in a fragment of the document.
fn names_field(document: &ExecutableDocument, operation: &OperationDefinition, wanted: &str) -> bool {
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    let mut open: Vec<&SelectionSet> = fragments.chain([&operation.selection_set.node]).collect();
    while let Some(set) = open.pop() {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) if field.node.name.node == wanted => return true,
                Selection::Field(field) => open.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => open.push(&inline.node.selection_set.node),
                // Every fragment is in the list already.
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    false
}

fn selects_only(document: &ExecutableDocument, operation: &OperationDefinition, roots: &[&str]) -> bool {
    let mut open: Vec<&SelectionSet> = vec![&operation.selection_set.node];
    let mut seen: Vec<&str> = Vec::new();
    while let Some(set) = open.pop() {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) if !roots.contains(&field.node.name.node.as_str()) => return false,
                Selection::Field(_) => {}
                Selection::InlineFragment(inline) => open.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if !seen.contains(&name.as_str()) {
                        seen.push(name.as_str());
                        open.extend(document.fragments.get(name).map(|f| &f.node.selection_set.node));
                    }
                }
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(query: &str, name: Option<&str>, demo: bool) -> Result<Plan, Code> {
        let ask = Ask { query: query.into(), operation_name: name.map(Into::into), variables: None, extensions: None };
        screen(ask, &Limits::default(), demo).map_err(|refusal| refusal.code())
    }

    #[test]
    fn public_roots_alone_are_public() {
        let public = |query, demo| plan(query, None, demo).unwrap().is_public;
        assert!(public("{ __typename x: organisations { nodes { name } } }", false));
        assert!(public("{ ...A } fragment A on Query { ... on Query { mediaContact { phone } } }", false));
        assert!(!public("{ organisations { nodes { name } } viewer { role } }", false));
        assert!(!public("{ ...A } fragment A on Query { ... on Query { viewer { role } } }", false));
        assert!(!public("{ organisations: viewer { role } }", false));
        assert!(!public("{ organisation(id: \"x\") { services { nodes { name } } } }", false));
        assert!(!public(
            "{ organisation(id: \"x\") { ...A } } fragment A on PartnerOrganisation { x: services { nodes { name } } }",
            false
        ));
        assert!(!public("{ __schema { types { name } } }", false));
        assert!(public("{ __schema { types { name } } }", true));
        assert!(!public("mutation { __typename }", true));
    }

    #[test]
    fn one_operation_is_chosen() {
        let code = |query, name| plan(query, name, false).err();
        assert_eq!(code("query A { a } query B { b }", Some("B")), None);
        assert_eq!(code("query A { a }", None), None);
        assert_eq!(code("query A { a } query B { b }", None), Some(Code::OperationUnknown));
        assert_eq!(code("query A { a }", Some("B")), Some(Code::OperationUnknown));
        assert_eq!(code("{ a }", Some("A")), Some(Code::OperationUnknown));
        assert_eq!(code("subscription { a }", None), Some(Code::SubscriptionUnsupported));
        assert_eq!(code("query($id: ID!) { a(id: $id) }", None), Some(Code::VariableInvalid));
    }

    #[test]
    fn each_limit_has_its_code() {
        let deep = |n: usize| format!("{}a{}", "{ a ".repeat(n), " }".repeat(n));
        for (query, expected) in [
            (format!("{{ {} }}", "a ".repeat(1_000)), Code::LimitTokens),
            (deep(11), Code::LimitDepth),
            (deep(100), Code::LimitDepth),
            (format!("{{ a {{ {} }} }}", (0..16).map(|i| format!("a{i}: a ")).collect::<String>()), Code::LimitAliases),
            ("{ a a a a a a a a a a a }".into(), Code::LimitRootFields),
            (format!("{{ a {{ {} }} }}", "a ".repeat(101)), Code::LimitBreadth),
            ("{ a @x @x @x @x @x }".into(), Code::LimitDirectives),
            ("{ a(first: 100) { nodes { b(first: 100) { nodes { c d } } } } }".into(), Code::LimitCost),
            ("query A { a } query B { a a a a a a a a a a a }".into(), Code::LimitRootFields),
            ("{".into(), Code::DocumentInvalid),
        ] {
            assert_eq!(
                plan(&query, Some("A").filter(|_| query.contains("query A")), true).err(),
                Some(expected),
                "{query}"
            );
        }
    }

    #[test]
    fn introspection_may_be_deeper_in_demo_mode() {
        let query = "{ __schema { a { a { a { a { a { a { a { a { a { a { a } } } } } } } } } } } }";
        assert_eq!(plan(query, None, true).err(), None);
        assert_eq!(plan(query, None, false).err(), Some(Code::LimitDepth));
    }
}
