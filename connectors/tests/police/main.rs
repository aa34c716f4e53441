//! The police connector against the sandbox's police server, over HTTP, made through the registry.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod batches;
#[cfg(test)]
mod config;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod force;
#[cfg(test)]
mod referrals;
#[cfg(test)]
mod tokens;
