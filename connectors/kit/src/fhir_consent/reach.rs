//! What a provision reaches, along every axis; reaches cut each other.

use accord_model::{Action, Audience, CategorySet, Purpose, RecordScope, SourceScope};
use jiff::Timestamp;

use super::Names;

/// A product of axes. Where an axis is `None` the provision leaves it open.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) to: Option<Vec<Audience>>,
    pub(super) purposes: Option<Vec<Purpose>>,
    pub(super) categories: CategorySet,
    pub(super) actions: Option<Vec<Action>>,
    pub(super) records: Option<Vec<SourceScope>>,
    pub(super) start: Option<Timestamp>,
    pub(super) end: Option<Timestamp>,
}

/// How two reaches are cut where it is not known how their organisations and records hang together: what is opened by
/// both is then nothing, what is closed by both is either.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    Opens,
    Closes,
}

impl Reach {
    pub(super) const EVERYTHING: Self = Self {
        to: None,
        purposes: None,
        categories: CategorySet::ALL,
        actions: None,
        records: None,
        start: None,
        end: None,
    };

    /// Whether it reaches nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        let none = |axis: Option<usize>| axis == Some(0);
        none(self.to.as_ref().map(Vec::len))
            || none(self.purposes.as_ref().map(Vec::len))
            || none(self.actions.as_ref().map(Vec::len))
            || none(self.records.as_ref().map(Vec::len))
            || self.categories.is_empty()
            || self.end.is_some_and(|end| end <= self.start.unwrap_or(Timestamp::MIN))
    }

    /// What both reach.
    pub(super) fn and(&self, other: &Self, doubt: Doubt, names: &dyn Names) -> Self {
        Self {
            to: meet(self.to.as_ref(), other.to.as_ref(), |a, b| audience(*a, *b, doubt, names)),
            purposes: meet(self.purposes.as_ref(), other.purposes.as_ref(), same),
            categories: self.categories & other.categories,
            actions: meet(self.actions.as_ref(), other.actions.as_ref(), same),
            records: meet(self.records.as_ref(), other.records.as_ref(), |a, b| scope(a, b, doubt)),
            start: self.start.max(other.start),
            end: match (self.end, other.end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        }
    }

    /// Whether it is narrower than `of`, which reaches all that it reaches, on an axis that makes a directive more specific:
    /// then it outdoes `of` by itself. Two lists of categories, or two periods, are not.
    pub(super) fn outdoes(&self, of: &Self) -> bool {
        let narrower = |inner: bool, outer: bool| inner && !outer;
        let audience = self.to.as_ref().is_some_and(|inner| {
            inner.iter().all(|a| of.to.as_ref().is_none_or(|outer| outer.iter().all(|b| rank(a) > rank(b))))
        });
        let records = self.records.as_ref().is_some_and(|inner| {
            let outer =
                of.records.as_ref().map_or(HOLDER, |outer| outer.iter().map(scope_rank).max().unwrap_or(HOLDER));
            inner.iter().all(|one| scope_rank(one) > outer)
        });
        audience
            || records
            || narrower(self.purposes.is_some(), of.purposes.is_some())
            || narrower(self.actions.is_some(), of.actions.is_some())
            || narrower(self.categories != CategorySet::ALL, of.categories != CategorySet::ALL)
    }

    /// What is left of it without `inner`, in parts that do not overlap; nothing is left where `inner` reaches all of it.
    pub(super) fn without(&self, inner: &Self) -> Vec<Self> {
        let mut rest = self.clone();
        let mut parts = Vec::new();
        let mut cut = |part: Self| {
            if !part.is_empty() {
                parts.push(part);
            }
        };
        cut(Self { categories: rest.categories - inner.categories, ..rest.clone() });
        rest.categories = rest.categories & inner.categories;
        if let (Some(all), Some(some)) = (&rest.purposes, &inner.purposes) {
            cut(Self { purposes: Some(left(all, some)), ..rest.clone() });
            rest.purposes = inner.purposes.clone();
        }
        if let (Some(all), Some(some)) = (&rest.actions, &inner.actions) {
            cut(Self { actions: Some(left(all, some)), ..rest.clone() });
            rest.actions = inner.actions.clone();
        }
        if let (Some(all), Some(some)) = (&rest.to, &inner.to) {
            cut(Self { to: Some(left(all, some)), ..rest.clone() });
            rest.to = inner.to.clone();
        }
        if let (Some(all), Some(some)) = (&rest.records, &inner.records) {
            cut(Self { records: Some(left(all, some)), ..rest.clone() });
            rest.records = inner.records.clone();
        }
        if inner.start > rest.start {
            cut(Self { end: inner.start, ..rest.clone() });
            rest.start = inner.start;
        }
        if let Some(end) = inner.end
            && rest.end.is_none_or(|outer| end < outer)
        {
            cut(Self { start: Some(end), ..rest });
        }
        parts
    }
}

