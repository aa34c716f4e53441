use std::collections::BTreeMap;

use accord_connector_kit::Terms;

use super::Mapping;

impl Mapping {
    /// The map of terms that the mapping names.
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The rules that propose candidates, by name, each in words: its text, what naming it reveals, and what it reads.
    pub fn rules(&self) -> BTreeMap<String, String> {
        let rules = self.candidates.iter().map(|rule| {
            let reveals: Vec<_> = rule.term.reveals.iter().map(|category| category.to_string()).collect();
            let when = rule.when.iter().map(|(header, words)| {
                let words: Vec<_> = words.iter().map(String::as_str).collect();
                format!("{header} is {}", words.join(" or "))
            });
            let when: Vec<_> = when.collect();
            let told = format!("{} (reveals {}) where {}", rule.term.text, reveals.join(", "), when.join(" and "));
            (rule.term.code.clone(), told)
        });
        rules.collect()
    }
}
