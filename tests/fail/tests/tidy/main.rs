//! The rules of the house that neither types, nor Cargo, nor clippy can say.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod arrows;
#[cfg(test)]
mod source;
#[cfg(test)]
mod text;
#[cfg(test)]
mod trust;
