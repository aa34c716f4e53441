//! A question as a tree, so that a failing one can be made smaller.

/// One field (or inline fragment) with its arguments, printed, and what is selected of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pick {
    pub(crate) name: String,
    pub(crate) of: Vec<Self>,
}

impl Pick {
    pub(crate) fn leaf(name: &str) -> Self {
        Self { name: name.to_owned(), of: Vec::new() }
    }

    pub(crate) fn of(name: impl Into<String>, of: Vec<Self>) -> Self {
        Self { name: name.into(), of }
    }
}

pub(crate) fn print(picks: &[Pick]) -> String {
    let each = picks.iter().map(|pick| match pick.of.as_slice() {
        [] => pick.name.clone(),
        of => format!("{} {{ {} }}", pick.name, print(of)),
    });
    each.collect::<Vec<_>>().join(" ")
}

/// Every selection with one pick less. None is left empty.
pub(crate) fn smaller(picks: &[Pick]) -> Vec<Vec<Pick>> {
    let mut all = Vec::new();
    for place in 0..picks.len() {
        if picks.len() > 1 {
            let mut without = picks.to_vec();
            without.remove(place);
            all.push(without);
        }
        for of in smaller(&picks[place].of) {
            let mut with = picks.to_vec();
            with[place].of = of;
            all.push(with);
        }
    }
    all
}

#[test]
fn what_is_smaller_has_one_pick_less() {
    let whole = [Pick::of("a", vec![Pick::leaf("b"), Pick::leaf("c")]), Pick::leaf("d")];
    let smaller: Vec<String> = smaller(&whole).iter().map(|picks| print(picks)).collect();
    assert_eq!(smaller, ["d", "a { c } d", "a { b } d", "a { b c }"]);
}
