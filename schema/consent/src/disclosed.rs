use crate::{FieldSet, Grants};

/// A record with everything withheld blanked. Only [`crate::Desk::disclose`] makes one; what a client sees about a
/// person is built from it alone.
pub struct Disclosed<R> {
    record: R,
    fields: FieldSet,
    grants: Grants,
}

impl<R> Disclosed<R> {
    pub(crate) const fn new(record: R, fields: FieldSet, grants: Grants) -> Self {
        Self { record, fields, grants }
    }

    /// What may be shown.
    pub const fn record(&self) -> &R {
        &self.record
    }

    /// Which fields were asked for and allowed. A field outside it is empty whatever the partner holds.
    pub const fn fields(&self) -> FieldSet {
        self.fields
    }

    /// What was decided about the whole record, whatever was asked for.
    pub const fn grants(&self) -> &Grants {
        &self.grants
    }
}
