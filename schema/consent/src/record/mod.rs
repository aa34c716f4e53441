//! The table that a data-protection officer reads: each field of each record, and the category that protects it.

mod incident;
mod victim;

use accord_model::{CategorySet, Private, RecordRef, Reveals};
use uuid::Uuid;

use crate::{FieldRule, FieldSet, Grants, Keys};

mod private {
    /// Keeps `Record` in this crate.
    pub trait Is {}
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

    /// Which fields hold a value.
    fn exists(&self) -> FieldSet;
}

/// The handle of the record that lies there: the same for the same place, so that a second sync adds nothing.
pub fn handle_of(keys: &Keys, at: &RecordRef) -> Uuid {
    keys.handle(at)
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

trait KeptByValue {
    fn kept_by_value(self, grants: &Grants) -> Self;
}

impl<T: ByValue> KeptByValue for Option<Private<T>> {
    fn kept_by_value(self, grants: &Grants) -> Self {
        self.filter(|value| grants.allows(value.reveal().reveals(grants.holder())))
    }
}

impl<T: ByValue> KeptByValue for Vec<Private<T>> {
    fn kept_by_value(mut self, grants: &Grants) -> Self {
        self.retain(|value| grants.allows(value.reveal().reveals(grants.holder())));
        self
    }
}

/// Writes `Record` for a type from one table. The record is taken apart without `..`: a new field without a line here
/// does not compile.
macro_rules! rules {
    ($record:ident {
        plain { $($plain:ident),* $(,)? }
        $($field:ident = $name:literal : $rule:ident ($($argument:tt)*),)+
    }) => {
        impl private::Is for $record {}

        impl Record for $record {
            const FIELDS: &'static [FieldRule] = &[
                $(FieldRule { name: $name, rule: rules!(@rule $rule $($argument)*) }),+
            ];

            fn at(&self) -> &RecordRef {
                &self.at
            }

            fn keep(self, fields: FieldSet, grants: &Grants) -> Self {
                let Self { $($plain,)* $($field),+ } = self;
                let mut index = 0;
                $(
                    let $field = rules!(@keep $rule $field fields.bit(index), grants);
                    index += 1;
                )+
                debug_assert_eq!(index, Self::FIELDS.len());
                Self { $($plain,)* $($field),+ }.without_index_facts()
            }

            fn exists(&self) -> FieldSet {
                let full = [$(!self.$field.is_blank()),+];
                let mut place = full.iter();
                FieldSet::rules::<Self>(|_| place.next().is_some_and(|full| *full))
            }
        }
    };
    (@rule Category $($category:tt)+) => { crate::Rule::Category(accord_model::Category::$($category)+) };
    (@rule ByValue $($category:ident),*) => {
        crate::Rule::ByValue(accord_model::CategorySet::of(&[$(accord_model::Category::$category),*]))
    };
    (@rule Open $($reason:tt)+) => { crate::Rule::Open($($reason)+) };
    (@keep ByValue $field:ident $keep:expr, $grants:expr) => { $field.kept($keep).kept_by_value($grants) };
    (@keep $rule:ident $field:ident $keep:expr, $grants:expr) => { $field.kept($keep) };
}
use rules;
