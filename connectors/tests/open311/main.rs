//! The Open311 connector against the sandbox's endpoint, over HTTP, made through the registry.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod city;
#[cfg(test)]
mod config;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod population;
#[cfg(test)]
mod send;
#[cfg(test)]
mod sent_once;
#[cfg(test)]
mod walk;
