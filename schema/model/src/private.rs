/// A value about a person. It has no `Debug`, `Display` or `Serialize`: it cannot reach a log, an error or a span.
#[derive(Clone, PartialEq, Eq)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Marks a value as personal.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Called only where a disclosed object is written and where a partner's words become a record;
    /// `clippy.toml` bans it elsewhere.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}
