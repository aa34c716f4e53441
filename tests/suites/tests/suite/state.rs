//! What `accord partners` says.

use std::collections::BTreeMap;

use accord_harness::World;

/// One system's line, and the codes below it.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Line {
    pub(crate) persons: u64,
    pub(crate) incidents: u64,
    pub(crate) notes: BTreeMap<String, u64>,
}

pub(crate) fn partner(world: &World, name: &str) -> Line {
    let text = world.accord(&["partners"]);
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&format!("{name}\t")));
    let first = lines.next().expect("the partner is listed");
    let number = |what: &str| {
        let word = first.split('\t').find_map(|cell| cell.strip_suffix(what)).expect("a number");
        word.trim().parse().expect("a number")
    };
    let notes = lines.map_while(|line| line.strip_prefix('\t'));
    let notes = notes.map(|line| line.split_once('\t').expect("a code and how often"));
    Line {
        persons: number("persons"),
        incidents: number("incidents"),
        notes: notes.map(|(code, n)| (code.to_owned(), n.parse().expect("a number"))).collect(),
    }
}
