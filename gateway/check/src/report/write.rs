use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::{Finding, Format, Outcome, Report};

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
            Self::Advised => "advised",
            Self::Skipped => "skipped",
        }
    }
}

impl Finding {
    /// One line: id, outcome, rule, what, and where.
    pub fn line(&self) -> String {
        let mut line = format!("{}\t{}\t{}\t{}", self.id, self.outcome.word(), self.rule, self.what);
        if !self.place.is_empty() {
            line.push_str("\t(");
            line.push_str(&self.place);
            line.push(')');
        }
        line
    }
}

impl Report {
    /// The last line: the counts.
    pub fn summary(&self) -> String {
        let count = |outcome| self.count(outcome);
        format!(
            "{}: {} checks: {} passed, {} failed, {} advised, {} skipped (seed {})",
            self.partner,
            self.findings.len(),
            count(Outcome::Passed),
            count(Outcome::Failed),
            count(Outcome::Advised),
            count(Outcome::Skipped),
            self.seed
        )
    }

    /// The whole report.
    pub fn write(&self, format: Format) -> String {
        match format {
            Format::Text => {
                let lines: String = self.findings.iter().map(|one| one.line() + "\n").collect();
                format!("{lines}{}\n", self.summary())
            }
            // Texts and numbers always become JSON.
            Format::Json => serde_json::to_string_pretty(self).unwrap_or_default() + "\n",
            Format::Junit => self.junit(),
        }
    }

    fn junit(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let (all, failed, skipped) = (self.findings.len(), self.count(Outcome::Failed), self.count(Outcome::Skipped));
        let name = escape(self.partner.as_str());
        // Writing to a String does not fail.
        writeln!(text, "<testsuite name=\"{name}\" tests=\"{all}\" failures=\"{failed}\" skipped=\"{skipped}\">")
            .unwrap_or_default();
        for one in &self.findings {
            let place = escape(one.place.as_str());
            let inner = match one.outcome {
                Outcome::Failed => format!("<failure message=\"{place}\"/>"),
                Outcome::Skipped => format!("<skipped message=\"{place}\"/>"),
                _ => format!("<system-out>{place}</system-out>"),
            };
            let seconds = one.took_ms / 1_000;
            let (id, what, rule) = (one.id, escape(one.what), escape(one.rule.as_str()));
            writeln!(
                text,
                "  <testcase classname=\"{rule}\" name=\"{id} {what}\" time=\"{seconds}.{:03}\">{inner}</testcase>",
                one.took_ms % 1_000
            )
            .unwrap_or_default();
        }
        text.push_str("</testsuite>\n");
        text
    }
}
