use std::io::IsTerminal as _;

use accord_model::PartnerId;
use indicatif::{ProgressBar, ProgressStyle};

use super::Progress;

/// Shows how far one partner's sync is: a bar on a terminal, nothing elsewhere.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar for this partner.
    pub fn new(partner: PartnerId) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner().with_prefix(partner.to_string());
        // The templates are constants; a bad one would leave the library's own style.
        if let Ok(style) = ProgressStyle::with_template("{prefix:>12} {spinner} {pos} records, {per_sec} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Moves the bar.
    pub fn at(&self, progress: Progress) {
        if let Some(expected) = progress.expected {
            self.0.set_length(expected);
        }
        self.0.set_position(progress.records + progress.gone);
        self.0.set_message(format!("({} links to review)", progress.proposed));
    }

    /// Leaves the last state on the screen.
    pub fn end(&self) {
        self.0.finish();
    }
}
