//! The parts of a provision that name somebody or something: actors, data, categories.

use accord_model::{Audience, CategorySet, RecordScope, SourceScope};
use serde_json::{Map, Value};

use super::codes::{self, Meaning};
use super::json::{Unreadable, coding, concept, list, text};
use super::provision::{Axis, Node, Reader, joined};
use super::reach::{Doubt, Reach};
use super::reference;

/// What an actor does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Recipient,
    Custodian,
}

impl Reader<'_> {
    /// Recipients are alternatives, so are custodians; a recipient and a custodian must both fit.
    pub(super) fn actors(&mut self, of: &Map<String, Value>, node: &mut Node) {
        let Ok(items) = list(of, "actor") else {
            self.notices.add("CONSENT_UNREADABLE", &format!("{}.actor", node.place));
            node.misunderstood();
            return;
        };
        let (mut to, mut holders) = (Vec::new(), Vec::new());
        let (mut anyone, mut whoever) = (false, false);
        for (number, item) in items.iter().enumerate() {
            match self.actor(item) {
                (Some(Part::Recipient), Some(reference::Named::Audience(audience))) => to.push(audience),
                (Some(Part::Custodian), Some(reference::Named::Audience(Audience::Organisation(id)))) => {
                    holders.push(SourceScope::Of(RecordScope::Owner(id)));
                }
                (Some(Part::Custodian), Some(reference::Named::Everywhere)) => {
                    holders.push(SourceScope::Of(RecordScope::All));
                }
                (part, _) => {
                    self.notices.add("CONSENT_ACTOR_UNKNOWN", &format!("{}.actor[{number}]", node.place));
                    node.misunderstood();
                    anyone |= part != Some(Part::Custodian);
                    whoever |= part != Some(Part::Recipient);
                }
            }
        }
        node.constrained |= !items.is_empty();
        let (to, holders) = (Some(to).filter(|all| !all.is_empty()), Some(holders).filter(|all| !all.is_empty()));
        if let Some(opens) = &mut node.opens {
            (opens.to, opens.records) = (to.clone(), holders.clone());
        }
        node.closes.to = to.filter(|_| !anyone);
        node.closes.records = holders.filter(|_| !whoever);
    }

    fn actor(&self, item: &Value) -> (Option<Part>, Option<reference::Named>) {
        let Some(of) = item.as_object() else {
            return (None, None);
        };
        let modified = list(of, "modifierExtension").map_or(true, |all| !all.is_empty());
        let codings = of.get("role").map_or(Err(Unreadable), concept).unwrap_or_default();
        let part = codings.into_iter().find_map(|(system, code)| match (system, code) {
            (codes::PARTICIPATION, "IRCP" | "PRCP" | "TRC") => Some(Part::Recipient),
            (codes::PARTICIPATION, "CST") => Some(Part::Custodian),
            _ => None,
        });
        let named = of.get("reference").filter(|_| !modified);
        (part, named.and_then(|named| reference::named(named, &self.contained, self.names)))
    }

    pub(super) fn data(&mut self, of: &Map<String, Value>, node: &mut Node) {
        let place = format!("{}.data", node.place);
        let Ok(items) = list(of, "data") else {
            self.notices.add("CONSENT_UNREADABLE", &place);
            node.misunderstood();
            return;
        };
        if items.is_empty() {
            return;
        }
        node.constrained = true;
        let (mut opened, mut closed, mut wider) = (Vec::new(), Vec::new(), false);
        for (number, item) in items.into_iter().enumerate() {
            let Some((scope, alone)) = self.datum(item) else {
                self.notices.add("CONSENT_DATA_UNKNOWN", &format!("{place}[{number}]"));
                node.misunderstood();
                wider = true;
                continue;
            };
            opened = joined(opened, vec![scope.clone()]);
            closed = joined(closed, vec![scope]);
            wider |= !alone;
        }
        let opens = Reach { records: Some(opened), ..Reach::EVERYTHING };
        let closes = Reach { records: (!wider).then_some(closed), ..Reach::EVERYTHING };
        node.wider |= wider;
        node.opens = node.opens.take().map(|reach| reach.and(&opens, Doubt::Opens, self.names));
        node.closes = node.closes.and(&closes, Doubt::Closes, self.names);
    }

    /// A record, and whether it alone is meant: what hangs together with it, nobody here knows.
    fn datum(&self, item: &Value) -> Option<(SourceScope, bool)> {
        let of = item.as_object()?;
        let alone = match text(of, "meaning").ok()?? {
            "instance" => true,
            "related" | "dependents" => false,
            _ => return None,
        };
        let plain = list(of, "modifierExtension").is_ok_and(|all| all.is_empty());
        let record = of.get("reference").filter(|_| plain).and_then(|named| reference::record(named, self.names))?;
        Some((SourceScope::Of(RecordScope::Record(record)), alone))
    }

    /// Labels, types and codes must all fit; of each of them one.
    pub(super) fn categories(&mut self, of: &Map<String, Value>, permit: bool, node: &mut Node) {
        let label = |item: &Value| coding(item).map(|(system, code)| codes::label(system, code).map(one));
        let labels = self.axis(of, "securityLabel", &node.place, permit, label);
        let classes = self.classes(of, &node.place);
        let code = |item: &Value| {
            let mut codings = concept(item)?.into_iter();
            Ok(codings
                .find_map(|(system, code)| codes::label(system, code).or_else(|| codes::clinical(system)))
                .map(one))
        };
        let codes = self.axis(of, "code", &node.place, permit, code);
        let union = |sets: Vec<CategorySet>| sets.into_iter().fold(CategorySet::NONE, |all, one| all | one);
        let mut closed = Vec::new();
        for Axis { opens, closes, wider } in [labels, classes, codes] {
            node.wider |= wider;
            node.constrained |= opens.as_ref().is_none_or(Option::is_some);
            closed.extend(closes.map(union));
            match (opens, &mut node.opens) {
                (None, reach) => *reach = None,
                (Some(Some(sets)), Some(reach)) => reach.categories = reach.categories & union(sets),
                (Some(_), _) => {}
            }
        }
        if permit && node.opens.as_ref().is_some_and(|reach| reach.categories.is_empty()) {
            self.notices.add("CONSENT_CODE_AMBIGUOUS", &node.place);
        }
        let both = closed.iter().fold(CategorySet::ALL, |all, one| all & *one);
        // Two upper bounds that do not meet: one of the tables is coarser than the other.
        let apart = both.is_empty() && closed.len() > 1;
        node.closes.categories = if apart { union(closed) } else { both };
    }

    /// `class`: a category is opened where every type that it is read from is named.
    fn classes(&mut self, of: &Map<String, Value>, place: &str) -> Axis<CategorySet> {
        let closes = |item: &Value| {
            let known = coding(item).map(|(system, code)| codes::class_closes(system, code))?;
            Ok(known.map(|closes| Meaning { opens: Some(vec![]), closes: vec![closes], whole: false }))
        };
        let axis = self.axis(of, "class", place, false, closes);
        let named = list(of, "class").unwrap_or_default();
        let named: Vec<&str> = named.into_iter().filter_map(|item| coding(item).ok()).map(|(_, code)| code).collect();
        let opens = axis.opens.map(|opens| opens.map(|_| vec![codes::classes_open(&named)]));
        Axis { opens, ..axis }
    }
}

/// One set of categories as a list of one; of none, where it opens nothing.
fn one(Meaning { opens, closes, whole }: Meaning<CategorySet>) -> Meaning<Vec<CategorySet>> {
    let opens = opens.map(|set| if set.is_empty() { vec![] } else { vec![set] });
    Meaning { opens, closes: vec![closes], whole }
}
