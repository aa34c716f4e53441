//! How large an operation is, fragments written out. Each fragment is measured once, so that fragments of fragments,
//! which double at every step, cost nothing to refuse.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value, Variables};

use super::Code;

/// What a list without `first` is counted as: the schema's default page.
const DEFAULT_PAGE: usize = 20;

/// The size of a selection. Sums stop at the largest number instead of turning over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// Fields at the top.
    pub(super) root_fields: usize,
    /// Levels of fields.
    pub(super) depth: usize,
    /// Aliases.
    pub(super) aliases: usize,
    /// The largest number of directives in one place.
    pub(super) directives: usize,
    /// The largest number of fields in one selection.
    pub(super) breadth: usize,
    /// Fields of the answer, lists counted by their `first`.
    pub(super) cost: usize,
    /// Whether it selects the entries of a list.
    is_page: bool,
}

impl Measure {
    /// Beside another of the same selection.
    fn add(&mut self, other: &Self) {
        self.root_fields = self.root_fields.saturating_add(other.root_fields);
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.max(other.directives);
        self.breadth = self.breadth.max(other.breadth);
        self.cost = self.cost.saturating_add(other.cost);
        self.is_page |= other.is_page;
    }

    fn with_directives(mut self, count: usize) -> Self {
        self.directives = self.directives.max(count);
        self
    }
}

/// Measures one operation, or says what is wrong with its fragments.
pub(super) fn operation(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<Measure, Code> {
    let mut measurer = Measurer { document, operation, variables, fragments: HashMap::new() };
    let own = measurer.selection(&operation.selection_set.node)?;
    let of_variables = operation.variable_definitions.iter().map(|v| v.node.directives.len()).max();
    Ok(own.with_directives(operation.directives.len().max(of_variables.unwrap_or(0))))
}

struct Measurer<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    /// Nothing while it is being measured: to meet it again is a circle.
    fragments: HashMap<&'a Name, Option<Measure>>,
}

impl<'a> Measurer<'a> {
    fn selection(&mut self, set: &'a SelectionSet) -> Result<Measure, Code> {
        let mut sum = Measure::default();
        for Positioned { node, .. } in &set.items {
            let one = match node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node)?.with_directives(spread.node.directives.len())
                }
                Selection::InlineFragment(inline) => {
                    self.selection(&inline.node.selection_set.node)?.with_directives(inline.node.directives.len())
                }
            };
            sum.add(&one);
        }
        sum.breadth = sum.breadth.max(sum.root_fields);
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field) -> Result<Measure, Code> {
        let inner = self.selection(&field.selection_set.node)?;
        let times = if inner.is_page || field.get_argument("first").is_some() { self.first(field) } else { 1 };
        Ok(Measure {
            root_fields: 1,
            depth: inner.depth.saturating_add(1),
            aliases: inner.aliases.saturating_add(usize::from(field.alias.is_some())),
            directives: inner.directives.max(field.directives.len()),
            breadth: inner.breadth,
            cost: inner.cost.saturating_mul(times).saturating_add(1),
            is_page: matches!(field.name.node.as_str(), "nodes" | "edges"),
        })
    }

    /// How many entries the field asks for.
    fn first(&self, field: &Field) -> usize {
        let Some(argument) = field.get_argument("first") else { return DEFAULT_PAGE };
        let value = argument.node.clone().into_const_with(|name| self.variable(&name).ok_or(()));
        let number = match value {
            Ok(Value::Number(number)) => number.as_i64(),
            _ => None,
        };
        number.map_or(DEFAULT_PAGE, |n| usize::try_from(n).unwrap_or(1)).max(1)
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        let definition = || self.operation.variable_definitions.iter().find(|d| d.node.name.node == *name);
        let given = self.variables.get(name);
        given.or_else(|| definition()?.node.default_value.as_ref().map(|v| &v.node)).cloned()
    }

    fn fragment(&mut self, name: &'a Name) -> Result<Measure, Code> {
        match self.fragments.get(name) {
            Some(Some(known)) => return Ok(*known),
            Some(None) => return Err(Code::FragmentInvalid),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Err(Code::FragmentInvalid) };
        self.fragments.insert(name, None);
        let directives = fragment.node.directives.len();
        let measure = self.selection(&fragment.node.selection_set.node)?.with_directives(directives);
        self.fragments.insert(name, Some(measure));
        Ok(measure)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use async_graphql::parser::parse_query;

    use super::*;

    fn measured(text: &str, variables: serde_json::Value) -> Result<Measure, Code> {
        let document = parse_query(text).unwrap();
        let (_, first) = document.operations.iter().next().unwrap();
        operation(&document, &first.node, &Variables::from_json(variables))
    }

    fn measure(text: &str) -> Measure {
        measured(text, serde_json::json!({})).unwrap()
    }

    #[test]
    fn fragments_are_written_out() {
        let measure = measure("{ ...A x: b ... on Query @skip(if: true) { c { d } } } fragment A on Query { a y: a }");
        assert_eq!((measure.root_fields, measure.depth, measure.aliases), (4, 2, 2));
        assert_eq!((measure.directives, measure.breadth, measure.cost), (1, 4, 5));
    }

    #[test]
    fn lists_count_by_their_first() {
        assert_eq!(measure("{ list(first: 50) { nodes { a b } } }").cost, 1 + 50 * 3);
        assert_eq!(measure("{ list { edges { node { a } } } }").cost, 1 + DEFAULT_PAGE * 3);
        assert_eq!(measure("{ list(first: 0) { nodes { a } } }").cost, 3);
        assert_eq!(measure("{ list(first: -1) { nodes { a } } }").cost, 3);
        let text = "query($n: Int = 7) { list(first: $n) { nodes { a } } }";
        assert_eq!(measure(text).cost, 1 + 7 * 2);
        assert_eq!(measured(text, serde_json::json!({"n": 9})).unwrap().cost, 1 + 9 * 2);
        let huge = "{ a(first: 9000000000) { nodes { b(first: 9000000000) { nodes { c(first: 9000000000) { nodes { d } } } } } } }";
        assert_eq!(measure(huge).cost, usize::MAX);
    }

    #[test]
    fn fragments_that_double_are_measured_once_each() {
        let mut text = "{ ...F0 } fragment F90 on Q { a }".to_owned();
        for i in 0..90 {
            write!(text, " fragment F{i} on Q {{ ...F{0} ...F{0} }}", i + 1).unwrap();
        }
        assert_eq!(measure(&text).cost, usize::MAX);
    }

    #[test]
    fn a_circle_of_fragments_is_refused() {
        let text = "{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }";
        assert_eq!(measured(text, serde_json::json!({})), Err(Code::FragmentInvalid));
    }
}
