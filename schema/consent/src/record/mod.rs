//! The table that a data-protection officer reads: each field of each record, and the category that protects it.

mod incident;
mod referral;
mod victim;

use accord_model::{CategorySet, CodedTerm, HealthRecord, Private, RecordRef, Reveals, SourceDirective, SubjectId};
use uuid::Uuid;

use crate::{Candidate, FieldRule, FieldSet, Grants, Keys, Organisations};

mod private {
    use accord_model::{CategorySet, OrganisationId, RecordRef, SourceDirective};

    use crate::Organisations;

    /// What a record itself says that can hide it.
    pub struct Hides<'a> {
        pub restricted: bool,
        pub proposed: CategorySet,
        pub accused: &'a [OrganisationId],
        pub victims: &'a [RecordRef],
        pub said: Option<&'a [SourceDirective]>,
    }

    /// Keeps `Record` in this crate.
    pub trait Is: Sized {
        /// A field that cannot be judged without another, and that other.
        const JUDGED_BY: Option<(&'static str, &'static str)> = None;

        fn hides(&self) -> Hides<'_>;

        /// With what the partnership's members tell by being named, whatever the partner's connector knew of them.
        fn naming_members(self, _members: &Organisations) -> Self {
            self
        }

        /// What serves the index alone is never disclosed.
        fn without_index_facts(self) -> Self;
    }
}

/// A record that a partner holds and a viewer may see in part. It can be implemented in this crate alone.
pub trait Record: private::Is + Sized + Send + Sync + 'static {
    /// The fields in order, each with what protects it.
    const FIELDS: &'static [FieldRule];

    /// Where it lies.
    fn at(&self) -> &RecordRef;

    /// Blanks what is not in `fields`, and what its value would reveal beyond `grants`.
    #[must_use]
    fn keep(self, fields: FieldSet, grants: &Grants) -> Self;

    /// Which categories showing these fields of it discloses: of a field that decides by its value, what the values
    /// reveal; of any other, its category, for an empty field is an answer too.
    fn shows(&self, fields: FieldSet, grants: &Grants) -> CategorySet;

    /// Which fields hold a value.
    fn exists(&self) -> FieldSet;
}

/// The wanted fields, and the one by which a wanted field is judged.
pub(crate) fn with_judge<R: Record>(wanted: FieldSet) -> FieldSet {
    match R::JUDGED_BY {
        Some((field, judge)) if wanted.has::<R>(field) => wanted.or(FieldSet::names::<R>(|name| name == judge)),
        _ => wanted,
    }
}

/// The record, with what it tells that members of the partnership are named in it.
pub(crate) fn naming_members<R: Record>(record: R, members: &Organisations) -> R {
    record.naming_members(members)
}

/// What it tells that a rule proposes the record, as the record itself says.
pub(crate) fn proposed<R: Record>(record: &R) -> CategorySet {
    record.hides().proposed
}

/// The handle of the record that lies there: the same for the same place, so that a second sync adds nothing.
pub fn handle_of(keys: &Keys, at: &RecordRef) -> Uuid {
    keys.handle(at)
}

/// The candidate with what the record itself says today: the index may be behind. Facts are only added, so that this
/// can hide and never show.
pub(crate) fn as_of_today<R: Record>(candidate: &Candidate, record: &R, keys: &Keys) -> Candidate {
    let private::Hides { restricted, proposed, accused, victims, said: _ } = record.hides();
    let mut now = candidate.clone();
    now.restricted |= restricted;
    now.proposed |= proposed;
    now.accused.extend_from_slice(accused);
    for at in victims {
        let subject = SubjectId(keys.handle(at));
        if !now.subjects.contains(&subject) {
            now.subjects.push(subject);
        }
    }
    now
}

/// What the record itself says of consent today, where it was looked at.
pub(crate) fn said_today<R: Record>(record: &R) -> Option<&[SourceDirective]> {
    record.hides().said
}

/// A field's value that can be taken away.
trait Blank: Default {
    fn is_blank(&self) -> bool;

    fn kept(self, keep: bool) -> Self {
        if keep { self } else { Self::default() }
    }
}

impl<T> Blank for Option<Private<T>> {
    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

impl<T> Blank for Vec<Private<T>> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

/// A value that decides by itself what must be granted. `holder` is what it reveals that this partner holds a record.
trait ByValue {
    fn reveals(&self, holder: CategorySet) -> Reveals;
}

/// A field with values to look at, one or many.
trait Values<T>: Sized {
    fn kept_if(self, keep: impl FnMut(&T) -> bool) -> Self;
    fn values<'a>(&'a self) -> impl Iterator<Item = &'a T>
    where
        T: 'a;
}

impl<T> Values<T> for Option<Private<T>> {
    fn kept_if(self, mut keep: impl FnMut(&T) -> bool) -> Self {
        self.filter(|value| keep(value.reveal()))
    }

    fn values<'a>(&'a self) -> impl Iterator<Item = &'a T>
    where
        T: 'a,
    {
        self.iter().map(Private::reveal)
    }
}

