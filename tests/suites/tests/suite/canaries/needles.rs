//! Many texts looked for in many bytes at once.

use std::collections::{BTreeSet, HashMap};

/// How many bytes of a text are looked up at each place.
const HEAD: usize = 6;

/// Texts of six bytes or more, whatever their case.
#[derive(Default)]
pub(crate) struct Needles {
    heads: HashMap<[u8; HEAD], Vec<Vec<u8>>>,
    first: Vec<bool>,
    pub(crate) count: usize,
}

impl Needles {
    pub(crate) fn add(&mut self, text: &str) {
        let text = text.to_ascii_lowercase().into_bytes();
        let Some(head) = text.first_chunk::<HEAD>() else { panic!("too short to be looked for") };
        self.first.resize(1 << 16, false);
        self.first[pair(head)] = true;
        let known = self.heads.entry(*head).or_default();
        if !known.contains(&text) {
            known.push(text);
            self.count += 1;
        }
    }

    /// Those that occur.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> BTreeSet<String> {
        let bytes = bytes.to_ascii_lowercase();
        let mut found = BTreeSet::new();
        for (place, head) in bytes.windows(HEAD).enumerate() {
            if !self.first[pair(head)] {
                continue;
            }
            let head: [u8; HEAD] = head.try_into().unwrap();
            let known = self.heads.get(&head).into_iter().flatten();
            let here = known.filter(|text| bytes[place..].starts_with(text));
            found.extend(here.map(|text| String::from_utf8_lossy(text).into_owned()));
        }
        found
    }
}

fn pair(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

#[test]
fn what_is_there_is_found() {
    let mut needles = Needles::default();
    for text in ["Łucja Kowalczyk", "9990001236", "1984-03-02"] {
        needles.add(text);
    }
    let found = needles.found_in("xx9990001236, ŁUCJA".as_bytes());
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["9990001236"]);
    assert_eq!(needles.found_in("--Łucja kowalczyK1984-03-2".as_bytes()).len(), 1);
}
