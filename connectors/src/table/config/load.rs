use std::path::Path;

use accord_connector_kit::Terms;

use super::error::{key_of, line_of};
use super::file::File;
use super::{ConfigError, Mapping, check};

impl Mapping {
    /// Reads a mapping and the map of terms that it names.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path)?;
        let file = parse_file(path, &text)?;
        let beside = path.parent().unwrap_or_else(|| Path::new("."));
        let terms_path = beside.join(&file.terms);
        let terms = read(&terms_path)?;
        build(path, &text, file, &terms_path, &terms)
    }

    /// Takes a mapping and its map of terms from texts; `path` stands in errors.
    pub fn parse(path: &Path, text: &str, terms: &str) -> Result<Self, ConfigError> {
        let file = parse_file(path, text)?;
        let terms_path = path.with_file_name(&file.terms);
        build(path, text, file, &terms_path, terms)
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError {
        file: path.to_owned(),
        line: 1,
        key: String::new(),
        message: format!("cannot be read ({})", error.kind()),
    })
}

fn parse_file(path: &Path, text: &str) -> Result<File, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        ConfigError { file: path.to_owned(), line, key: key_of(text, line), message: error.message().to_owned() }
    })
}

fn build(path: &Path, text: &str, file: File, terms_path: &Path, terms_text: &str) -> Result<Mapping, ConfigError> {
    let terms = Terms::read(terms_text).map_err(|error| ConfigError {
        file: terms_path.to_owned(),
        line: 1,
        key: String::new(),
        message: error.to_string(),
    })?;
    check::mapping(file, terms, version(text, terms_text)).map_err(|fault| fault.at(path, text))
}

/// Digest of both texts, each preceded by its length.
fn version(text: &str, terms: &str) -> [u8; 32] {
    use sha2::Digest as _;
    let mut hash = sha2::Sha256::new();
    for part in [text, terms] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