const HOLDER: u8 = 1;

fn meet<T: Clone + PartialEq>(
    a: Option<&Vec<T>>,
    b: Option<&Vec<T>>,
    both: impl Fn(&T, &T) -> Vec<T>,
) -> Option<Vec<T>> {
    let (a, b) = match (a, b) {
        (None, one) | (one, None) => return one.cloned(),
        (Some(a), Some(b)) => (a, b),
    };
    let mut all = Vec::new();
    for one in a.iter().flat_map(|a| b.iter().flat_map(|b| both(a, b)).collect::<Vec<_>>()) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Some(all)
}

fn same<T: Clone + PartialEq>(a: &T, b: &T) -> Vec<T> {
    if a == b { vec![a.clone()] } else { Vec::new() }
}

fn left<T: Clone + PartialEq>(all: &[T], some: &[T]) -> Vec<T> {
    all.iter().filter(|one| !some.contains(one)).cloned().collect()
}

fn audience(a: Audience, b: Audience, doubt: Doubt, names: &dyn Names) -> Vec<Audience> {
    let closes = doubt == Doubt::Closes;
    match (a, b) {
        (Audience::Anyone, one) | (one, Audience::Anyone) => vec![one],
        (Audience::Kind(_), Audience::Kind(_)) => same(&a, &b),
        (Audience::Kind(kind), Audience::Organisation(id)) | (Audience::Organisation(id), Audience::Kind(kind)) => {
            let fits = names.kind(id).map_or(closes, |known| known == kind);
            if fits { vec![Audience::Organisation(id)] } else { Vec::new() }
        }
        (Audience::Organisation(x), Audience::Organisation(y)) if x == y => vec![a],
        (Audience::Organisation(x), Audience::Organisation(y)) => match (names.within(x, y), names.within(y, x)) {
            (Some(true), _) => vec![a],
            (_, Some(true)) => vec![b],
            (Some(false), Some(false)) => Vec::new(),
            _ if closes => vec![a, b],
            _ => Vec::new(),
        },
    }
}

fn scope(a: &SourceScope, b: &SourceScope, doubt: Doubt) -> Vec<SourceScope> {
    use RecordScope::{All, Owner, Record};
    use SourceScope::{Holder, Of, Row};
    let unknown = |all: &[&SourceScope]| match doubt {
        Doubt::Closes => all.iter().map(|one| (*one).clone()).collect(),
        Doubt::Opens => Vec::new(),
    };
    match (a, b) {
        _ if a == b => vec![a.clone()],
        (Of(All), one) | (one, Of(All)) => vec![one.clone()],
        (Of(Record(_)), Of(Record(_))) | (Of(Owner(_)), Of(Owner(_))) => Vec::new(),
        // The records that a reference can name are the partner's own.
        (Of(Record(_)) | Row, Holder) => vec![a.clone()],
        (Holder, Of(Record(_)) | Row) => vec![b.clone()],
        _ => unknown(&[a, b]),
    }
}

const fn rank(audience: &Audience) -> u8 {
    match audience {
        Audience::Anyone => 0,
        Audience::Kind(_) => 1,
        Audience::Organisation(_) => 2,
    }
}

const fn scope_rank(scope: &SourceScope) -> u8 {
    match scope {
        SourceScope::Of(RecordScope::All) => 0,
        SourceScope::Holder | SourceScope::Of(RecordScope::Owner(_)) => HOLDER,
        SourceScope::Row | SourceScope::Of(RecordScope::Record(_)) => 2,
    }
}
