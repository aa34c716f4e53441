/// What a page costs: one for the list, and each item as often as it may come.
pub(crate) fn page(first: i32, child: usize) -> usize {
    1 + usize::try_from(first).unwrap_or(0).min(100) * child
}

/// What a list costs that names every asker of the agreements.
pub(crate) const fn askers(child: usize) -> usize {
    1 + 100 * child
}
