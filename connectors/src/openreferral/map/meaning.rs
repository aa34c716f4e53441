use std::str::FromStr;

use accord_connector_kit::Terms;
use accord_model::{CareSetting, Need, ServiceRole, Strand};

use crate::openreferral::wire::{Attribute, Language};

/// What the taxonomy terms of a service mean.
#[derive(Default)]
pub(super) struct Meaning {
    pub(super) needs: Vec<Need>,
    pub(super) settings: Vec<CareSetting>,
    pub(super) roles: Vec<ServiceRole>,
    pub(super) strands: Vec<Strand>,
    /// Words that no map has.
    pub(super) unmapped: Vec<String>,
}

impl Meaning {
    pub(super) fn of<'a>(terms: &Terms, attributes: impl Iterator<Item = &'a Attribute>) -> Self {
        let mut all = Self::default();
        for term in attributes.filter_map(|attribute| attribute.taxonomy_term.0.as_ref()) {
            // The code counts, where there is one.
            let Some(word) = term.code.text().or(term.name.text()) else { continue };
            let known = [
                add(&mut all.needs, meant(terms, "need", word)),
                add(&mut all.settings, meant(terms, "setting", word)),
                add(&mut all.roles, meant(terms, "role", word)),
                add(&mut all.strands, meant(terms, "strand", word)),
            ];
            if !known.contains(&true) {
                add(&mut all.unmapped, Some(term.name.text().unwrap_or(word).to_owned()));
            }
        }
        all
    }

    /// Languages as BCP 47 has them. A well-formed code that the map lacks stays as it is; a word that it lacks is
    /// unmapped.
    pub(super) fn languages<'a>(&mut self, terms: &Terms, from: impl Iterator<Item = &'a Language>) -> Vec<String> {
        let mut all = Vec::new();
        for language in from {
            let (code, name) = (language.code.text(), language.name.text());
            let mapped = code.into_iter().chain(name).find_map(|word| terms.find("language", word));
            let kept = || code.filter(|code| is_tag(code)).map(str::to_owned);
            let tag = mapped.map(|term| term.coded.code.clone()).or_else(kept);
            if !add(&mut all, tag) {
                add(&mut self.unmapped, name.or(code).map(str::to_owned));
            }
        }
        all
    }
}

fn meant<T: FromStr>(terms: &Terms, list: &str, word: &str) -> Option<T> {
    terms.find(list, word)?.coded.code.parse().ok()
}

/// Whether there was one. Each is kept once.
fn add<T: PartialEq>(all: &mut Vec<T>, one: Option<T>) -> bool {
    let Some(one) = one else { return false };
    if !all.contains(&one) {
        all.push(one);
    }
    true
}

/// The shape of a language tag: two or three letters, and subtags.
fn is_tag(code: &str) -> bool {
    let mut parts = code.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
