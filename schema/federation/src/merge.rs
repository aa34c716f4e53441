//! Many records, one value. Only disclosed records come here, in the published order of precedence.

use accord_model::Private;

/// The value of the first record that has one.
pub fn first<'a, R: 'a, T: 'a>(
    mut records: impl Iterator<Item = &'a R>,
    field: impl Fn(&'a R) -> Option<&'a Private<T>>,
) -> Option<&'a Private<T>> {
    records.find_map(field)
}

/// Whether two records that have a value differ in it.
pub fn differs<'a, R: 'a, T: PartialEq + 'a>(
    records: impl Iterator<Item = &'a R>,
    field: impl Fn(&'a R) -> Option<&'a Private<T>>,
) -> bool {
    let mut values = records.filter_map(field);
    let first = values.next();
    values.any(|other| Some(other) != first)
}

/// Every distinct value, in order of precedence.
pub fn union<'a, R: 'a, T: PartialEq + 'a>(
    records: impl Iterator<Item = &'a R>,
    field: impl Fn(&'a R) -> &'a [Private<T>],
) -> Vec<&'a Private<T>> {
    let mut all: Vec<&Private<T>> = Vec::new();
    for value in records.flat_map(field) {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}
