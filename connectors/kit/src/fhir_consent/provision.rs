//! One provision: what it would open as a permit, and what it closes as a refusal.

use accord_model::{Action, Audience, Purpose};
use serde_json::{Map, Value};

use super::codes::{self, Meaning, ours};
use super::json::{Notices, Unreadable, coding, concept, extension, list, text};
use super::reach::Reach;
use super::{Names, period};

/// Provisions in provisions are read so deep; deeper ones are not understood.
const DEEPEST: usize = 24;

const ELEMENTS: [&str; 14] = [
    "id",
    "extension",
    "modifierExtension",
    "type",
    "period",
    "actor",
    "action",
    "securityLabel",
    "purpose",
    "class",
    "code",
    "dataPeriod",
    "data",
    "provision",
];

/// What a provision says it does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Permit,
    Deny,
    Nothing,
    Unreadable,
}

/// A provision with its exceptions.
pub(super) struct Node {
    pub(super) says: Says,
    /// What it reaches as a permit; nothing where something in it is not understood.
    pub(super) opens: Option<Reach>,
    /// What it reaches as a refusal.
    pub(super) closes: Reach,
    /// As a refusal it reaches further than it says, because something in it is not understood.
    pub(super) wider: bool,
    /// Whether it is about a part of everything.
    pub(super) constrained: bool,
    pub(super) exceptions: Vec<Self>,
    pub(super) place: String,
}

/// One axis: as [`Meaning`], where nothing named leaves it open.
pub(super) struct Axis<T> {
    pub(super) opens: Option<Option<Vec<T>>>,
    pub(super) closes: Option<Vec<T>>,
    pub(super) wider: bool,
}

/// What reads provisions.
pub(super) struct Reader<'a> {
    pub(super) names: &'a dyn Names,
    pub(super) contained: Vec<&'a Value>,
    pub(super) notices: Notices,
}

impl Reader<'_> {
    pub(super) fn provision(&mut self, value: &Value, place: String, depth: usize) -> Node {
        let Some(of) = value.as_object().filter(|of| depth <= DEEPEST && !of.is_empty()) else {
            let code = if depth > DEEPEST { "CONSENT_TOO_DEEP" } else { "CONSENT_UNREADABLE" };
            self.notices.add(code, &place);
            return Node::not_understood(place);
        };
        let says = self.says(of, &place);
        let permit = says == Says::Permit;
        let mut node = Node {
            says,
            opens: Some(Reach::EVERYTHING),
            closes: Reach::EVERYTHING,
            wider: false,
            constrained: false,
            exceptions: Vec::new(),
            place,
        };
        self.strange(of, &mut node);
        self.period(of, &mut node);
        let purposes = self.axis(of, "purpose", &node.place, permit, purpose);
        node.take(purposes, |reach, axis| reach.purposes = axis);
        let actions = self.axis(of, "action", &node.place, permit, action);
        node.take(actions, |reach, axis| reach.actions = axis);
        self.actors(of, &mut node);
        self.data(of, &mut node);
        self.categories(of, permit, &mut node);
        self.exceptions(of, &mut node, depth);
        node
    }

    fn says(&mut self, of: &Map<String, Value>, place: &str) -> Says {
        match text(of, "type") {
            Ok(Some("permit")) => Says::Permit,
            Ok(Some("deny")) => Says::Deny,
            Ok(None) => Says::Nothing,
            Ok(Some(_)) | Err(Unreadable) => {
                self.notices.add("CONSENT_UNREADABLE", &format!("{place}.type"));
                Says::Unreadable
            }
        }
    }

    /// What R4 does not know here, and what changes the meaning of the rest.
    fn strange(&mut self, of: &Map<String, Value>, node: &mut Node) {
        // Its name is a stranger's word, and stays out of the note.
        if of.keys().any(|name| !name.starts_with('_') && !ELEMENTS.contains(&name.as_str())) {
            self.notices.add("CONSENT_ELEMENT_UNKNOWN", &node.place);
            node.misunderstood();
        }
        let modifiers = list(of, "modifierExtension").map_or(usize::MAX, |all| all.len());
        let firm = extension(of, "modifierExtension", ours::FIRM);
        let firm = firm.is_some_and(|one| one.get("valueBoolean") == Some(&Value::Bool(true)));
        node.wider |= firm;
        if modifiers > usize::from(firm) {
            self.notices.add("CONSENT_MODIFIER", &node.place);
            node.misunderstood();
        }
        if of.get("dataPeriod").is_some_and(|value| !value.is_null()) {
            self.notices.add("CONSENT_DATA_PERIOD", &format!("{}.dataPeriod", node.place));
            node.misunderstood();
        }
    }

    fn period(&mut self, of: &Map<String, Value>, node: &mut Node) {
        let Some(value) = of.get("period").filter(|value| !value.is_null()) else {
            return;
        };
        node.constrained = true;
        let end = |name| -> Result<Option<&str>, Unreadable> { text(value.as_object().ok_or(Unreadable)?, name) };
        let read = || -> Result<_, Unreadable> {
            if end("start")?.is_none() && end("end")?.is_none() {
                return Err(Unreadable);
            }
            let start = end("start")?.map(|text| period::first(text).ok_or(Unreadable)).transpose()?;
            let until = end("end")?.map(|text| period::after(text).ok_or(Unreadable)).transpose()?;
            Ok((start, until))
        };
        let code = match read() {
            Ok((Some(start), Some(end))) if end <= start => "CONSENT_PERIOD_EMPTY",
            Ok((start, end)) => {
                for reach in node.opens.iter_mut().chain([&mut node.closes]) {
                    (reach.start, reach.end) = (start, end);
                }
                return;
            }
            Err(Unreadable) => "CONSENT_PERIOD_UNREADABLE",
        };
        self.notices.add(code, &format!("{}.period", node.place));
        node.misunderstood();
    }

    pub(super) fn axis<T: Clone + PartialEq>(
        &mut self,
        of: &Map<String, Value>,
        name: &str,
        place: &str,
        permit: bool,
        meaning: impl Fn(&Value) -> Result<Option<Meaning<Vec<T>>>, Unreadable>,
    ) -> Axis<T> {
        let mut axis = Axis { opens: Some(None), closes: None, wider: false };
        let Ok(items) = list(of, name) else {
            self.notices.add("CONSENT_UNREADABLE", &format!("{place}.{name}"));
            return Axis { opens: None, wider: true, ..axis };
        };
        if items.is_empty() {
            return axis;
        }
        let (mut opens, mut closes) = (Some(Vec::new()), Vec::new());
        for (number, item) in items.into_iter().enumerate() {
            let place = format!("{place}.{name}[{number}]");
            match meaning(item) {
                Ok(Some(Meaning { opens: some, closes: all, whole })) => {
                    if permit && some.as_ref().is_some_and(Vec::is_empty) && !all.is_empty() {
                        self.notices.add("CONSENT_CODE_AMBIGUOUS", &place);
                    }
                    opens = opens.zip(some).map(|(known, more)| joined(known, more));
                    closes = joined(closes, all);
                    axis.wider |= whole;
                }
                Ok(None) => {
                    self.notices.add("CONSENT_CODE_UNKNOWN", &place);
                    (opens, axis.wider) = (None, true);
                }
                Err(Unreadable) => {
                    self.notices.add("CONSENT_UNREADABLE", &place);
                    (opens, axis.wider) = (None, true);
                }
            }
        }
        axis.opens = opens.map(Some);
        axis.closes = (!axis.wider).then_some(closes);
        axis
    }

    fn exceptions(&mut self, of: &Map<String, Value>, node: &mut Node, depth: usize) {
        let Ok(items) = list(of, "provision") else {
            self.notices.add("CONSENT_UNREADABLE", &format!("{}.provision", node.place));
            node.exceptions.push(Node::not_understood(format!("{}.provision", node.place)));
            return;
        };
        for (number, item) in items.into_iter().enumerate() {
            let place = format!("{}.provision[{number}]", node.place);
            node.exceptions.push(self.provision(item, place, depth + 1));
        }
    }
}

