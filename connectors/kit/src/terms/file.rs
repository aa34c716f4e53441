use std::collections::BTreeMap;
use std::str::FromStr;

use accord_model::{Category, CategorySet, CodedTerm, PerpetratorRelation, Strand};
use serde::Deserialize;

use super::{Term, Terms, TermsError, Vocabulary, folded};

/// The map as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermsFile {
    version: String,
    list: BTreeMap<String, ListEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListEntry {
    system: Option<String>,
    #[serde(default)]
    reveals: Vec<String>,
    terms: BTreeMap<String, TermEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermEntry {
    code: Option<String>,
    text: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    reveals: Vec<String>,
    strand: Option<String>,
    recognition: Option<String>,
    kind: Option<String>,
    channel: Option<String>,
    relation: Option<String>,
    organisation: Option<String>,
    status: Option<String>,
    setting: Option<String>,
    need: Option<String>,
    role: Option<String>,
}

impl TryFrom<TermsFile> for Terms {
    type Error = TermsError;

    fn try_from(file: TermsFile) -> Result<Self, TermsError> {
        let lists = file.list.into_iter().map(|(name, list)| Ok((name.clone(), read_list(&name, list)?)));
        Ok(Self { version: file.version, lists: lists.collect::<Result<_, _>>()? })
    }
}

fn read_list(name: &str, list: ListEntry) -> Result<BTreeMap<String, Term>, TermsError> {
    let system = list.system.unwrap_or_else(|| format!("accord:{name}"));
    let shared = categories(&list.reveals, &Place(name, "*"))?;
    let mut terms = BTreeMap::new();
    for (key, mut entry) in list.terms {
        let also = std::mem::take(&mut entry.also);
        let term = read_term(&system, shared, &Place(name, &key), entry)?;
        for word in also.iter().chain([&key]) {
            if terms.insert(folded(word), term.clone()).is_some() {
                return Err(TermsError::Twice { list: name.to_owned(), term: folded(word) });
            }
        }
    }
    Ok(terms)
}

fn read_term(system: &str, shared: CategorySet, place: &Place<'_>, entry: TermEntry) -> Result<Term, TermsError> {
    let strand: Option<Strand> = place.code("strand", entry.strand)?;
    let relation: Option<PerpetratorRelation> = place.code("relation", entry.relation)?;
    // What a word means is told by the word, whatever its list says.
    let own = categories(&entry.reveals, place)?
        | strand.map_or(CategorySet::NONE, |strand| strand.reveals())
        | relation.map_or(CategorySet::NONE, |_| Category::Subject.into());
    let code = entry.code.unwrap_or_else(|| place.1.to_owned());
    let text = place.text(system, &code, entry.text)?;
    Ok(Term {
        coded: CodedTerm { system: system.to_owned(), text, code, reveals: own },
        reveals: shared | own,
        strand,
        recognition: place.code("recognition", entry.recognition)?,
        kind: place.code("kind", entry.kind)?,
        channel: place.code("channel", entry.channel)?,
        relation,
        organisation: place.code("organisation", entry.organisation)?,
        status: place.code("status", entry.status)?,
        setting: place.code("setting", entry.setting)?,
        need: place.code("need", entry.need)?,
        role: place.code("role", entry.role)?,
    })
}

fn categories(codes: &[String], place: &Place<'_>) -> Result<CategorySet, TermsError> {
    codes.iter().map(|code| code.parse::<Category>().map_err(|_| place.wrong("reveals"))).collect()
}

/// List and term, for the error.
struct Place<'a>(&'a str, &'a str);

impl Place<'_> {
    fn code<T: FromStr>(&self, key: &'static str, code: Option<String>) -> Result<Option<T>, TermsError> {
        code.map(|code| code.parse().map_err(|_| self.wrong(key))).transpose()
    }

    /// The text of a code: the vocabulary's, where it has the system, and then no other code and no other text are taken.
    fn text(&self, system: &str, code: &str, own: Option<String>) -> Result<String, TermsError> {
        let Some(codes) = Vocabulary::published()?.codes(system) else {
            return Ok(own.unwrap_or_else(|| code.to_owned()));
        };
        let (list, term) = (self.0.to_owned(), self.1.to_owned());
        match codes.get(code) {
            None => Err(TermsError::Unpublished { list, term, system: system.to_owned(), code: code.to_owned() }),
            Some(entry) if own.is_some_and(|own| own != entry.text) => {
                Err(TermsError::Text { list, term, text: entry.text.clone() })
            }
            Some(entry) => Ok(entry.text.clone()),
        }
    }

    fn wrong(&self, key: &'static str) -> TermsError {
        TermsError::Code { list: self.0.to_owned(), term: self.1.to_owned(), key }
    }
}
