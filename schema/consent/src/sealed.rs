/// A record as it came from a partner. Anyone may seal; only this crate opens. It has no `Debug`, `Clone`, `Deref` or
/// `Serialize`.
pub struct Sealed<R>(R);

impl<R> Sealed<R> {
    /// Seals a record. There is no way back but a door of [`crate::Desk`].
    pub const fn new(record: R) -> Self {
        Self(record)
    }

    pub(crate) const fn peek(&self) -> &R {
        &self.0
    }

    pub(crate) fn open(self) -> R {
        self.0
    }
}
