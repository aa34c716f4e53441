//! The connector against the sandbox's directory, over HTTP, made through the registry.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod county;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod search;
