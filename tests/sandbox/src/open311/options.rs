//! How the endpoint differs from the standard.

/// What an Open311 server is started with; the default keeps to the standard.
#[derive(Clone, Debug)]
pub struct ReportsOptions {
    /// Loopback port, 0 for any.
    pub port: u16,
    /// Requests in one answer, at most; the newest come.
    pub cap: usize,
    /// Days that one question may span.
    pub days: i64,
    /// `updated_after` and `updated_before` are known.
    pub updates: bool,
    /// A report gets a token first, and its id on the second look at the token.
    pub tokens: bool,
    /// What real servers do differently.
    pub quirks: Quirks,
}

/// What real servers do differently.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quirks {
    /// Ids are numbers.
    pub numeric_ids: bool,
    /// Truth values are texts.
    pub text_booleans: bool,
    /// Coordinates that nobody gave are 0.
    pub zero_coordinates: bool,
    /// What nobody gave is an empty text.
    pub empty_texts: bool,
    /// A list with an id that is not there fails as a whole, with 500 and plain text.
    pub fails_on_unknown: bool,
    /// A list of ids is not understood: everything comes.
    pub ignores_ids: bool,
    /// Rows come twice.
    pub doubled: bool,
    /// The answer names whoever reported it.
    pub names_reporters: bool,
    /// How times are written.
    pub dates: DateForm,
}

/// How times are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateForm {
    /// `2026-11-02T14:30:00Z`.
    #[default]
    Zoned,
    /// `2026-11-02T14:30:00`, in UTC.
    Bare,
    /// `2026-11-02 14:30:00`, in UTC.
    Spaced,
    /// `11/02/2026`.
    American,
}

impl Default for ReportsOptions {
    fn default() -> Self {
        Self { port: 0, cap: 1_000, days: 90, updates: false, tokens: false, quirks: Quirks::default() }
    }
}