impl Node {
    /// One of which nothing is understood.
    pub(super) const fn not_understood(place: String) -> Self {
        Self {
            says: Says::Unreadable,
            opens: None,
            closes: Reach::EVERYTHING,
            wider: true,
            constrained: true,
            exceptions: Vec::new(),
            place,
        }
    }

    /// Something in it is not understood: it opens nothing, and closes more than it says.
    pub(super) fn misunderstood(&mut self) {
        self.opens = None;
        self.wider = true;
        self.constrained = true;
    }

    /// Everybody whom it and its exceptions name.
    pub(super) fn audiences(&self) -> Vec<Audience> {
        let own = self.closes.to.iter().flatten().copied();
        own.chain(self.exceptions.iter().flat_map(Self::audiences)).collect()
    }

    fn take<T>(&mut self, Axis { opens, closes, wider }: Axis<T>, set: impl Fn(&mut Reach, Option<Vec<T>>)) {
        self.constrained |= opens.as_ref().is_none_or(Option::is_some);
        self.wider |= wider;
        set(&mut self.closes, closes);
        match opens {
            None => self.opens = None,
            Some(axis) => {
                if let Some(reach) = &mut self.opens {
                    set(reach, axis);
                }
            }
        }
    }
}

/// `provision.purpose`: our own word for it, where an extension carries it, before HL7's coarser one.
fn purpose(value: &Value) -> Result<Option<Meaning<Vec<Purpose>>>, Unreadable> {
    let (system, code) = coding(value)?;
    let own = value.as_object().and_then(|of| extension(of, "extension", ours::PURPOSE));
    let own = own.and_then(|one| one.get("valueCode")).and_then(Value::as_str);
    Ok(match own {
        Some(own) => codes::purpose(ours::PURPOSE, own),
        None => codes::purpose(system, code),
    })
}

/// `provision.action`: the codings of one concept say one thing, ours most exactly.
fn action(value: &Value) -> Result<Option<Meaning<Vec<Action>>>, Unreadable> {
    let codings = concept(value)?;
    let own = codings.iter().find(|(system, _)| *system == ours::ACTION);
    Ok(match own {
        Some((system, code)) => codes::action(system, code),
        None => codings.into_iter().find_map(|(system, code)| codes::action(system, code)),
    })
}

/// Both lists, each item once.
pub(super) fn joined<T: PartialEq>(mut known: Vec<T>, more: Vec<T>) -> Vec<T> {
    for one in more {
        if !known.contains(&one) {
            known.push(one);
        }
    }
    known
}
