use std::ops::Range;

use accord_consent::AgreementError;
use serde::de::DeserializeOwned;

/// What is wrong with the configuration, where, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {}{what}", if key.is_empty() { String::new() } else { format!("{key}: ") })]
pub struct ConfigError {
    /// The file, as it was named.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// The key, dotted from the top: `issuers[0].algorithms`.
    pub key: String,
    /// What is wrong and what is allowed.
    pub what: String,
}

/// A configuration file, as read.
#[derive(Clone)]
pub(crate) struct Text {
    /// Its name, for errors.
    pub(crate) file: String,
    /// What is in it.
    pub(crate) text: String,
}

impl Text {
    /// Reads the whole file into its shape. The first mistake is reported; nothing half-read is used.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        let document = toml::Deserializer::parse(&self.text).map_err(|e| self.toml_error(&e, ""))?;
        serde_path_to_error::deserialize(document).map_err(|e| {
            let key = plain(&e.path().to_string());
            self.toml_error(&e.into_inner(), &key)
        })
    }

    /// A mistake at this place.
    pub(crate) fn error(&self, span: &Range<usize>, key: &str, what: impl Into<String>) -> ConfigError {
        ConfigError { file: self.file.clone(), line: self.line(span.start), key: key.to_owned(), what: what.into() }
    }

    /// What is wrong with this file of agreements.
    pub(crate) fn agreement_error(&self, error: AgreementError) -> ConfigError {
        let AgreementError { line, what } = error;
        ConfigError { file: self.file.clone(), line, key: "agreement".to_owned(), what }
    }

    fn toml_error(&self, error: &toml::de::Error, key: &str) -> ConfigError {
        self.error(&error.span().unwrap_or(0..0), key, error.message().replace('\n', "; "))
    }

    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
}

/// The path without the names that carry spans.
fn plain(path: &str) -> String {
    let parts = path.split('.').filter(|part| !part.starts_with("$__") && *part != "?");
    parts.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        #[expect(dead_code, reason = "read for its shape alone")]
        list: Vec<Inner>,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "read for its shape alone")]
        number: toml::Spanned<u8>,
    }

    fn error(text: &str) -> String {
        let text = Text { file: "a.toml".into(), text: text.into() };
        text.parse::<Shape>().err().unwrap().to_string()
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_what_is_allowed() {
        assert_eq!(
            error("[[list]]\nnumber = 1\n\n[[list]]\nnumbre = 1\n"),
            "a.toml:5: list[1].numbre: unknown field `numbre`, expected `number`"
        );
    }

    #[test]
    fn a_wrong_type_is_named_with_its_key() {
        assert_eq!(
            error("[[list]]\nnumber = 1\n[[list]]\nnumber = \"x\"\n"),
            "a.toml:4: list[1].number: invalid type: string \"x\", expected u8"
        );
    }

    #[test]
    fn broken_toml_has_a_line() {
        assert!(error("list = [\n\n").starts_with("a.toml:"));
    }
}