impl<T> Values<T> for Vec<Private<T>> {
    fn kept_if(mut self, mut keep: impl FnMut(&T) -> bool) -> Self {
        self.retain(|value| keep(value.reveal()));
        self
    }

    fn values<'a>(&'a self) -> impl Iterator<Item = &'a T>
    where
        T: 'a,
    {
        self.iter().map(Private::reveal)
    }
}

/// A value that decides by itself stays if everything that it reveals is granted.
fn allowed<T: ByValue>(grants: &Grants) -> impl Fn(&T) -> bool {
    |value| grants.allows(value.reveals(grants.holder()))
}

/// A value that may tell something beyond its field's category.
trait Word {
    fn beyond(&self) -> CategorySet;
}

impl Word for CodedTerm {
    fn beyond(&self) -> CategorySet {
        self.reveals
    }
}

impl Word for HealthRecord {
    fn beyond(&self) -> CategorySet {
        self.reveals()
    }
}

/// A word of the vocabulary stays if what it tells beyond its field's category is granted too: "British Sign Language"
/// among the access needs tells of a disability.
fn word_allowed<T: Word>(grants: &Grants) -> impl Fn(&T) -> bool {
    |word| grants.categories().covers(word.beyond())
}

/// What showing these values reveals.
fn revealed<'a, T: ByValue + 'a>(values: impl Iterator<Item = &'a T>, grants: &Grants) -> CategorySet {
    values
        .map(|value| match value.reveals(grants.holder()) {
            Reveals::Known(categories) => categories,
            Reveals::Unknown => CategorySet::NONE,
        })
        .fold(CategorySet::NONE, |all, one| all | one)
}

/// What showing these words reveals beyond their field's category.
fn revealed_by_words<'a, T: Word + 'a>(words: impl Iterator<Item = &'a T>) -> CategorySet {
    words.fold(CategorySet::NONE, |all, word| all | word.beyond())
}

/// Writes `Record` for a type from one table. The record is taken apart without `..`: a new field without a line here
/// does not compile. `Category`: this category must be granted. `Word`: this category, and what the word itself
/// reveals. `ByValue`: what the value reveals. `Open`: shown whenever the record is, for this reason. `plain` fields
/// carry no value about a person, or serve the index alone.
macro_rules! rules {
    ($record:ident {
        plain { $($plain:ident),* $(,)? }
        $($field:ident = $name:literal : $rule:ident ($($argument:tt)*),)+
    }) => {
        // One bit a field.
        const _: () = assert!(<$record as Record>::FIELDS.len() <= 64);

        impl Record for $record {
            const FIELDS: &'static [FieldRule] = &[
                $(FieldRule { name: $name, rule: rules!(@rule $rule $($argument)*) }),+
            ];

            fn at(&self) -> &RecordRef {
                &self.at
            }

            fn keep(self, fields: FieldSet, grants: &Grants) -> Self {
                let Self { $($plain,)* $($field),+ } = self;
                let mut places = fields.places();
                $(let $field = rules!(@keep $rule $field places.next() == Some(true), grants);)+
                private::Is::without_index_facts(Self { $($plain,)* $($field),+ })
            }

            fn shows(&self, fields: FieldSet, grants: &Grants) -> CategorySet {
                let mut places = fields.places();
                let mut all = CategorySet::NONE;
                $(if places.next() == Some(true) {
                    all |= rules!(@shows $rule (self.$field) grants, $($argument)*);
                })+
                all
            }

            fn exists(&self) -> FieldSet {
                let full = [$(!self.$field.is_blank()),+];
                let mut place = full.iter();
                FieldSet::rules::<Self>(|_| place.next().is_some_and(|full| *full))
            }
        }
    };
    (@rule Category $category:ident) => { crate::Rule::Category(accord_model::Category::$category) };
    (@rule Word $category:ident) => { crate::Rule::Category(accord_model::Category::$category) };
    (@rule ByValue $($category:ident),*) => {
        crate::Rule::ByValue(accord_model::CategorySet::of(&[$(accord_model::Category::$category),*]))
    };
    (@rule Open $($reason:tt)+) => { crate::Rule::Open($($reason)+) };
    (@keep ByValue $field:ident $keep:expr, $grants:expr) => { $field.kept($keep).kept_if(allowed($grants)) };
    (@keep Word $field:ident $keep:expr, $grants:expr) => { $field.kept($keep).kept_if(word_allowed($grants)) };
    (@keep $rule:ident $field:ident $keep:expr, $grants:expr) => { $field.kept($keep) };
    (@shows Category ($field:expr) $grants:expr, $category:ident) => { accord_model::Category::$category.into() };
    (@shows Word ($field:expr) $grants:expr, $category:ident) => {
        CategorySet::from(accord_model::Category::$category) | revealed_by_words($field.values())
    };
    (@shows ByValue ($field:expr) $grants:expr, $($category:ident),*) => { revealed($field.values(), $grants) };
    (@shows Open ($field:expr) $grants:expr, $($reason:tt)+) => { CategorySet::NONE };
}
use rules;
